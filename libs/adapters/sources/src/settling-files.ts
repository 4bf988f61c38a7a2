import type { FoundFile } from './folder-walk';

/** Files that may still be written to: one is settled when its size and change time stay the same for a while. */
export class SettlingFiles {
  private readonly waiting = new Map<string, { file: FoundFile; since: number }>();

  constructor(private readonly settleMs: number) {}

  /** @returns whether the file can be taken now; otherwise it is looked at again when `due`. */
  isSettled(file: FoundFile, now: number): boolean {
    const before = this.waiting.get(file.path);
    const isUnchanged = before !== undefined && before.file.size === file.size && before.file.mtimeMs === file.mtimeMs;
    const isOld = file.mtimeMs <= now - this.settleMs;
    if (isOld || (isUnchanged && before.since <= now - this.settleMs)) {
      this.waiting.delete(file.path);
      return true;
    }
    if (!isUnchanged) this.waiting.set(file.path, { file, since: now });
    return false;
  }

  forget(path: string): void {
    this.waiting.delete(path);
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Paths to look at again, those that have waited longest first. */
  paths(): string[] {
    return [...this.waiting.keys()];
  }
}
