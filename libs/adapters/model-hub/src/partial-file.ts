import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { ModelHubError } from '@conceptwatch/ports';

/** What has arrived of a file: TARGET.part, and in TARGET.part.etag the version that it is a part of. */
export class PartialFile {
  private constructor(readonly path: string, readonly bytes: number, private readonly etag: string | undefined) {}

  static async at(target: string): Promise<PartialFile> {
    const part = `${target}.part`;
    const [found, etag] = await Promise.all([stat(part).catch(() => undefined), readFile(`${part}.etag`, 'utf8').catch(() => undefined)]);
    return new PartialFile(part, etag === undefined ? 0 : (found?.size ?? 0), etag);
  }

  get notePath(): string {
    return `${this.path}.etag`;
  }

  /** Asks for the rest, provided that the file is still the same. */
  conditions(): Record<string, string> {
    return this.bytes > 0 && this.etag ? { range: `bytes=${this.bytes}-`, 'if-range': this.etag } : {};
  }

  /** Appends at `from` what arrives. @returns bytes that are there then. @throws ModelHubError when the connection breaks */
  async receive(response: Response, from: number, onBytes: (done: number) => void): Promise<number> {
    const etag = response.headers.get('etag');
    if (from === 0) await (etag && !etag.startsWith('W/') ? writeFile(this.notePath, etag) : rm(this.notePath, { force: true }));
    let done = from;
    const handle = await open(this.path, from === 0 ? 'w' : 'a');
    try {
      for await (const chunk of bodyOf(response)) {
        await handle.appendFile(chunk);
        done += chunk.length;
        onBytes(done);
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall === 'write' || (cause as Error).name === 'AbortError') throw cause;
      throw new ModelHubError(`The connection broke after ${done} bytes (${(cause as Error).message}).`, true, { cause });
    } finally {
      await handle.close();
    }
    return done;
  }

  async discard(): Promise<void> {
    await Promise.all([rm(this.path, { force: true }), rm(this.notePath, { force: true })]);
  }
}

const bodyOf = (response: Response): AsyncIterable<Uint8Array> => response.body as unknown as AsyncIterable<Uint8Array>;
