import { Inject, Injectable } from '@nestjs/common';
import { scoreCodec, type StreamDefinition, trendBlob } from '@conceptwatch/contracts';
import type { Transition } from '@conceptwatch/core/drift';
import { readRecords } from '@conceptwatch/platform/runtime';
import { type Clock, CLOCK, METRICS, type MetricSink, type OutgoingRecord, STATE_STORE, type StateStore, type StoredDriftEvent, type StoredRecord } from '@conceptwatch/ports';
import { BaselineLibrary } from './baseline-library';
import { beginCounters } from './begin-counters';
import { decodeShard, encodeShard, type ShardState } from './checkpoint-codec';
import { DRIFT_CONFIG, type DriftConfig } from './drift.config';
import { acknowledgedEvent, toStoredEvent } from './drift-events';
import { CONCEPT_GAUGES } from './drift-gauges';
import { driftMetrics } from './drift.metrics';
import { sharedYardstick } from './shared-yardstick';
import { originOf, type ReadScores, toImages, wellFormed } from './score-images';
import { checkpointKey, inTurn, isSameButBank, type Shard, stateOfSameScale } from './shard';
import { StreamShard } from './stream-shard';
import { conceptIndex, type Shards } from './shards';
import { Trend } from './trend';

const TREND_SAVE_MS = 30_000;

type Images = ReturnType<typeof toImages>;
type PreparedGroup = { name: string; lastOrigin: number } & (({ stream: StreamShard } & Images) | { skipped: number; reason: 'unknown-stream' | 'other-scale' });

/** Steps 5 and 6, track and decide: score records → window, D, evidence, alarms; state and offset are one checkpoint. */
@Injectable()
export class TrackStage implements Shards {
  readonly shards = new Map<number, Shard>();
  /** Tells events that come from no batch; they are saved before. */
  publish: (events: StoredDriftEvent[]) => Promise<unknown> = () => Promise.resolve();

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(BaselineLibrary) private readonly baselines: BaselineLibrary,
    @Inject(DRIFT_CONFIG) private readonly config: DriftConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Loads a partition's checkpoint. @returns the offset to go on from and the events that came with the checkpoint */
  async open(partition: number): Promise<{ resumeAt: number; events: StoredDriftEvent[] }> {
    const checkpoint = await this.state.loadCheckpoint(checkpointKey(partition));
    const saved: ShardState = checkpoint ? decodeShard(checkpoint.state) : { lastOrigin: -1, streams: [], events: [] };
    const now = this.clock.monotonic();
    const shard: Shard = {
      partition,
      streams: new Map(),
      loading: new Map(),
      dormant: new Map(saved.streams.map((stream) => [stream.stream, stream])),
      lastOrigin: saved.lastOrigin,
      offset: checkpoint?.offset ?? -1,
      batch: { offset: checkpoint?.offset ?? -1, events: [] },
      savedAt: now,
      savedOffset: checkpoint?.offset ?? -1,
      saving: Promise.resolve(),
      trendSavedAt: now,
      turn: Promise.resolve(),
    };
    this.shards.set(partition, shard);
    for (const { stream } of saved.streams) await this.streamOf(shard, stream);
    // Without a checkpoint nothing is counted yet, whatever the group has committed: from the beginning.
    return { resumeAt: checkpoint ? checkpoint.offset + 1 : 0, events: saved.events };
  }

  /** Makes sure that streams are shown before their first image came. */
  async prepare(): Promise<void> {
    const shard = this.shards.get(0);
    if (!shard) return;
    for (const { id } of await this.state.list<StreamDefinition>('stream')) await this.streamOf(shard, id);
  }

  /**
   * Counts a batch. What can fail comes before the first image is counted or after the last one, so that a batch that
   * comes again is counted once: its images are then duplicates, and its events are given back again.
   *
   * @param setAside makes dead letters durable, of records that this build cannot read
   * @returns drift events of the batch, saved with the state that they belong to
   */
  async track(partition: number, records: StoredRecord[], setAside: (letters: OutgoingRecord[]) => Promise<unknown> = refuse): Promise<StoredDriftEvent[]> {
    const shard = this.shards.get(partition);
    if (!shard) throw new Error(`partition ${partition} was never opened`);
    return inTurn(shard, () => this.trackBatch(shard, records, setAside));
  }

  private async trackBatch(shard: Shard, records: StoredRecord[], setAside: (letters: OutgoingRecord[]) => Promise<unknown>): Promise<StoredDriftEvent[]> {
    const last = records[records.length - 1].offset;
    const again = records[0].offset <= shard.batch.offset ? shard.batch.events : [];
    if (last > shard.batch.offset) {
      const start = this.clock.monotonic();
      const { read, letters } = readRecords(scoreCodec, records, 'track');
      const groups = await this.prepareGroups(shard, this.countable(shard, read), letters);
      // Before the state goes past them.
      if (letters.length) await setAside(letters);
      shard.batch = { offset: last, events: [...again, ...groups.flatMap((group) => this.trackGroup(shard, group))] };
      shard.offset = last;
      this.metrics.observe(driftMetrics.trackSeconds, (this.clock.monotonic() - start) / 1000);
    }
    const { events } = shard.batch;
    if (events.length || this.isDue(shard)) await this.save(shard);
    return events;
  }

  /** Lets a stream go over to its definition as it is now: another baseline, window or promise. Another bank begins with its first scores. */
  async redefine(name: string): Promise<void> {
    for (const shard of this.shards.values()) {
      await inTurn(shard, async () => {
        const current = shard.streams.get(name);
        const definition = current && (await this.state.get<StreamDefinition>('stream', name));
        if (!definition || isSameButBank(definition.body, current.yardstick.definition)) return;
        const baseline = await this.baselines.ofScale(definition.body, current.yardstick.baseline.scaleDigest);
        if (!baseline) return;
        this.replace(shard, name, new StreamShard(sharedYardstick(definition.body, baseline), this.config.trendMs));
        await this.save(shard);
      });
    }
  }

  /** Saves what was counted since the last checkpoint, where it is due: a stream that stands still is saved too. */
  async saveDue(): Promise<void> {
    for (const shard of this.shards.values()) if (shard.offset > shard.savedOffset && this.isDue(shard)) await this.save(shard);
  }

  /** @param onsetAt only the alarm that began then; any when undefined */
  async acknowledge(name: string, concept: string, onsetAt?: number): Promise<boolean> {
    let found = false;
    for (const shard of this.shards.values()) {
      const part = shard.streams.get(name);
      const k = conceptIndex(part, concept);
      const monitor = k < 0 ? undefined : part?.inAlarm(k);
      const alarm = monitor?.snapshot(k).alarm;
      if (!alarm || (onsetAt !== undefined && Math.round(alarm.onsetAt) !== onsetAt)) continue;
      if (!alarm.acknowledged) {
        monitor?.acknowledge(k);
        const event = part && acknowledgedEvent(name, shard.partition, part, { concept: k, at: this.clock.now() });
        if (event) shard.batch.events = [...shard.batch.events, event];
        await this.save(shard);
        if (event) await this.publish([event]);
        this.metrics.increment(driftMetrics.events, { stream: name, kind: 'acknowledged' });
      }
      found = true;
    }
    return found;
  }

  /** With the events of the newest batch: until the next one comes, nobody knows whether they were published. */
  save(shard: Shard): Promise<void> {
    const write = shard.saving.then(() => this.write(shard));
    shard.saving = write.catch(() => undefined);
    return write;
  }

  private async write(shard: Shard): Promise<void> {
    const { offset } = shard;
    const { events } = shard.batch;
    const streams = [...[...shard.streams].map(([name, stream]) => stream.toState(name)), ...shard.dormant.values()];
    const state = encodeShard({ lastOrigin: shard.lastOrigin, streams, events });
    await this.state.saveCheckpoint(checkpointKey(shard.partition), { offset, state }, events);
    shard.savedOffset = offset;
    shard.savedAt = this.clock.monotonic();
    if (shard.savedAt - shard.trendSavedAt >= TREND_SAVE_MS) await this.saveTrends(shard);
  }

  private isDue(shard: Shard): boolean {
    return this.clock.monotonic() - shard.savedAt >= this.config.checkpointMs;
  }

  async close(partition: number): Promise<void> {
    const shard = this.shards.get(partition);
    if (!shard) return;
    if (shard.offset >= 0) await this.save(shard);
    await this.saveTrends(shard);
    // The partition may have come back meanwhile.
    if (this.shards.get(partition) === shard) this.shards.delete(partition);
  }

  /** The records that count, neighbours of one stream together; what was counted before is a duplicate. */
  private countable(shard: Shard, records: ReadScores): ReadScores[] {
    const groups: ReadScores[] = [];
    let newest = shard.lastOrigin;
    for (const one of records) {
      const { record } = one;
      const origin = originOf(record);
      if (origin <= newest) {
        this.metrics.increment(driftMetrics.duplicates, { stream: record.stream, reason: 'duplicate' });
        continue;
      }
      newest = origin;
      const last = groups[groups.length - 1];
      if (last && last[0].record.stream === record.stream && last[0].record.scaleDigest === record.scaleDigest) last.push(one);
      else groups.push([one]);
    }
    return groups;
  }

  /**
   * Loads every stream of a batch and reads all scores, before anything is counted. Scores of another scale than the
   * stream's are the first after a switch, unless the stream has left that scale before: then they are late.
   *
   * @param letters takes the records whose scores are not those of their scale
   */
  private async prepareGroups(shard: Shard, groups: ReadScores[], letters: OutgoingRecord[]): Promise<PreparedGroup[]> {
    const prepared: PreparedGroup[] = [];
    const switched = new Map<string, StreamShard>();
    for (const group of groups) {
      const [{ record: { stream: name, scaleDigest } }] = group;
      let stream = switched.get(name) ?? (await this.streamOf(shard, name));
      if (stream && stream.yardstick.baseline.scaleDigest !== scaleDigest) {
        const anew = await this.switched(stream, name, scaleDigest);
        if (anew) switched.set(name, (stream = anew));
      }
      const lastOrigin = originOf(group[group.length - 1].record);
      if (!stream) prepared.push({ name, lastOrigin, skipped: group.length, reason: 'unknown-stream' });
      else if (stream.yardstick.baseline.scaleDigest !== scaleDigest) prepared.push({ name, lastOrigin, skipped: group.length, reason: 'other-scale' });
      else {
        const concepts = stream.yardstick.baseline.bank.concepts.length;
        const { records, malformed } = wellFormed(group, concepts);
        if (malformed.length) this.metrics.increment(driftMetrics.duplicates, { stream: name, reason: 'malformed' }, malformed.length);
        letters.push(...malformed);
        prepared.push({ name, lastOrigin, stream, ...toImages(records, concepts) });
      }
    }
    return prepared;
  }

  private trackGroup(shard: Shard, group: PreparedGroup): StoredDriftEvent[] {
    shard.lastOrigin = group.lastOrigin;
    if (!('stream' in group)) {
      this.metrics.increment(driftMetrics.duplicates, { stream: group.name, reason: group.reason }, group.skipped);
      const passing = shard.streams.get(group.name);
      if (passing) passing.passedOver += group.skipped;
      return [];
    }
    const { name, stream, images, scores } = group;
    this.replace(shard, name, stream);
    if (images.length === 0) return [];
    const { unknownSegments } = stream;
    const transitions = stream.track(images, scores);
    if (stream.unknownSegments > unknownSegments) this.metrics.increment(driftMetrics.duplicates, { stream: name, reason: 'unknown-segment' }, stream.unknownSegments - unknownSegments);
    stream.remember(this.config.minimumWindow);
    this.metrics.increment(driftMetrics.tracked, { stream: name }, images.length);
    const now = this.clock.now();
    for (const { receivedAt } of images) this.metrics.observe(driftMetrics.endToEndSeconds, Math.max(0, now - receivedAt) / 1000, { stream: name });
    return transitions.map((transition) => this.toEvent(name, shard.partition, stream, transition));
  }

  private toEvent(name: string, partition: number, stream: StreamShard, transition: Transition & { segment: string }): StoredDriftEvent {
    this.metrics.increment(driftMetrics.events, { stream: name, kind: transition.kind });
    return toStoredEvent(name, partition, stream.yardstick, transition);
  }

  /** One at a time: two that asked at once would each begin a state, and the later one would replace what the first has counted. */
  private streamOf(shard: Shard, name: string): Promise<StreamShard | undefined> {
    const known = shard.streams.get(name);
    if (known) return Promise.resolve(known);
    let loading = shard.loading.get(name);
    if (!loading) {
      loading = this.loadStream(shard, name).finally(() => shard.loading.delete(name));
      shard.loading.set(name, loading);
    }
    return loading;
  }

  private async loadStream(shard: Shard, name: string): Promise<StreamShard | undefined> {
    const definition = await this.state.get<StreamDefinition>('stream', name);
    if (!definition) return undefined;
    const saved = shard.dormant.get(name);
    const baseline = (saved && (await this.baselines.ofScale(definition.body, saved.scaleDigest))) ?? (await this.baselines.of(definition.body));
    const yardstick = sharedYardstick(definition.body, baseline);
    const stream = new StreamShard(yardstick, this.config.trendMs, stateOfSameScale(saved, yardstick.baseline.scaleDigest, definition.body));
    const trend = await this.state.getBlob(trendBlob(name, shard.partition));
    if (trend) stream.trend = Trend.fromState(trend, yardstick.baseline.bank.concepts.length) ?? stream.trend;
    shard.dormant.delete(name);
    shard.streams.set(name, stream);
    beginCounters(this.metrics, name);
    return stream;
  }

  /** @returns a monitor that begins anew on another scale; nothing for a scale that is not known or was left before */
  private async switched(from: StreamShard, name: string, scaleDigest: string): Promise<StreamShard | undefined> {
    const definition = await this.state.get<StreamDefinition>('stream', name);
    const baseline = definition && (await this.baselines.ofScale(definition.body, scaleDigest));
    if (!baseline) return undefined;
    const isLate = from.left.has(scaleDigest) && (await this.baselines.of(definition.body)).scaleDigest !== scaleDigest;
    return isLate ? undefined : new StreamShard(sharedYardstick(definition.body, baseline), this.config.trendMs);
  }

  /** After a switch of bank, aligner or baseline: what was shown of the old scale is forgotten, the images still count. */
  private replace(shard: Shard, name: string, stream: StreamShard): void {
    const before = shard.streams.get(name);
    if (before === stream) return;
    stream.images += before?.images ?? 0;
    if (before) stream.left = new Set([...before.left, before.yardstick.baseline.scaleDigest]);
    shard.streams.set(name, stream);
    for (const spec of CONCEPT_GAUGES) this.metrics.remove(spec, { stream: name });
    this.metrics.increment(driftMetrics.switches, { stream: name });
  }

  private async saveTrends(shard: Shard): Promise<void> {
    shard.trendSavedAt = this.clock.monotonic();
    for (const [name, { trend }] of shard.streams) await this.state.putBlob(trendBlob(name, shard.partition), trend.toState());
  }
}

const refuse = async (letters: OutgoingRecord[]): Promise<never> => {
  throw new Error(`${letters.length} records cannot be read, and there is no place for them`);
};
