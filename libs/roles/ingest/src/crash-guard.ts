import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Batch, type Logger, LOGGER, STATE_STORE, type StateStore, type StoredRecord } from '@conceptwatch/ports';

/** Records of a partition that a process has in work, or had when it ended. */
interface Attempt {
  worker: string;
  from: number;
  to: number;
  /** How often the one record was in work with nothing beside it; 0 of several records. */
  alone: number;
}

const TRIES_ALONE = 2;

/**
 * Finds the image that ends the process (a native crash in a decoder or a model), so that it cannot do so for ever.
 *
 * What is in work is written down before the work begins, where it outlives the process. A batch that an earlier process
 * did not finish is handled record by record; a record that ended two processes by itself is set aside. A process that is
 * killed for other reasons costs its batch this slower way and no record: it would have to be killed twice at the same one.
 *
 * One read and one write of the state store per batch.
 */
@Injectable()
export class CrashGuard {
  private readonly worker = randomUUID();
  private readonly inWork = new Map<string, Set<Attempt>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param work handles records; its results come back in order
   * @param setAside what becomes of a record that ends processes
   * @throws what the state store or the work throws; the batch is then not in work any more
   */
  async around<T>({ topic, partition, records }: Batch, work: (records: StoredRecord[]) => Promise<T[]>, setAside: (record: StoredRecord) => Promise<T[]>): Promise<T[]> {
    const place = `${topic}/${partition}`;
    const [from, to] = [records[0].offset, records[records.length - 1].offset];
    const suspects = await this.suspects(place, from);
    if (!suspects.some((suspect) => suspect.from <= to)) return this.during(place, { from, to, alone: 0 }, suspects, () => work(records));
    this.logger.warn('a process ended with these records in work: they are handled one by one', { topic, partition, from, to });
    return this.inTurn(async () => {
      const results: T[] = [];
      for (const record of records) results.push(...(await this.handleAlone(place, record, suspects, work, setAside)));
      await this.write(place, []);
      return results;
    });
  }

  private async handleAlone<T>(place: string, record: StoredRecord, suspects: Attempt[], work: (records: StoredRecord[]) => Promise<T[]>, setAside: (record: StoredRecord) => Promise<T[]>): Promise<T[]> {
    const isSame = ({ from, to }: Attempt): boolean => from === record.offset && to === record.offset;
    const alone = Math.max(0, ...suspects.filter(isSame).map((attempt) => attempt.alone));
    if (alone >= TRIES_ALONE) return setAside(record);
    const others = suspects.filter((suspect) => !isSame(suspect));
    return this.during(place, { from: record.offset, to: record.offset, alone: alone + 1 }, others, () => work([record]));
  }

  /** What other processes began at or after the offset and did not finish. */
  private async suspects(place: string, offset: number): Promise<Attempt[]> {
    const attempts = (await this.state.get<Attempt[]>('attempt', place))?.body ?? [];
    return attempts.filter(({ worker, to }) => worker !== this.worker && to >= offset);
  }

  private async during<T>(place: string, range: Omit<Attempt, 'worker'>, suspects: Attempt[], work: () => Promise<T>): Promise<T> {
    const attempt = { worker: this.worker, ...range };
    const inWork = this.inWorkAt(place);
    inWork.add(attempt);
    try {
      await this.write(place, suspects);
      return await work();
    } finally {
      inWork.delete(attempt);
    }
  }

  private async write(place: string, suspects: Attempt[]): Promise<void> {
    await this.state.put('attempt', place, [...this.inWorkAt(place), ...suspects]);
  }

  private inWorkAt(place: string): Set<Attempt> {
    const there = this.inWork.get(place) ?? new Set();
    this.inWork.set(place, there);
    return there;
  }

  /** One suspect batch at a time, so that a record is blamed for its own deeds only. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}
