import type { StateStore } from '@conceptwatch/ports';
import type { FileIdentity } from './file-identity';

/** A version that no file has: the path is gone. */
const GONE = -1;
const ENTRY_BYTES = 16;
const ENTRIES_PER_CHUNK = 8_192;

/**
 * Which files were delivered, at about 60 bytes of memory and 16 bytes of state each, so that a folder may hold a
 * million. Changes are appended to numbered blobs; only the newest blob is written again.
 */
export class SeenFiles {
  private readonly versions = new Map<number, number>();
  private chunk = new Float64Array(ENTRIES_PER_CHUNK * 2);
  private used = 0;
  private chunks = 0;
  private isDirty = false;
  private isNew = false;

  private constructor(
    private readonly state: StateStore,
    private readonly name: string,
  ) {}

  static async load(state: StateStore, name: string): Promise<SeenFiles> {
    const seen = new SeenFiles(state, name);
    let entries = 0;
    for (let bytes = await state.getBlob(seen.blob(0)); bytes; bytes = await state.getBlob(seen.blob(++seen.chunks))) {
      entries += bytes.length / ENTRY_BYTES;
      seen.replay(new Float64Array(bytes.slice().buffer));
    }
    const needed = Math.ceil(seen.versions.size / ENTRIES_PER_CHUNK);
    if (entries > 2 * seen.versions.size + ENTRIES_PER_CHUNK || seen.chunks > 2 * needed + 16) await seen.rewrite();
    return seen;
  }

  get size(): number {
    return this.versions.size;
  }

  has({ path, version }: FileIdentity): boolean {
    return this.versions.get(path) === version;
  }

  hasPath(path: number): boolean {
    return this.versions.has(path);
  }

  /** Remembers a delivered file; durable after the next `save`. */
  async add(identity: FileIdentity): Promise<void> {
    if (!this.has(identity)) await this.append(identity.path, identity.version);
  }

  /** Leaves a file alone until the process ends, without calling it delivered. */
  skip({ path, version }: FileIdentity): void {
    this.versions.set(path, version);
  }

  /** Forgets a path that no longer exists. */
  async forget(path: number): Promise<void> {
    if (this.versions.has(path)) await this.append(path, GONE);
  }

  /** @returns whether there was anything new since the last save. */
  async save(): Promise<boolean> {
    const isNew = this.isNew;
    this.isNew = false;
    await this.writeChunk();
    return isNew;
  }

  private async writeChunk(): Promise<void> {
    if (!this.isDirty) return;
    await this.state.putBlob(this.blob(this.chunks), new Uint8Array(this.chunk.buffer, 0, this.used * ENTRY_BYTES));
    this.isDirty = false;
    if (this.used < ENTRIES_PER_CHUNK) return;
    this.chunks++;
    this.chunk = new Float64Array(ENTRIES_PER_CHUNK * 2);
    this.used = 0;
  }

  private async append(path: number, version: number): Promise<void> {
    const entry = Float64Array.of(path, version);
    this.chunk.set(entry, this.used * 2);
    this.replay(entry);
    this.used++;
    this.isDirty = true;
    this.isNew = true;
    if (this.used === ENTRIES_PER_CHUNK) await this.writeChunk();
  }

  private replay(entries: Float64Array): void {
    for (let i = 0; i < entries.length; i += 2) {
      if (entries[i + 1] === GONE) this.versions.delete(entries[i]);
      else this.versions.set(entries[i], entries[i + 1]);
    }
  }

  /**
   * Writes only what still holds, from the first chunk on. The map keeps the order of first insertion, so that a new
   * chunk k holds all that still holds of the old chunks 0 to k: a process killed half-way has lost nothing.
   */
  private async rewrite(): Promise<void> {
    const before = this.chunks;
    const live = [...this.versions];
    this.chunks = 0;
    for (const [path, version] of live) await this.append(path, version);
    await this.writeChunk();
    const kept = this.chunks + (this.used > 0 ? 1 : 0);
    for (let i = before - 1; i >= kept; i--) await this.state.deleteBlob(this.blob(i));
  }

  private blob(chunk: number): string {
    return `source/${this.name}/seen/${chunk}`;
  }
}
