import { ArchiveRefused, type Refusal } from '@conceptwatch/ports';

/** What an archive may hold at most; beyond it the archive is refused, not read on. */
export interface ArchiveLimits {
  /** Of one image. */
  entryBytes: number;
  entries: number;
  /** Of everything, unpacked. */
  totalBytes: number;
  /** Unpacked over packed. */
  ratio: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = { entryBytes: 32 * 2 ** 20, entries: 100_000_000, totalBytes: 64 * 2 ** 40, ratio: 200 };

/** Small archives may be packed as tightly as they like. */
const RATIO_FROM_BYTES = 16 * 2 ** 20;

export const tooLarge = (size: number, most: number): Refusal => ({ status: 'refused', reason: 'too-many-bytes', detail: `The file has ${size} bytes; at most ${most} are accepted.` });

/** Counts what an archive unpacks to. */
export class ArchiveMeter {
  private entries = 0;
  private unpacked = 0;

  constructor(
    private readonly archive: string,
    private readonly limits: ArchiveLimits,
  ) {}

  /** @throws ArchiveRefused */
  entry(): void {
    if (++this.entries > this.limits.entries) throw this.refused(`more than ${this.limits.entries} entries`);
  }

  /** @throws ArchiveRefused */
  bytes(unpacked: number, packed: number): void {
    this.unpacked += unpacked;
    if (this.unpacked > this.limits.totalBytes) throw this.refused(`more than ${this.limits.totalBytes} bytes unpacked`);
    if (this.unpacked > RATIO_FROM_BYTES && this.unpacked > packed * this.limits.ratio) throw this.refused(`more than ${this.limits.ratio} times its packed size`);
  }

  private refused(what: string): ArchiveRefused {
    return new ArchiveRefused('archive-too-large', `"${this.archive}" holds ${what}: it is not read on. Split it, or unpack it yourself and give the folder.`);
  }
}
