import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { demoStream, PictureBook, type RoleName } from '@conceptwatch/composition';
import { type BankDefinition, bankBlob, type BaselineDefinition, controlCodec, embeddingCodec, imageCodec, scaleDigest, scoreCodec, spaceDigest, type StreamDefinition, TOPICS } from '@conceptwatch/contracts';
import type { MessageLog, StateStore } from '@conceptwatch/ports';
import { decodeShard } from '@conceptwatch/roles/drift';
import { type KafkaBroker, type PostgresCluster, RunningProgram, startKafka, startPostgres, systemClock } from '@conceptwatch/testing';
import { DEMO_CAMERA } from '@conceptwatch/world';
import { vi } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const PARTITIONS = 4;
const SOURCES = 8;
/** Of the last offsets of a partition one is a record, not the marker of a transaction. */
const MARKERS = 20;
export const SESSION_MS = 6_000;
export const STREAM = demoStream().name;

/** A service as a process of its own. */
export interface RunningRole {
  role: RoleName;
  program: RunningProgram;
  metricsUrl: string;
}

/** The built services over a real broker and a real database, fed by this process with numbered images. */
export class RunningCluster {
  readonly services: RunningRole[] = [];
  private sent = 0;
  private feeding: object | undefined;

  /** Of files that are a role's own. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'cluster-'));

  private constructor(
    readonly broker: KafkaBroker,
    readonly postgres: PostgresCluster,
    readonly log: MessageLog,
    readonly state: StateStore,
    private readonly pictures: Uint8Array[],
  ) {}

  /** Starts admin first: it defines the demo's stream, and the log's topics. */
  static async start(roles: readonly RoleName[]): Promise<RunningCluster> {
    for (const role of roles) if (!existsSync(mainOf(role))) throw new Error(`${mainOf(role)} is not built: run "npm run build"`);
    const [broker, postgres] = await Promise.all([startKafka(['group.min.session.timeout.ms=1000']), startPostgres()]);
    const state = await SqlStateStore.openPostgres({ url: postgres.url, clock: systemClock });
    const log = await KafkaLog.connect({ brokers: broker.brokers, clientId: 'feeder', clock: systemClock, publishTimeoutMs: 240_000 });
    const book = new PictureBook();
    const pictures = await Promise.all(Array.from({ length: 24 }, (_, i) => book.frame(DEMO_CAMERA, i)));
    const cluster = new RunningCluster(broker, postgres, log, state, pictures);
    const [first, ...others] = roles;
    await cluster.startService(first, ['--demo']);
    await Promise.all(others.map((role) => cluster.startService(role)));
    return cluster;
  }

  /** Resolves when the service is ready. */
  async startService(role: RoleName, args: string[] = []): Promise<RunningRole> {
    const program = RunningProgram.start(mainOf(role), args, {
      KAFKA_BROKERS: this.broker.brokers.join(','),
      DATABASE_URL: this.postgres.url,
      CONCEPTWATCH_STORAGE_DIRECTORY: join(this.folder, role),
      CONCEPTWATCH_KAFKA_CLIENT_ID: role,
      CONCEPTWATCH_KAFKA_PARTITIONS: String(PARTITIONS),
      CONCEPTWATCH_KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
      CONCEPTWATCH_HTTP_PORT: '0',
      CONCEPTWATCH_OBSERVABILITY_PORT: '0',
      CONCEPTWATCH_OBSERVABILITY_LOG_FORMAT: 'json',
    });
    const metricsUrl = await vi.waitFor(
      () => {
        const line = program.stderr.split('\n').find((text) => text.includes(`conceptwatch ${role} is ready`));
        if (!line) throw new Error(`${role} is not ready: ${program.stderr.slice(-1_000)}`);
        return String((JSON.parse(line) as { metrics: string }).metrics);
      },
      { timeout: 90_000, interval: 50 },
    );
    const service = { role, program, metricsUrl };
    this.services.push(service);
    return service;
  }

  alive(role: RoleName): RunningRole[] {
    return this.services.filter((service) => service.role === role && isAlive(service.program.pid));
  }

  /** Publishes images from several sources until told to stop. */
  feed(imagesPerRound: number, pauseMs: number): { stop(): Promise<void> } {
    const mine = (this.feeding = {});
    const feeding = (async () => {
      while (this.feeding === mine) {
        await this.publish(imagesPerRound);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    })();
    feeding.catch(() => undefined);
    return { stop: () => (this.stopFeeding(), feeding) };
  }

  /** Also what a failed test has left. */
  stopFeeding(): void {
    this.feeding = undefined;
  }

  async publish(count: number): Promise<void> {
    const from = this.sent;
    await this.log.publish(
      Array.from({ length: count }, (_, i) => {
        const n = from + i;
        const now = BigInt(Date.now());
        const source = `camera-${n % SOURCES}`;
        const value = imageCodec.encode({ imageId: `image-${n}`, stream: STREAM, source, receivedAtMs: now, capturedAtMs: now, contentType: 'image/jpeg', content: { case: 'bytes', value: this.pictures[n % this.pictures.length] } });
        return { topic: TOPICS.images, key: `${STREAM}/${source}`, value };
      }),
    );
    this.sent += count;
  }

  get images(): number {
    return this.sent;
  }

  /** Images in the checkpoints of all partitions. */
  async counted(): Promise<number> {
    let sum = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const checkpoint = await this.state.loadCheckpoint(`drift/${partition}`);
      if (checkpoint) sum += decodeShard(checkpoint.state).streams.reduce((images, stream) => images + (stream.stream === STREAM ? stream.images : 0), 0);
    }
    return sum;
  }

  async bankOfStream(): Promise<string> {
    return (await this.state.get<StreamDefinition>('stream', STREAM))!.body.bankName;
  }

  /** A second bank, made of concepts of the stream's own. */
  async addBank(name: string, choose: (concepts: BankDefinition['concepts']) => BankDefinition['concepts']): Promise<void> {
    const { body } = (await this.state.get<BankDefinition>('bank', await this.bankOfStream()))!;
    const matrix = (await this.state.getBlob(bankBlob(body.digest)))!;
    const concepts = choose(body.concepts);
    const row = matrix.length / body.concepts.length;
    const rows = concepts.map(({ slug }) => body.concepts.findIndex((concept) => concept.slug === slug)).map((k) => Buffer.from(matrix.subarray(k * row, (k + 1) * row)));
    // Its first letters are what scale digests show.
    const digest = createHash('sha256').update(`${body.digest} ${name}`).digest('hex');
    await this.state.putBlob(bankBlob(digest), Buffer.concat(rows));
    await this.state.put('bank', name, { ...body, name, concepts, digest });
  }

  /** Redefines the stream and says so in one control record. @returns seconds until every shard that gets images is on the new scale */
  async switchBank(name: string): Promise<number> {
    const { body, version } = (await this.state.get<StreamDefinition>('stream', STREAM))!;
    await this.state.put('stream', STREAM, { ...body, bankName: name }, version);
    await this.log.publish([{ topic: TOPICS.control, key: `stream/${STREAM}`, value: controlCodec.encode({ kind: 'stream', id: STREAM, version: BigInt(version + 1), atMs: BigInt(Date.now()) }) }]);
    const start = performance.now();
    const { digest } = (await this.state.get<BankDefinition>('bank', name))!.body;
    await vi.waitFor(
      async () => {
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const [{ end }] = (await this.log.lag('drift', TOPICS.scores)).filter((lag) => lag.partition === partition);
          // The last offset may be the marker of a transaction.
          const newest = end > 0 ? (await this.log.read(TOPICS.scores, partition, Math.max(0, end - MARKERS), MARKERS)).at(-1) : undefined;
          if (newest && !(await this.isScaleOf(scoreCodec.decode(newest.value).scaleDigest, digest))) throw new Error(`partition ${partition} is still scored with the old bank`);
        }
      },
      { timeout: 60_000, interval: 200 },
    );
    return (performance.now() - start) / 1000;
  }

  /** The admin's API, as a client with its first token. @throws with the problem that was answered */
  async ask<T>(method: 'GET' | 'POST', path: string, body?: Uint8Array | object): Promise<T> {
    const [{ program }] = this.alive('admin');
    const { url } = JSON.parse(program.stderr.split('\n').find((line) => line.includes('conceptwatch admin is ready'))!) as { url: string };
    const token = /First token \(shown once\): (\S+)/.exec(this.services.flatMap((service) => service.program.lines).join('\n'))![1];
    const type = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': type }, ...(body ? { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) } : {}) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** @returns seconds until the newest image of every shard is embedded through the aligner */
  async secondsUntilAligned(digest: string): Promise<number> {
    const start = performance.now();
    await vi.waitFor(
      async () => {
        for (const { partition, end } of await this.log.lag('concept-bank', TOPICS.embeddings)) {
          const newest = end > 0 ? (await this.log.read(TOPICS.embeddings, partition, Math.max(0, end - MARKERS), MARKERS)).at(-1) : undefined;
          if (newest && embeddingCodec.decode(newest.value).alignerDigest !== digest) throw new Error(`partition ${partition} is still embedded through another aligner`);
        }
      },
      { timeout: 60_000, interval: 200 },
    );
    return (performance.now() - start) / 1000;
  }

  private async isScaleOf(scale: string, bankDigest: string): Promise<boolean> {
    const { baselineId } = (await this.state.get<StreamDefinition>('stream', STREAM))!.body;
    const { encoderDigest, alignerDigest } = (await this.state.get<BaselineDefinition>('baseline', baselineId))!.body;
    return scale === scaleDigest(spaceDigest(encoderDigest, alignerDigest), bankDigest);
  }

  /** @returns seconds until the drift state has grown by so many images */
  async secondsUntilCounted(more: number): Promise<number> {
    const start = performance.now();
    const goal = (await this.counted()) + more;
    await vi
      .waitFor(
        async () => {
          const counted = await this.counted();
          if (counted < goal) throw new Error(`the drift state does not grow from ${counted} to ${goal}`);
        },
        { timeout: 120_000, interval: 100 },
      )
      .catch(async (error: unknown) => {
        throw new Error(`${String(error)}; ${this.images} images are sent, ${await this.whereabouts()}, alive: ${this.services.filter(({ program }) => isAlive(program.pid)).map(({ role }) => role).join(' ')}`, { cause: error });
      });
    return (performance.now() - start) / 1000;
  }

  /** Resolves when every image is in the state, and nothing waits. @throws with where images are missing */
  async untilDrained(): Promise<void> {
    try {
      await this.drained();
    } catch (error) {
      throw new Error(`${String(error)}; ${await this.whereabouts()}`, { cause: error });
    }
  }

  /** How many images each topic holds, and what the drift workers have skipped. */
  private async whereabouts(): Promise<string> {
    const found: string[] = [];
    for (const [topic, codec] of [[TOPICS.images, imageCodec], [TOPICS.embeddings, embeddingCodec], [TOPICS.scores, scoreCodec]] as const) {
      const ids: string[][] = [];
      for (let partition = 0; partition < PARTITIONS; partition++) {
        ids.push([]);
        for (let from = 0; ; ) {
          const part = await this.log.read(topic, partition, from, 2_000);
          ids[partition].push(...part.map(({ value }) => codec.decode(value).imageId));
          if (part.length === 0) break;
          from = part[part.length - 1].offset + 1;
        }
      }
      found.push(`${topic}: ${ids.map((part) => `${new Set(part).size}/${part.length}`).join(' ')}`);
    }
    const letters = await this.log.read(TOPICS.deadLetters, 0, 0, 1_000);
    const shards: string[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const checkpoint = await this.state.loadCheckpoint(`drift/${partition}`);
      const shard = checkpoint && decodeShard(checkpoint.state);
      shards.push(`${shard?.streams.map(({ images }) => images).join('+')} images, offset ${checkpoint?.offset}, origin ${shard?.lastOrigin}`);
    }
    return `${found.join(', ')}, dead letters ${letters.length}, state: ${shards.join('; ')}`;
  }

  private drained(): Promise<void> {
    return vi.waitFor(
      async () => {
        for (const [group, topic] of [['ingest', TOPICS.images], ['concept-bank', TOPICS.embeddings], ['drift', TOPICS.scores]]) {
          const waiting = (await this.log.lag(group, topic)).reduce((sum, { records }) => sum + records, 0);
          if (waiting) throw new Error(`${waiting} records wait for ${group}`);
        }
        const counted = await this.counted();
        if (counted < this.sent) throw new Error(`${counted} of ${this.sent} are counted`);
      },
      // What a frozen worker had not saved is read again by another one, once the group has settled, for which it may take a minute.
      { timeout: 240_000, interval: 500 },
    );
  }

  /** What scores.v1 holds: how many images, how many score records beyond one for each, the scales that each shard went through, and the images of each scale. */
  async scored(): Promise<{ images: number; repeated: number; scales: string[][]; imagesOf: Map<string, number> }> {
    const ids = new Set<string>();
    const imagesOf = new Map<string, number>();
    let records = 0;
    const scales: string[][] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const sequence: string[] = [];
      for (let from = 0; ; ) {
        const part = await this.log.read(TOPICS.scores, partition, from, 2_000);
        for (const { value } of part) {
          const { imageId, scaleDigest } = scoreCodec.decode(value);
          if (!ids.has(imageId)) imagesOf.set(scaleDigest, (imagesOf.get(scaleDigest) ?? 0) + 1);
          ids.add(imageId);
          if (sequence.at(-1) !== scaleDigest) sequence.push(scaleDigest);
        }
        records += part.length;
        if (part.length === 0) break;
        from = part[part.length - 1].offset + 1;
      }
      scales.push(sequence);
    }
    return { images: ids.size, repeated: records - ids.size, scales, imagesOf };
  }

  async close(): Promise<void> {
    if (this.broker.pid) process.kill(this.broker.pid, 'SIGCONT');
    await Promise.all(this.services.filter(({ program }) => isAlive(program.pid)).map(({ program }) => (program.signal('SIGCONT'), program.kill())));
    await this.log.close();
    await this.state.close();
    this.postgres.stop();
    await this.broker.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const mainOf = (role: RoleName): string => join(ROOT, 'dist/apps', role, 'main.js');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
