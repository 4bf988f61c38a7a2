import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { scaleDigest, scoreCodec, spaceDigest, toFloat32Bytes, TOPICS } from '@conceptwatch/contracts';
import { BaselineLibrary, driftConfigSchema, encodeShard, TrackStage } from '@conceptwatch/roles/drift';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import type { Clock, StoredDriftEvent, StoredRecord } from '@conceptwatch/ports';
import { ManualClock, systemClock } from '@conceptwatch/testing';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLong, recordFault } from '../record-fault';
import { defineStream, RunningRoles, STREAM } from './running-roles';

const IMAGES = isLong ? 5_000 : 800;
const BATCH = 64;

/** From the middle on everything points elsewhere. */
function recordAt(origin: number, offset = origin, shiftAt = IMAGES / 2): StoredRecord {
  const turn = origin < shiftAt ? (((origin * 7 + 3) * 0.618034) % 1) * 1.5 : 1.4;
  const value = scoreCodec.encode({
    imageId: `image-${origin}`,
    stream: STREAM,
    source: 'camera',
    origin: { shard: 0, offset: BigInt(origin) },
    capturedAtMs: BigInt(origin * 1000),
    receivedAtMs: BigInt(origin * 1000),
    scaleDigest: scaleDigest(spaceDigest('e', 'a'), 'b'),
    scoresF32: toFloat32Bytes(Float32Array.of(Math.cos(turn), Math.sin(turn))),
  });
  return { topic: TOPICS.scores, partition: 0, offset, key: `${STREAM}/camera`, value, headers: {}, timestamp: 0 };
}

interface Outcome {
  /** Digest of the monitors' state. */
  digest: string;
  events: StoredDriftEvent[];
  images: number;
}

async function track(records: readonly StoredRecord[], { clock = systemClock, batch = BATCH }: { clock?: Clock; batch?: number } = {}): Promise<Outcome> {
  const state = await SqlStateStore.openSqlite({ path: ':memory:', clock });
  await defineStream(state);
  const stage = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({}), new PrometheusMetricSink({ registry: new Registry() }), clock);
  await stage.open(0);
  const events: StoredDriftEvent[] = [];
  for (let from = 0; from < records.length; from += batch) events.push(...(await stage.track(0, records.slice(from, from + batch))));
  const stream = stage.shards.get(0)!.streams.get(STREAM)!;
  const outcome = { digest: createHash('sha256').update(stream.toState(STREAM).monitor).digest('hex'), events, images: stream.images };
  await state.close();
  return outcome;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const once = range(0, IMAGES).map((origin) => recordAt(origin));

describe('drift state', () => {
  it('row 8: is the same bit for bit when slices of the records come twice', async () => {
    const origins = [...range(0, 300), ...range(100, 300), ...range(300, 500), ...range(0, 500), ...range(500, IMAGES)];
    const twice = origins.map((origin, offset) => recordAt(origin, offset));
    const [plain, repeated] = [await track(once), await track(twice, { batch: 37 })];
    expect(plain.events.length).toBeGreaterThan(0);
    expect(repeated).toEqual(plain);
    recordFault({ row: 8, case: 'duplicates', figures: { records: IMAGES, delivered_again: twice.length - IMAGES, counted_twice: repeated.images - IMAGES, events: plain.events.length, state: 'equal bit for bit' } });
  });

  it('row 14: does not depend on the clock: jumps of an hour back and a day ahead change no window and no event', async () => {
    const jumping = new ManualClock();
    let ticks = 0;
    const clock: Clock = {
      now: () => jumping.now() + (ticks++ % 3 === 0 ? -3_600_000 : 86_400_000),
      monotonic: () => performance.now(),
    };
    expect(await track(once, { clock })).toEqual(await track(once));
    recordFault({ row: 14, case: 'clock-jump', figures: { records: IMAGES, jumps: ticks, state: 'equal bit for bit' } });
  });

  it('row 30: of a format that this build does not know is refused loudly, and stays where it is', async () => {
    const state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
    await defineStream(state);
    const current = encodeShard({ lastOrigin: 5, streams: [], events: [] });
    const other = Buffer.from(Buffer.from(current).toString('latin1').replace('conceptwatch-drift/1', 'conceptwatch-drift/9'), 'latin1');
    for (const damaged of [other, Buffer.from(current.subarray(0, 9)), Buffer.alloc(0)]) {
      await state.saveCheckpoint('drift/0', { offset: 5, state: damaged }, []);
      const stage = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({}), new PrometheusMetricSink({ registry: new Registry() }), systemClock);
      await expect(stage.open(0)).rejects.toMatchObject({ code: 'unreadable_checkpoint', retriable: false });
      expect(Buffer.compare((await state.loadCheckpoint('drift/0'))!.state, damaged)).toBe(0);
    }
    await state.close();
    recordFault({ row: 30, case: 'unknown-format', figures: { damaged_checkpoints: 3, refused: 3, reset: 0 } });
  });
});

describe('a baseline that cannot be compared with', () => {
  let directory: string;
  let roles: RunningRoles;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'faults-baseline-'));
  });
  afterEach(async () => {
    await roles.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const post = async (): Promise<void> => {
    const image = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#777' } }).png().toBuffer();
    await roles.post(Array.from({ length: 150 }, () => image));
    await roles.untilIdle();
  };

  it('row 17: of five images gives its status, and neither an alarm nor a distance', async () => {
    roles = await RunningRoles.start(directory, { define: (state) => defineStream(state, { images: 5 }) });
    await post();
    const text = await roles.scrape();
    expect(text).toMatch(/conceptwatch_baseline_status\{.*status="too-small".*\} 1/);
    expect(text).not.toMatch(/^conceptwatch_ks_distance\{/m);
    expect(await roles.state.listEvents({ limit: 10 })).toEqual([]);
    recordFault({ row: 17, case: 'five-images', figures: { images: 150, alarms: 0, distances_shown: 0 } });
  });

  it('row 17: of another model is never compared: its scores are counted as of another scale', async () => {
    roles = await RunningRoles.start(directory, { define: (state) => defineStream(state, { encoderDigest: 'other' }) });
    await post();
    const text = await roles.scrape();
    expect(roles.counted()).toBe(0);
    expect(text).toMatch(/conceptwatch_score_records_skipped_total\{.*reason="other-scale".*\} 150/);
    expect(text).toMatch(/conceptwatch_baseline_status\{.*status="mismatch".*\} 1/);
    expect(text).not.toMatch(/^conceptwatch_ks_distance\{/m);
    recordFault({ row: 17, case: 'other-model', figures: { images: 150, compared: 0, alarms: 0 } });
  });
});
