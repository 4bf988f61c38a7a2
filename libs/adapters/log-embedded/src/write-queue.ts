import { LogUnavailable } from '@conceptwatch/ports';
import type { PartitionState } from './partition-state';
import type { LogStorage, Write } from './log-storage';

interface Waiting {
  write: Write;
  resolve(offsets: number[]): void;
  reject(error: unknown): void;
}

/** Group commit: what is asked for within one turn of the event loop becomes durable in one transaction, in order. */
export class WriteQueue {
  private waiting: Waiting[] = [];
  private scheduled: NodeJS.Immediate | undefined;

  constructor(
    private readonly storage: LogStorage,
    /** Told after each transaction which partitions have new records or commits. */
    private readonly onWritten: (touched: Set<PartitionState>) => void,
  ) {}

  /** Resolves with the offset of every record once all are durable. @throws LogUnavailable when nothing was written. */
  add(write: Write): Promise<number[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ write, resolve, reject });
      this.scheduled ??= setImmediate(() => this.flush());
    });
  }

  flush(): void {
    clearImmediate(this.scheduled);
    this.scheduled = undefined;
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    try {
      const offsets = this.storage.write(batch.map(({ write }) => write));
      batch.forEach(({ resolve }, i) => resolve(offsets[i]));
    } catch (cause) {
      const error = new LogUnavailable(`nothing was written: ${(cause as Error).message}`, { cause });
      for (const { reject } of batch) reject(error);
      return;
    }
    this.onWritten(touchedBy(batch));
  }
}

function touchedBy(batch: Waiting[]): Set<PartitionState> {
  const touched = new Set<PartitionState>();
  for (const { write } of batch) {
    for (const record of write.records) touched.add(record.partition);
    if (write.commit) touched.add(write.commit.partition);
  }
  return touched;
}
