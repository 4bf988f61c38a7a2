import { beforeAll, describe, expect, it } from 'vitest';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { bankBlob, baselineBlob, scaleDigest, scoreCodec, spaceDigest, toFloat16, toFloat32Bytes, TOPICS } from '@conceptwatch/contracts';
import { kolmogorovSmirnov } from '@conceptwatch/core/drift';
import type { MetricSink, StoredDriftEvent, StoredRecord } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { BaselineLibrary } from './baseline-library';
import { decodeShard } from './checkpoint-codec';
import { DriftView } from './drift-view';
import { driftConfigSchema } from './drift.config';
import { checkpointKey } from './shard';
import { TrackStage } from './track.stage';

const IMAGES = 400;
const LENGTH = 300;
const WINDOW = 100;
const metrics: MetricSink = { increment: () => undefined, set: () => undefined, observe: () => undefined, remove: () => undefined, onScrape: () => undefined };
const config = driftConfigSchema.parse({});
const unit = (turn: number) => Float32Array.of(Math.cos(turn), Math.sin(turn));

async function storeWithStream(): Promise<SqlStateStore> {
  const state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  await state.putBlob(bankBlob('b'), new Uint8Array(Float32Array.of(1, 0, 0, 1).buffer));
  await state.put('bank', 'bank', { name: 'bank', concepts: [{ slug: 'x', text: 'x' }, { slug: 'y', text: 'y' }], digest: 'b', textEncoderDigest: 't', dimension: 2 });
  await state.putBlob(baselineBlob('base'), toFloat16(Float32Array.from({ length: 2 * IMAGES }, (_, i) => unit(((i >> 1) * 0.618034) % 1)[i % 2])));
  await state.put('baseline', 'base', { id: 'base', description: '', images: IMAGES, refused: 0, dimension: 2, encoderDigest: 'e', alignerDigest: 'a', createdAt: 0, origin: 'test' });
  await state.put('stream', 'main', { name: 'main', baselineId: 'base', bankName: 'bank', window: WINDOW, mode: 'proved', imagesBetweenFalseAlarms: 1000, createdAt: 0 });
  return state;
}

/** Each camera falls into a partition of its own; what the second one sees changes at its 200th image. */
function scoresAt(partition: number, offset: number): Float32Array {
  return unit(partition === 1 && offset >= 200 ? 0.8 + 0.2 * ((offset * 0.618034) % 1) : ((offset + partition / 2) * 0.618034) % 1);
}

function recordAt(partition: number, offset: number): StoredRecord {
  const value = scoreCodec.encode({
    imageId: `image-${partition}-${offset}`,
    stream: 'main',
    source: `camera-${partition}`,
    origin: { shard: partition, offset: BigInt(offset) },
    capturedAtMs: BigInt(offset * 1000),
    receivedAtMs: BigInt(offset * 1000),
    scaleDigest: scaleDigest(spaceDigest('e', 'a'), 'b'),
    scoresF32: toFloat32Bytes(scoresAt(partition, offset)),
  });
  return { topic: TOPICS.scores, partition, offset, key: `main/camera-${partition}`, value, headers: {}, timestamp: 0 };
}

/** Two workers, of which `workerOf` says who has a partition, are given both partitions in batches of so many records. */
async function run(workerOf: (partition: number) => number, batch: number) {
  const state = await storeWithStream();
  const workers = [0, 1].map(() => new TrackStage(state, new BaselineLibrary(state), config, metrics, systemClock));
  const events: StoredDriftEvent[] = [];
  for (const partition of [0, 1]) await workers[workerOf(partition)].open(partition);
  for (let from = 0; from < LENGTH; from += batch)
    for (const partition of [0, 1]) {
      const records = Array.from({ length: Math.min(batch, LENGTH - from) }, (_, i) => recordAt(partition, from + i));
      events.push(...(await workers[workerOf(partition)].track(partition, records)));
    }
  const shards = new Map(workers.flatMap((worker) => [...worker.shards]));
  for (const worker of workers) for (const shard of worker.shards.values()) await worker.save(shard);
  const states = await Promise.all([0, 1].map(async (partition) => decodeShard((await state.loadCheckpoint(checkpointKey(partition)))!.state)));
  return { events, states, shards, view: new DriftView({ shards, acknowledge: () => Promise.resolve(false) }, config, systemClock) };
}

let one: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  one = await run(() => 0, 50);
});

const byId = (events: StoredDriftEvent[]) => [...events].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('a stream over two partitions', () => {
  it('has the events and the state of one worker, bit for bit, when each partition has a worker of its own', async () => {
    const two = await run((partition) => partition, 17);
    expect(one.events.length).toBeGreaterThan(0);
    expect(byId(two.events)).toEqual(byId(one.events));
    // The newest batch's events, which a checkpoint carries too, depend on how long the batch is.
    two.states.forEach(({ streams, lastOrigin }, partition) => expect({ streams, lastOrigin }).toEqual({ streams: one.states[partition].streams, lastOrigin: one.states[partition].lastOrigin }));
    expect(two.view.stream('main')?.concepts).toEqual(one.view.stream('main')?.concepts);
  });

  it('has the D of one window over both, and the mean of their evidence', () => {
    const shown = one.view.stream('main')?.concepts[0];
    const window = [0, 1].flatMap((partition) => Array.from({ length: WINDOW }, (_, i) => scoresAt(partition, LENGTH - WINDOW + i)[0]));
    const baseline = one.shards.get(0)!.streams.get('main')!.yardstick.baseline.sequences[0];
    expect(shown?.distance).toBe(kolmogorovSmirnov(baseline, window).distance);
    const evidence = [...one.shards.values()].map(({ streams }) => streams.get('main')!.monitor!.snapshot(0).evidence);
    expect(shown?.evidence).toBe((evidence[0] + evidence[1]) / 2);
    expect(evidence[0]).not.toBe(evidence[1]);
  });
});
