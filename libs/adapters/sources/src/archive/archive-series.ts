import type { ArchiveItem, ImageArchive } from '@conceptwatch/ports';

/** Several archives one after the other, as the shards of a data set. */
export class ArchiveSeries implements ImageArchive {
  constructor(
    readonly name: string,
    private readonly parts: readonly ImageArchive[],
  ) {}

  async fingerprint(): Promise<string> {
    return (await Promise.all(this.parts.map((part) => part.fingerprint()))).join('\n');
  }

  async count(): Promise<number | undefined> {
    let sum = 0;
    for (const part of this.parts) {
      const count = await part.count();
      if (count === undefined) return undefined;
      sum += count;
    }
    return sum;
  }

  async *items({ after, signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    const [first, within] = after === undefined ? [0, undefined] : splitCursor(after);
    for (let i = first; i < this.parts.length; i++) {
      for await (const item of this.parts[i].items({ after: i === first ? within : undefined, signal })) yield { ...item, name: `${this.parts[i].name}/${item.name}`, cursor: `${i}:${item.cursor}` };
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.close()));
  }
}

function splitCursor(cursor: string): [number, string] {
  const colon = cursor.indexOf(':');
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)];
}
