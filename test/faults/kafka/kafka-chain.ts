import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import type { MessageLog, StoredRecord } from '@conceptwatch/ports';
import { bundleProgram, RunningProgram, systemClock } from '@conceptwatch/testing';
import { expect, vi } from 'vitest';
import { foldOver, valueOf } from '../embedded-log/chain';

export interface WorkerSettings {
  brokers: string[];
  /** PostgreSQL's URL or the path of an SQLite file. */
  state: string;
  input: string;
  output: string;
  /** Time that a batch of 20 takes, to make a worker slow. */
  slowMs?: number;
}

export interface Verdict {
  records: number;
  /** Acknowledged to the sender and not in the log, or in the log and not copied. */
  lost: number;
  /** Delivered again, so twice in the log of the copying stage. */
  repeated: number;
  /** Partitions whose checkpoint is not the fold over each record exactly once, in order. */
  foldedWrong: number;
}

const PATIENCE = { timeout: 120_000, interval: 100 };

/** Workers that copy `input` to `output` and fold `output` into checkpoints, and what is needed to tell whether anything was lost. */
export class KafkaChain {
  readonly input = `input-${randomUUID()}`;
  readonly output = `output-${randomUUID()}`;
  readonly workers: RunningProgram[] = [];
  private readonly published: number[];

  private constructor(
    readonly log: MessageLog,
    private readonly program: string,
    private readonly settings: Pick<WorkerSettings, 'brokers' | 'state'>,
    readonly partitions: number,
  ) {
    this.published = Array.from({ length: partitions }, () => 0);
  }

  static async open(settings: Pick<WorkerSettings, 'brokers' | 'state'>, partitions = 4): Promise<KafkaChain> {
    const program = await bundleProgram(join(import.meta.dirname, 'worker.program.ts'));
    // Longer than any fault: a publication that is given up would be sent again by this sender, not by the log.
    const log = await KafkaLog.connect({ brokers: settings.brokers, clientId: 'feeder', clock: systemClock, publishTimeoutMs: 240_000 });
    const chain = new KafkaChain(log, program, settings, partitions);
    await log.createTopics([chain.input, chain.output].map((topic) => ({ topic, partitions })));
    return chain;
  }

  get sent(): number {
    return this.published.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when the worker has joined. */
  async startWorker(slowMs?: number): Promise<RunningProgram> {
    const worker = RunningProgram.start(this.program, [JSON.stringify({ ...this.settings, input: this.input, output: this.output, slowMs })]);
    this.workers.push(worker);
    await worker.until((lines) => lines.includes('ready'));
    return worker;
  }

  async startWorkers(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.startWorker()));
  }

  /** Publishes until told to stop. @param size records of each partition at once @param pauseMs between two rounds */
  feed(size = 10, pauseMs = 20): { stop(): Promise<void> } {
    let goesOn = true;
    const feeding = (async () => {
      while (goesOn) {
        for (let partition = 0; partition < this.partitions; partition++) await this.publish(partition, size);
        if (pauseMs) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    })();
    feeding.catch(() => undefined);
    return { stop: () => ((goesOn = false), feeding) };
  }

  async publish(partition: number, size: number): Promise<void> {
    const from = this.published[partition];
    await this.log.publish(Array.from({ length: size }, (_, i) => ({ topic: this.input, partition, value: valueOf(partition, from + i) })));
    this.published[partition] += size;
  }

  untilSent(more: number): Promise<void> {
    const goal = this.sent + more;
    return vi.waitFor(() => expect(this.sent).toBeGreaterThanOrEqual(goal), PATIENCE);
  }

  /** @returns seconds until a worker has folded something that it had not when this was called */
  async secondsUntilProgress(): Promise<number> {
    const start = performance.now();
    const before = this.folds();
    await vi.waitFor(() => expect(this.folds()).toBeGreaterThan(before), { timeout: 120_000, interval: 20 });
    return (performance.now() - start) / 1000;
  }

  /** Lines of all workers that begin so. */
  count(word: string): number {
    return this.workers.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(word)).length, 0);
  }

  untilDrained(): Promise<void> {
    return vi.waitFor(async () => {
      for (const [group, topic] of [['copy', this.input], ['fold', this.output]]) expect((await this.log.lag(group, topic)).map(({ records }) => records)).toEqual(this.published.map(() => 0));
    }, PATIENCE);
  }

  async verify(): Promise<Verdict> {
    const clock = systemClock;
    const { state: place } = this.settings;
    const state = await (place.startsWith('postgres') ? SqlStateStore.openPostgres({ url: place, clock }) : SqlStateStore.openSqlite({ path: place, clock }));
    const verdict: Verdict = { records: this.sent, lost: 0, repeated: 0, foldedWrong: 0 };
    for (let partition = 0; partition < this.partitions; partition++) {
      const nameOf = ({ value }: StoredRecord) => Buffer.from(value).toString('latin1', 0, 16);
      const sent = new Set((await this.readAll(this.input, partition)).map(nameOf));
      const copied = await this.readAll(this.output, partition);
      const distinct = new Set(copied.map(nameOf));
      for (let n = 0; n < this.published[partition]; n++) {
        const name = Buffer.from(valueOf(partition, n)).toString('latin1', 0, 16);
        if (!sent.has(name) || !distinct.has(name)) verdict.lost++;
      }
      verdict.repeated += copied.length - distinct.size;
      const checkpoint = await state.loadCheckpoint(`fold/${partition}`);
      const expected = copied.reduce((sum, { value }) => foldOver(sum, value), new Uint8Array(32) as Uint8Array);
      if (!checkpoint || checkpoint.offset !== copied.length - 1 || Buffer.compare(checkpoint.state, expected) !== 0) verdict.foldedWrong++;
    }
    await state.close();
    return verdict;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => (worker.signal('SIGCONT'), worker.kill())));
    await this.log.close();
  }

  private folds(): number {
    return this.count('folded');
  }

  private async readAll(topic: string, partition: number): Promise<StoredRecord[]> {
    const all: StoredRecord[] = [];
    for (let part = await this.log.read(topic, partition, 0, 2_000); part.length > 0; part = await this.log.read(topic, partition, all.length, 2_000)) all.push(...part);
    return all;
  }
}

/** Resident memory of a process, in MB (Linux). */
export function memoryOf(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4096) / 1e6;
}
