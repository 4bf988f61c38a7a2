import type { StateStore, StoredRecord } from '@conceptwatch/ports';

/** Ranges of offsets of one partition, ascending, ends included. */
type Ranges = [number, number][];

interface Entry {
  sent: Record<string, Ranges>;
}

const ID = 'redriven-letters';

/** Which dead letters were sent back already. */
export class RedriveLedger {
  private constructor(
    private readonly state: StateStore,
    private readonly sent: Map<string, Ranges>,
  ) {}

  static async load(state: StateStore): Promise<RedriveLedger> {
    const entry = (await state.get<Entry>('setting', ID))?.body;
    return new RedriveLedger(state, new Map(Object.entries(entry?.sent ?? {})));
  }

  has({ partition, offset }: StoredRecord): boolean {
    return (this.sent.get(String(partition)) ?? []).some(([from, to]) => offset >= from && offset <= to);
  }

  async note(letters: readonly StoredRecord[]): Promise<void> {
    for (const letter of letters) if (!this.has(letter)) this.add(letter);
    await this.state.put<Entry>('setting', ID, { sent: Object.fromEntries(this.sent) });
  }

  private add({ partition, offset }: StoredRecord): void {
    const ranges = [...(this.sent.get(String(partition)) ?? []), [offset, offset] as [number, number]].sort(([a], [b]) => a - b);
    const merged: Ranges = [];
    for (const [from, to] of ranges) {
      const last = merged.at(-1);
      if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    this.sent.set(String(partition), merged);
  }
}
