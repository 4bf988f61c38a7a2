import { bankBlob, baselineBlob, scaleDigest, scoreCodec, spaceDigest, toFloat16, toFloat32Bytes } from '@conceptwatch/contracts';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import { BaselineLibrary, driftConfigSchema, TrackStage } from '@conceptwatch/roles/drift';
import { systemClock } from '@conceptwatch/testing';

const DIMENSION = 32;

/** A small generator: the same records in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
}

function unitRows(rows: number, random: () => number): Float32Array {
  const out = new Float32Array(rows * DIMENSION);
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = 0; j < DIMENSION; j++) square += (out[i * DIMENSION + j] = random() + random() - 1) ** 2;
    for (let j = 0; j < DIMENSION; j++) out[i * DIMENSION + j] /= Math.sqrt(square);
  }
  return out;
}

export const streamName = (i: number): string => `stream-${i}`;

/** The drift role's stage over a state in memory, with so many streams of one baseline and bank. */
export async function openDrift({ streams, concepts, baselineImages, window }: { streams: number; concepts: number; baselineImages: number; window: number }): Promise<TrackStage> {
  const random = randomFrom(7);
  const state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  await state.putBlob(bankBlob('b'), new Uint8Array(unitRows(concepts, random).buffer));
  await state.put('bank', 'bank', { name: 'bank', concepts: Array.from({ length: concepts }, (_, k) => ({ slug: `c-${k}`, text: `concept ${k}` })), digest: 'b', textEncoderDigest: 't', dimension: DIMENSION });
  await state.putBlob(baselineBlob('base'), toFloat16(unitRows(baselineImages, random)));
  await state.put('baseline', 'base', { id: 'base', description: '', images: baselineImages, refused: 0, dimension: DIMENSION, encoderDigest: 'e', alignerDigest: 'a', createdAt: 0, origin: 'generated' });
  for (let i = 0; i < streams; i++) await state.put('stream', streamName(i), { name: streamName(i), baselineId: 'base', bankName: 'bank', window, mode: 'proved', imagesBetweenFalseAlarms: 1_000_000, createdAt: 0 });
  const stage = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({ checkpointMs: 60_000 }), new PrometheusMetricSink({ registry: new Registry() }), systemClock);
  return stage;
}

/** A score record as the role concept-bank writes it. */
export function scoreRecord(offset: number, { stream, concepts, random, shard = 0 }: { stream: string; concepts: number; random: () => number; shard?: number }): Uint8Array {
  const scores = Float32Array.from({ length: concepts }, () => (random() + random() + random() - 1.5) * 0.2);
  return scoreCodec.encode({
    imageId: `image-${offset}`,
    stream,
    source: 'camera',
    origin: { shard, offset: BigInt(offset) },
    capturedAtMs: BigInt(offset),
    receivedAtMs: BigInt(offset),
    scaleDigest: scaleDigest(spaceDigest('e', 'a'), 'b'),
    scoresF32: toFloat32Bytes(scores),
  });
}
