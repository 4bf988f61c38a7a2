import { type ImageRecord, imageCodec, MalformedRecord, TOPICS, UnsupportedRecordVersion } from '@conceptwatch/contracts';
import { ArchiveRefused, type ArchiveItem, type ImageArchive, type ImageStore, type MessageLog, type Refusal, type StoredRecord } from '@conceptwatch/ports';
import { readableName } from './entry-name';

export interface LogRangeOptions {
  log: MessageLog;
  /** Reads images that records name by reference. */
  images: ImageStore;
  /** Images of this stream alone; others are passed over. */
  stream?: string;
  /** All partitions when absent. */
  partitions?: number[];
  fromOffset?: number;
  /** Exclusive; the end as it is at the first look when absent. */
  toOffset?: number;
  /** Receipt in milliseconds since the epoch; `toTime` is exclusive. */
  fromTime?: number;
  toTime?: number;
}

interface Range {
  partition: number;
  from: number;
  to: number;
}

const RECORDS_AT_ONCE = 32;

/** A range of images.v1 on Kafka or on the embedded log: partitions merged by time, so that one past is one sequence. */
export class LogRangeArchive implements ImageArchive {
  readonly name: string;
  private ranges: Promise<Range[]> | undefined;

  constructor(private readonly options: LogRangeOptions) {
    this.name = `${TOPICS.images}${options.stream === undefined ? '' : ` of ${options.stream}`}`;
  }

  async fingerprint(): Promise<string> {
    const { stream, fromTime, toTime, fromOffset, toOffset, partitions } = this.options;
    return `log ${JSON.stringify({ stream, fromTime, toTime, fromOffset, toOffset, partitions })}`;
  }

  /** Records of other streams are among them: known only where the range is one stream's. */
  count(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Fixes the end: a cursor carries it along, so that a resumed read ends where the first one would have. */
  async *items({ after, signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    const ranges = after === undefined ? await this.resolve() : (JSON.parse(after) as Range[]);
    const heads = ranges.map((range) => new Head(this.options.log, range));
    for (;;) {
      signal?.throwIfAborted();
      await Promise.all(heads.map((head) => head.fill()));
      const waiting = heads.filter(({ first }) => first !== undefined);
      if (waiting.length === 0) return;
      const next = waiting.reduce((a, b) => (before(b.first!, a.first!) ? b : a));
      const stored = next.take();
      const item = this.item(stored);
      if (item) yield { ...item, cursor: JSON.stringify(heads.map((head) => head.rest)) };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private resolve(): Promise<Range[]> {
    return (this.ranges ??= this.look());
  }

  private async look(): Promise<Range[]> {
    const { log, partitions, fromOffset = 0, toOffset = Infinity } = this.options;
    const ends = await log.lag('backfill', TOPICS.images);
    const unknown = partitions?.find((partition) => !ends.some((end) => end.partition === partition));
    if (unknown !== undefined) throw new ArchiveRefused('archive-unreadable', `${TOPICS.images} has no partition ${unknown}; it has 0 to ${ends.length - 1}.`);
    return ends.filter(({ partition }) => !partitions || partitions.includes(partition)).map(({ partition, end }) => ({ partition, from: fromOffset, to: Math.min(end, toOffset) }));
  }

  private item(stored: StoredRecord): Omit<ArchiveItem, 'cursor'> | undefined {
    const { stream, fromTime = -Infinity, toTime = Infinity } = this.options;
    if (stored.timestamp < fromTime || stored.timestamp >= toTime) return undefined;
    const position = `${stored.partition}/${stored.offset}`;
    const record = readRecord(stored);
    if ('status' in record) return { name: position, content: record };
    if (stream !== undefined && record.stream !== stream) return undefined;
    return { name: readableName(record.metadata.name ?? position), imageId: record.imageId, source: record.source, capturedAt: Number(record.capturedAtMs), content: this.contentOf(record) };
  }

  private contentOf({ content }: ImageRecord): ArchiveItem['content'] {
    if (content.case === 'bytes') return content.value;
    const reference = content.value ?? '';
    return async () => (await this.options.images.read(reference)) ?? { status: 'refused', reason: 'unreadable', detail: `${readableName(reference)} is gone or may not be read.` };
  }
}

/** The records of one partition, a few at a time. */
class Head {
  private waiting: StoredRecord[] = [];
  private next: number;

  constructor(
    private readonly log: MessageLog,
    private readonly range: Range,
  ) {
    this.next = range.from;
  }

  get first(): StoredRecord | undefined {
    return this.waiting[0];
  }

  /** What is still to be read, the records in hand included. */
  get rest(): Range {
    return { ...this.range, from: this.waiting[0]?.offset ?? this.next };
  }

  async fill(): Promise<void> {
    if (this.waiting.length > 0 || this.next >= this.range.to) return;
    const records = await this.log.read(TOPICS.images, this.range.partition, this.next, RECORDS_AT_ONCE);
    this.waiting = records.filter(({ offset }) => offset < this.range.to);
    this.next = records.length ? records[records.length - 1].offset + 1 : this.range.to;
  }

  take(): StoredRecord {
    return this.waiting.shift() as StoredRecord;
  }
}

const before = (a: StoredRecord, b: StoredRecord): boolean => a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.partition < b.partition);

function readRecord(stored: StoredRecord): ImageRecord | Refusal {
  try {
    return imageCodec.decode(stored.value);
  } catch (error) {
    if (error instanceof UnsupportedRecordVersion) return { status: 'refused', reason: 'unsupported-version', detail: error.message };
    if (error instanceof MalformedRecord) return { status: 'refused', reason: 'unreadable', detail: error.message };
    throw error;
  }
}
