import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RefusedInput } from '../refused-input';
import { type BackfillManifest, backfillManifestSchema, differences } from './backfill-manifest';
import type { RefusedRow } from './chunk-rows';

/** One finished chunk. */
export interface ChunkEntry {
  part: number;
  from: number;
  to: number;
  rows: number;
  refused: number;
  /** Position of the last image that was scored so far; -1 before the first. */
  last: number;
  cursor: string;
}

/** A place in a table: what lies in front of it is kept by a resume. */
interface Line {
  position: number;
}

const LOGS = { chunks: 'work/chunks.jsonl', refused: 'refused.jsonl', events: 'drift-events.jsonl' } as const;
type Log = keyof typeof LOGS;

/**
 * The folder of one backfill. A chunk's tables are put in place as a whole, its lines are appended and synced, and only
 * then does the engine's checkpoint include it: what a kill leaves beyond the checkpoint is cut off and made again.
 */
export class BackfillFolder {
  private constructor(readonly directory: string) {}

  /** Begins a folder, or goes on with one of the same manifest. @throws RefusedInput for a folder of something else */
  static async open(directory: string, manifest: BackfillManifest): Promise<BackfillFolder> {
    await mkdir(path.join(directory, 'work'), { recursive: true });
    const folder = new BackfillFolder(directory);
    await folder.lock();
    const found = await folder.readManifest();
    const other = found === undefined ? [] : differences(found, manifest);
    if (other.length) {
      await folder.close();
      throw new RefusedInput('option-invalid', `"${directory}" holds a backfill of something else (different: ${other.join(', ')}). Choose another folder with --out, or remove it.`);
    }
    if (found === undefined) await folder.put('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
    return folder;
  }

  /** Writes a whole file so that it is there in full or not at all. */
  async put(name: string, content: Uint8Array | string): Promise<void> {
    const target = path.join(this.directory, name);
    await mkdir(path.dirname(target), { recursive: true });
    const partial = `${target}.partial`;
    const handle = await open(partial, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, target);
  }

  partName(table: 'scores' | 'embeddings', part: number): string {
    return `${table}/part-${String(part).padStart(6, '0')}.parquet`;
  }

  async append(log: Log, lines: readonly object[]): Promise<void> {
    if (lines.length === 0) return;
    const handle = await open(path.join(this.directory, LOGS[log]), 'a');
    try {
      await handle.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async read<T>(log: Log): Promise<T[]> {
    const text = await readFile(path.join(this.directory, LOGS[log]), 'utf8').catch(() => '');
    return wholeLines(text).map((line) => JSON.parse(line) as T);
  }

  /** Cuts off what lies beyond the checkpoint. @returns the finished chunks */
  async cut(lastPosition: number, lastEvents: readonly (object & { id: string })[]): Promise<ChunkEntry[]> {
    const chunks = (await this.read<ChunkEntry>('chunks')).filter(({ last }) => last <= lastPosition);
    const end = chunks.at(-1)?.to ?? 0;
    await this.rewrite('chunks', chunks);
    await this.rewrite('refused', (await this.read<RefusedRow>('refused')).filter(({ position }) => position < end));
    const again = new Set(lastEvents.map(({ id }) => id));
    const events = (await this.read<Line & { id: string }>('events')).filter(({ position, id }) => position <= lastPosition && !again.has(id));
    await this.rewrite('events', [...events, ...lastEvents]);
    return chunks;
  }

  async close(): Promise<void> {
    await rm(path.join(this.directory, 'work', 'lock'), { force: true });
  }

  /** The note of who works here; one that a killed process left means nothing. */
  private async lock(): Promise<void> {
    const file = path.join(this.directory, 'work', 'lock');
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder && holder !== process.pid && isRunning(holder)) throw new RefusedInput('option-invalid', `Process ${holder} works on "${this.directory}": wait for it, or choose another folder with --out.`);
    await writeFile(file, String(process.pid));
  }

  private async readManifest(): Promise<unknown> {
    const file = path.join(this.directory, 'manifest.json');
    return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as unknown) : undefined;
  }

  private async rewrite(log: Log, lines: readonly object[]): Promise<void> {
    await this.put(LOGS[log], lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

/** The manifest of a backfill's folder; undefined for any other folder. @throws RefusedInput for one of another version */
export async function readBackfillManifest(directory: string): Promise<BackfillManifest | undefined> {
  const text = await readFile(path.join(directory, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined || !existsSync(path.join(directory, 'work', 'chunks.jsonl'))) return undefined;
  const manifest = backfillManifestSchema.safeParse(JSON.parse(text));
  if (manifest.success) return manifest.data;
  throw new RefusedInput('option-invalid', `"${directory}" holds a backfill that this version of conceptwatch does not read.`);
}

/** The finished chunks of a backfill's folder, without going on with it. */
export async function readBackfillChunks(directory: string): Promise<ChunkEntry[]> {
  return wholeLines(await readFile(path.join(directory, LOGS.chunks), 'utf8')).map((line) => JSON.parse(line) as ChunkEntry);
}

/** Lines that were written to their end: a kill may leave half of the last one. */
const wholeLines = (text: string): string[] => text.split('\n').slice(0, -1);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
