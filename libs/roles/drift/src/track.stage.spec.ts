import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { bankBlob, baselineBlob, deadLetterCodec, scaleDigest, scoreCodec, spaceDigest, toFloat16, toFloat32Bytes, TOPICS } from '@conceptwatch/contracts';
import type { MetricSink, OutgoingRecord, StoredRecord } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { BaselineLibrary } from './baseline-library';
import { driftConfigSchema } from './drift.config';
import { TrackStage } from './track.stage';

const IMAGES = 400;
const metrics: MetricSink = { increment: () => undefined, set: () => undefined, observe: () => undefined, remove: () => undefined, onScrape: () => undefined };
const angle = (i: number) => (i * 0.618034) % 1;
const unit = (turn: number) => Float32Array.of(Math.cos(turn), Math.sin(turn));

let state: SqlStateStore;
let stage: TrackStage;

beforeEach(async () => {
  state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  const matrix = Float32Array.of(1, 0, 0, 1);
  await state.putBlob(bankBlob('b'), new Uint8Array(matrix.buffer));
  await state.put('bank', 'bank', { name: 'bank', concepts: [{ slug: 'x', text: 'x' }, { slug: 'y', text: 'y' }], digest: 'b', textEncoderDigest: 't', dimension: 2 });
  const vectors = Float32Array.from({ length: 2 * IMAGES }, (_, i) => unit(angle(i >> 1))[i % 2]);
  await state.putBlob(baselineBlob('base'), toFloat16(vectors));
  await state.put('baseline', 'base', { id: 'base', description: '', images: IMAGES, refused: 0, dimension: 2, encoderDigest: 'e', alignerDigest: 'a', createdAt: 0, origin: 'test' });
  await state.put('stream', 'main', { name: 'main', baselineId: 'base', bankName: 'bank', window: 100, mode: 'proved', imagesBetweenFalseAlarms: 1000, createdAt: 0 });
  stage = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({}), metrics, systemClock);
  await stage.open(0);
});

/** From image 200 on everything points elsewhere. */
function recordAt(offset: number): StoredRecord {
  const scores = unit(offset < 200 ? angle(offset * 7 + 3) : 1.4);
  const value = scoreCodec.encode({
    imageId: `image-${offset}`,
    stream: 'main',
    source: 'camera',
    origin: { shard: 0, offset: BigInt(offset) },
    capturedAtMs: BigInt(offset * 1000),
    receivedAtMs: BigInt(offset * 1000),
    scaleDigest: scaleDigest(spaceDigest('e', 'a'), 'b'),
    scoresF32: toFloat32Bytes(scores),
  });
  return { topic: TOPICS.scores, partition: 0, offset, key: 'main/camera', value, headers: {}, timestamp: 0 };
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => recordAt(from + i));
const rescaled = (stored: StoredRecord, bank: string): StoredRecord => ({ ...stored, value: scoreCodec.encode({ ...scoreCodec.decode(stored.value), scaleDigest: scaleDigest(spaceDigest('e', 'a'), bank) }) });
const images = () => stage.shards.get(0)?.streams.get('main')?.images;

describe('TrackStage', () => {
  it('counts a record once that is delivered twice', async () => {
    await stage.track(0, range(0, 50));
    await stage.track(0, range(0, 50));
    await stage.track(0, range(30, 80));
    expect(images()).toBe(80);
  });

  it('counts a batch once, and gives its events again, when its checkpoint could not be written', async () => {
    await stage.track(0, range(0, 200));
    const save = state.saveCheckpoint.bind(state);
    state.saveCheckpoint = () => Promise.reject(new Error('database is locked'));
    await expect(stage.track(0, range(200, 300))).rejects.toThrow('database is locked');
    state.saveCheckpoint = save;
    const events = await stage.track(0, range(200, 300));
    expect(images()).toBe(300);
    expect(events.map(({ concept, kind }) => `${kind} ${concept}`)).toContain('onset x');
    expect((await state.listEvents({ stream: 'main', limit: 10 })).length).toBe(events.length);
  });

  it('loses nothing when a stream cannot be loaded at first', async () => {
    const get = state.get.bind(state);
    state.get = () => Promise.reject(new Error('database is locked'));
    await expect(stage.track(0, range(0, 60))).rejects.toThrow('database is locked');
    state.get = get;
    await stage.track(0, range(0, 60));
    expect(images()).toBe(60);
  });

  it('keeps one state of a stream when two ask for it at once', async () => {
    await Promise.all([stage.track(0, range(0, 50)), stage.prepare(), stage.prepare()]);
    await stage.track(0, range(50, 80));
    expect(images()).toBe(80);
    const kept = stage.shards.get(0)?.streams.get('main');
    await stage.prepare();
    expect(stage.shards.get(0)?.streams.get('main')).toBe(kept);
  });

  it('begins at the first record while there is no checkpoint', async () => {
    const killed = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({}), metrics, systemClock);
    expect((await killed.open(0)).resumeAt).toBe(0);
    await killed.track(0, range(0, 40));
    expect((await stage.open(0)).resumeAt).toBe(0);
  });

  it('writes and tells an event when an alarm is acknowledged, once', async () => {
    const told: string[] = [];
    stage.publish = (events) => Promise.resolve(told.push(...events.map(({ kind, concept }) => `${kind} ${concept}`)));
    await stage.track(0, range(0, 300));
    expect(await stage.acknowledge('main', 'x')).toBe(true);
    expect(await stage.acknowledge('main', 'x')).toBe(true);
    expect(told).toEqual(['acknowledged x']);
    const [event] = (await state.listEvents({ stream: 'main', limit: 20 })).filter(({ kind }) => kind === 'acknowledged');
    expect(event).toMatchObject({ concept: 'x', body: { direction: 'fell', shard: 0, baseline_id: 'base' } });
    await stage.close(0);
    expect((await stage.open(0)).events.map(({ kind }) => kind)).toContain('acknowledged');
  });

  it('goes on from its checkpoint', async () => {
    await stage.track(0, range(0, 120));
    await stage.close(0);
    expect((await stage.open(0)).resumeAt).toBe(120);
    await stage.track(0, range(100, 150));
    expect(images()).toBe(150);
  });

  it('saves what came last although nothing follows', async () => {
    const eager = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({ checkpointMs: 50 }), metrics, systemClock);
    await eager.open(0);
    await eager.track(0, range(0, 40));
    await vi.waitFor(async () => {
      await eager.saveDue();
      expect((await state.loadCheckpoint('drift/0'))?.offset).toBe(39);
    }, { timeout: 30_000 });
  });

  it('begins anew on the scale of the first record after a switch, counts on, and skips what is late of the old scale', async () => {
    await stage.track(0, range(0, 50));
    await state.putBlob(bankBlob('b2'), new Uint8Array(Float32Array.of(0, 1, 1, 0).buffer));
    await state.put('bank', 'bank', { name: 'bank', concepts: [{ slug: 'y', text: 'y' }, { slug: 'x', text: 'x' }], digest: 'b2', textEncoderDigest: 't', dimension: 2 });
    await stage.track(0, range(50, 60));
    expect(images()).toBe(60);
    await stage.track(0, [...range(60, 70), ...range(70, 100).map((stored) => rescaled(stored, 'b2')), ...range(100, 105)]);
    expect(images()).toBe(100);
    expect(stage.shards.get(0)?.streams.get('main')?.yardstick.baseline.bank.digest).toBe('b2');
    expect(stage.shards.get(0)?.streams.get('main')?.monitor?.snapshot(0).rolling.count).toBe(30);
  });

  it('counts scores of a bank that was switched back while they waited', async () => {
    const b2 = { name: 'other', concepts: [{ slug: 'y', text: 'y' }, { slug: 'x', text: 'x' }], digest: 'b2', textEncoderDigest: 't', dimension: 2 };
    await state.putBlob(bankBlob('b2'), new Uint8Array(Float32Array.of(0, 1, 1, 0).buffer));
    await state.put('bank-version', 'other/b2', { definition: b2, file: {} });
    const other = (stored: StoredRecord[]) => stored.map((each) => rescaled(each, 'b2'));
    await stage.track(0, [...range(0, 30), ...other(range(30, 60)), ...range(60, 90)]);
    expect(images()).toBe(90);
    expect(stage.shards.get(0)?.streams.get('main')?.monitor?.snapshot(0).rolling.count).toBe(30);
    await stage.track(0, [...other(range(90, 100)), ...range(100, 110)]);
    expect(images()).toBe(100);
  });

  it('sets a record aside whose scores are not those of its bank, and counts the others', async () => {
    const wrong = range(20, 30).map((stored) => ({ ...stored, value: scoreCodec.encode({ ...scoreCodec.decode(stored.value), scoresF32: toFloat32Bytes(Float32Array.of(1, 2, 3)) }) }));
    const letters: OutgoingRecord[] = [];
    await stage.track(0, [...range(0, 20), ...wrong, ...range(30, 40)], (more) => Promise.resolve(letters.push(...more)));
    expect(images()).toBe(30);
    expect(letters.map(({ value }) => deadLetterCodec.decode(value).detail)).toEqual(wrong.map((_, i) => `image image-${20 + i} has 3 scores; its bank has 2 concepts`));
    await stage.track(0, range(40, 50));
    expect(images()).toBe(40);
  });

  it('goes over to another baseline when its stream is redefined, once, and keeps the number of its images', async () => {
    await stage.track(0, range(0, 60));
    await state.putBlob(baselineBlob('other'), (await state.getBlob(baselineBlob('base'))) as Uint8Array);
    await state.put('baseline', 'other', { ...(await state.get<object>('baseline', 'base'))?.body, id: 'other' });
    await state.put('stream', 'main', { ...(await state.get<object>('stream', 'main'))?.body, baselineId: 'other' });
    await Promise.all([stage.track(0, range(60, 70)), stage.redefine('main'), stage.track(0, range(70, 90))]);
    const stream = () => stage.shards.get(0)?.streams.get('main');
    expect(stream()?.yardstick.definition.baselineId).toBe('other');
    expect([stream()?.images, stream()?.monitor?.snapshot(0).rolling.count]).toEqual([90, 20]);
    const before = stream();
    await stage.redefine('main');
    expect(stream()).toBe(before);
  });
});
