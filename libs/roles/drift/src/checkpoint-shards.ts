import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { controlCodec, fromFloat32Bytes, scoreCodec, type StreamDefinition, TOPICS } from '@conceptwatch/contracts';
import { type Clock, CLOCK, type Logger, LOGGER, MESSAGE_LOG, type MessageLog, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { BaselineLibrary } from './baseline-library';
import { decodeShard } from './checkpoint-codec';
import { DRIFT_CONFIG, type DriftConfig } from './drift.config';
import { checkpointKey, stateOfSameScale } from './shard';
import { conceptIndex, type Shards } from './shards';
import { StreamShard, type Yardstick, yardstickOf } from './stream-shard';


/** Images of the live strip. */
const RECENT = 32;
/** The partition that there is not: of streams without an image. */
const IDLE = -1;

interface ReadShard {
  offset: number;
  /** As it was saved; undefined while there is no checkpoint. */
  state: Uint8Array | undefined;
  streams: Map<string, StreamShard>;
}

/**
 * What the drift workers of a cluster know, read from their checkpoints: state and offset are one write, so what is
 * shown is exactly what a worker would show, at most one checkpoint interval late, and no worker has to be asked.
 */
@Injectable()
export class CheckpointShards implements Shards, OnApplicationBootstrap, OnApplicationShutdown {
  readonly shards = new Map<number, ReadShard>();
  private readonly yardsticks = new Map<string, { key: string; yardstick: Promise<Yardstick> }>();
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(BaselineLibrary) private readonly baselines: BaselineLibrary,
    @Inject(DRIFT_CONFIG) private readonly config: DriftConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.reading;
  }

  /** Asks the worker that owns the alarm, by a control record; it is done when its next checkpoint is written. */
  async acknowledge(stream: string, concept: string): Promise<boolean> {
    const alarm = [...this.shards.values()].flatMap((shard) => {
      const part = shard.streams.get(stream);
      const k = conceptIndex(part, concept);
      return k < 0 ? [] : (part?.inAlarm(k)?.snapshot(k).alarm ?? []);
    })[0];
    if (!alarm) return false;
    const value = controlCodec.encode({ kind: 'acknowledge', id: `${stream}/${concept}`, version: BigInt(Math.round(alarm.onsetAt)), atMs: BigInt(this.clock.now()) });
    await this.log.publish([{ topic: TOPICS.control, key: `acknowledge/${stream}/${concept}`, partition: 0, value }]);
    return true;
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.reading = this.refresh().catch((error: unknown) => this.logger.warn('The checkpoints cannot be read; what is shown is old until they can.', { error }));
      void this.reading.then(() => this.timer && this.schedule());
    }, this.config.checkpointMs);
  }

  private async refresh(): Promise<void> {
    const partitions = await this.log.partitionsOf(TOPICS.scores);
    for (let partition = 0; partition < partitions; partition++) await this.readShard(partition);
    await this.showIdleStreams();
  }

  private async readShard(partition: number): Promise<void> {
    const checkpoint = await this.state.loadCheckpoint(checkpointKey(partition));
    const known = this.shards.get(partition);
    if (!checkpoint || (known?.state && Buffer.compare(known.state, checkpoint.state) === 0)) return;
    const { streams } = decodeShard(checkpoint.state);
    const shard: ReadShard = { offset: checkpoint.offset, state: checkpoint.state, streams: new Map() };
    for (const state of streams) {
      const yardstick = await this.yardstickOf(state.stream, state.scaleDigest);
      if (!yardstick) continue;
      const before = known?.streams.get(state.stream);
      const stream = new StreamShard(yardstick, this.config.trendMs, stateOfSameScale(state, yardstick.baseline.scaleDigest, yardstick.definition));
      stream.trend = before?.trend ?? stream.trend;
      for (let i = before?.images ?? state.images; i < state.images; i++) stream.rate.add(this.clock.now());
      stream.remember(this.config.minimumWindow);
      shard.streams.set(state.stream, stream);
    }
    this.shards.set(partition, shard);
    await this.readRecent(partition, shard);
  }

  private async readRecent(partition: number, shard: ReadShard): Promise<void> {
    for (const { value } of await this.log.read(TOPICS.scores, partition, Math.max(0, shard.offset - RECENT + 1), RECENT)) {
      const record = scoreCodec.decode(value);
      const scores = fromFloat32Bytes(record.scoresF32);
      const stream = shard.streams.get(record.stream);
      if (stream && scores.length === stream.yardstick.baseline.bank.concepts.length) stream.recent.add({ imageId: record.imageId, source: record.source, capturedAt: Number(record.capturedAtMs), scores });
    }
  }

  /** Streams are shown before their first image came, in a shard of their own. */
  private async showIdleStreams(): Promise<void> {
    const before = this.shards.get(IDLE);
    const idle: ReadShard = { offset: -1, state: undefined, streams: new Map() };
    for (const { id } of await this.state.list<StreamDefinition>('stream')) {
      if ([...this.shards].some(([partition, { streams }]) => partition !== IDLE && streams.has(id))) continue;
      const yardstick = await this.yardstickOf(id);
      const known = before?.streams.get(id);
      if (yardstick) idle.streams.set(id, known?.yardstick === yardstick ? known : new StreamShard(yardstick, this.config.trendMs));
    }
    this.shards.set(IDLE, idle);
  }

  /** @param scale of what was counted; that of the definition when absent */
  private async yardstickOf(name: string, scale?: string): Promise<Yardstick | undefined> {
    const definition = await this.state.get<StreamDefinition>('stream', name);
    if (!definition) return undefined;
    const baseline = scale === undefined ? await this.baselines.of(definition.body) : await this.baselines.ofScale(definition.body, scale);
    if (!baseline) return undefined;
    const key = `${definition.version}/${baseline.scaleDigest}`;
    const known = this.yardsticks.get(name);
    if (known?.key === key) return known.yardstick;
    const yardstick = Promise.resolve(yardstickOf(definition.body, baseline));
    this.yardsticks.set(name, { key, yardstick });
    return yardstick;
  }
}
