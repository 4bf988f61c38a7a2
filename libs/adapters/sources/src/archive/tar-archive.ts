import type { ArchiveItem, ImageArchive } from '@conceptwatch/ports';
import type { ByteSource } from './byte-source';
import { isImageEntry, isSidecarEntry } from './entry-name';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits';
import { readSidecar, type Sidecar } from './sidecar';
import { type TarEntry, tarEntries } from './tar-entries';

/** Entries that lie together and share a key: one sample of a WebDataset. */
interface Sample {
  key: string;
  images: TarEntry[];
  sidecar: Sidecar;
  /** Unpacked bytes before it and up to its end. */
  start: number;
  end: number;
}

/**
 * A tar file of images, plain or gzipped, and a WebDataset shard: files that share the name before the first dot are
 * one sample, whose `.json` may say when (`captured_at`) and by which camera (`source`) the image was taken.
 */
export class TarArchive implements ImageArchive {
  readonly name: string;

  constructor(
    private readonly bytes: ByteSource,
    private readonly limits: ArchiveLimits = ARCHIVE_LIMITS,
  ) {
    this.name = bytes.name;
  }

  fingerprint(): Promise<string> {
    return Promise.resolve(`tar ${this.name} ${this.bytes.version}`);
  }

  count(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async *items({ after = '0', signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    const [from, seen = 0] = after.split('+').map(Number);
    let skip = seen;
    for await (const sample of this.samples(from, signal)) {
      yield* [...itemsOf(sample)].slice(skip);
      skip = 0;
    }
  }

  private async *samples(from: number, signal?: AbortSignal): AsyncGenerator<Sample> {
    let sample: Sample | undefined;
    let start = from;
    for await (const entry of tarEntries(this.bytes, this.limits, { from, signal })) {
      const key = sampleKey(entry.name);
      if (sample && sample.key !== key) {
        yield sample;
        sample = undefined;
      }
      sample ??= { key, images: [], sidecar: {}, start, end: entry.end };
      sample.end = start = entry.end;
      if (!(entry.content instanceof Uint8Array) || isImageEntry(entry.name) || !isSidecarEntry(entry.name)) sample.images.push(entry);
      else if (/\.json$/i.test(entry.name)) sample.sidecar = { ...sample.sidecar, ...readSidecar(entry.content) };
    }
    if (sample) yield sample;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The name up to the first dot of its last part, as WebDataset has it. */
export function sampleKey(name: string): string {
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 2);
  return dot < 0 ? name : name.slice(0, dot);
}

/** Between two images of one sample the cursor says how many of the sample were seen, because its sidecar may come last. */
function* itemsOf({ images, sidecar, start, end }: Sample): Generator<ArchiveItem> {
  for (const [i, { name, content, modifiedAt }] of images.entries()) {
    const capturedAt = sidecar.capturedAt ?? modifiedAt;
    const cursor = i === images.length - 1 ? String(end) : `${start}+${i + 1}`;
    yield { name, cursor, content, ...(capturedAt === undefined ? {} : { capturedAt }), ...(sidecar.source === undefined ? {} : { source: sidecar.source }) };
  }
}
