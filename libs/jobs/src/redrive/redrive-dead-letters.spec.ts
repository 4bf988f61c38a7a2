import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { deadLetterCodec, imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { StoredRecord } from '@conceptwatch/ports';
import { ManualClock } from '@conceptwatch/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeRedrive } from './describe-redrive';
import { redriveDeadLetters, type RedriveRequest } from './redrive-dead-letters';

let clock: ManualClock;
let log: EmbeddedLog;
let state: SqlStateStore;
beforeEach(async () => {
  clock = new ManualClock();
  log = EmbeddedLog.open({ directory: ':memory:', clock });
  await log.createTopics([{ topic: TOPICS.images, partitions: 3 }, { topic: TOPICS.embeddings, partitions: 1 }, { topic: TOPICS.deadLetters, partitions: 1 }]);
  state = await SqlStateStore.openSqlite({ path: ':memory:', clock });
});
afterEach(async () => {
  await log.close();
  await state.close();
});

/** An image record with fields of a later minor version: number 90, a text, and number 91, a number. */
function laterImage(imageId: string): Uint8Array {
  const text = Buffer.from('from a later version');
  return Buffer.concat([imageCodec.encode({ imageId, stream: 'main', source: 'cam', content: { case: 'bytes', value: Uint8Array.of(1, 2, 3) } }), Buffer.of(0xd2, 0x05, text.length), text, Buffer.of(0xd8, 0x05, 42)]);
}

/** Puts a record into a topic and its letter into the dead letters, as the roles do. */
async function refuse(value: Uint8Array, letter: { reason?: string; stream?: string; key?: string; partition?: number; topic?: string; withOriginal?: boolean } = {}): Promise<void> {
  const { reason = 'truncated', stream = 'main', key = `${stream}/cam`, partition = 1, topic = TOPICS.images, withOriginal = true } = letter;
  const [{ offset }] = await log.publish([{ topic, partition, key, value }]);
  const original = withOriginal ? ({ case: 'bytes', value } as const) : ({ case: undefined } as const);
  await log.publish([{ topic: TOPICS.deadLetters, key, value: deadLetterCodec.encode({ imageId: 'x', stream, source: 'cam', stage: 'decode', reason, detail: 'why', topic, origin: { shard: partition, offset: BigInt(offset) }, original }) }]);
}

const redrive = (more: Partial<RedriveRequest> = {}) => redriveDeadLetters({ log, state, clock, pause: (ms) => Promise.resolve(clock.advance(ms)), rate: 1e6, ...more });
async function all(topic: string): Promise<StoredRecord[]> {
  const partitions = Array.from({ length: await log.partitionsOf(topic) }, (_, i) => i);
  return (await Promise.all(partitions.map((partition) => log.read(topic, partition, 0, 10_000)))).flat();
}
const bytes = (record: { value: Uint8Array }) => Buffer.from(record.value).toString('hex');

describe('redriveDeadLetters', () => {
  it('sends the same bytes under the same key to the same partition, unknown fields included', async () => {
    await refuse(laterImage('a'));
    await refuse(laterImage('b'), { partition: 2, withOriginal: false });
    const redriven = await redrive();
    expect(redriven).toMatchObject({ letters: 2, sent: 2, by_reason: { truncated: 2 }, by_topic: { 'images.v1': 2 }, unsent: {} });
    const images = await all(TOPICS.images);
    for (const [i, partition] of [1, 2].entries()) {
      const [refused, sent] = images.filter((record) => record.partition === partition);
      expect(bytes(sent)).toBe(bytes(refused));
      expect(sent.key).toBe('main/cam');
      expect(sent.headers).toEqual({ 'conceptwatch-redriven-from': `dead-letters.v1/0/${i}` });
      // Who understands the record finds what was not understood before.
      expect(imageCodec.decode(sent.value).$unknown?.map(({ no }) => no)).toEqual([90, 91]);
    }
  });

  it('counts without sending when asked to', async () => {
    await refuse(laterImage('a'));
    const before = (await all(TOPICS.images)).length;
    expect(await redrive({ dryRun: true })).toMatchObject({ dry_run: true, sent: 1, by_reason: { truncated: 1 } });
    expect((await all(TOPICS.images)).length).toBe(before);
    expect((await redrive()).sent).toBe(1);
  });

  it('filters by reason and by stream, and stops at its limit', async () => {
    for (const reason of ['truncated', 'decode-timeout', 'truncated', 'not-an-image']) await refuse(laterImage(reason), { reason });
    await refuse(laterImage('other'), { stream: 'other' });
    expect(await redrive({ reasons: ['decode-timeout', 'not-an-image'], dryRun: true })).toMatchObject({ sent: 2, unsent: { 'other-reason': 3 } });
    expect(await redrive({ stream: 'other', dryRun: true })).toMatchObject({ sent: 1, unsent: { 'other-stream': 4 } });
    expect(await redrive({ limit: 3 })).toMatchObject({ letters: 3, sent: 3 });
    expect(await redrive()).toMatchObject({ letters: 5, sent: 2, unsent: { 'sent-before': 3 } });
  });

  it('sends a letter once, whoever asks again, unless told to', async () => {
    for (let i = 0; i < 150; i++) await refuse(laterImage(`${i}`));
    expect((await redrive()).sent).toBe(150);
    expect(await redrive()).toMatchObject({ sent: 0, unsent: { 'sent-before': 150 } });
    expect((await redrive({ again: true })).sent).toBe(150);
    expect(await all(TOPICS.images)).toHaveLength(450);
  });

  it('repeats at most one batch after a kill', async () => {
    for (let i = 0; i < 150; i++) await refuse(laterImage(`${i}`));
    const dying = { get: state.get.bind(state), put: () => Promise.reject(new Error('killed')) } as unknown as SqlStateStore;
    await expect(redrive({ state: dying })).rejects.toThrow('killed');
    expect((await redrive()).sent).toBe(150);
    expect((await all(TOPICS.images)).length - 300).toBeLessThanOrEqual(64);
  });

  it('keeps to its rate', async () => {
    for (let i = 0; i < 200; i++) await refuse(laterImage(`${i}`));
    const start = clock.monotonic();
    await redrive({ rate: 20 });
    // The last batch goes out once the ones before it are within the rate.
    expect(clock.monotonic() - start).toBe(((200 - (200 % 64)) / 20) * 1000);
  });

  it('leaves what cannot come to a better end where it is, and says why', async () => {
    const newer = laterImage('a');
    newer[0] = 2;
    await refuse(newer, { reason: 'unsupported-version' });
    await log.publish([{ topic: TOPICS.deadLetters, key: 'k', value: Uint8Array.of(9, 9) }]);
    await log.publish([{ topic: TOPICS.deadLetters, key: 'k', value: deadLetterCodec.encode({ stream: 'main', reason: 'too-many-bytes', topic: TOPICS.images, origin: { shard: 0, offset: 999n } }) }]);
    const redriven = await redrive();
    expect(redriven).toMatchObject({ letters: 3, sent: 0, unsent: { 'version-still-unknown': 1, 'unreadable-letter': 1, 'no-original': 1 } });
    expect(describeRedrive(redriven)).toMatch(/Sent 0 of 3 dead letters\.\n.*1 not sent: of a schema version that this build does not know either/s);
  });

  it('makes a record of what was turned away at the door', async () => {
    await log.publish([{ topic: TOPICS.deadLetters, key: 'main/http', value: deadLetterCodec.encode({ stream: 'main', source: 'http', stage: 'receive', reason: 'truncated', failedAtMs: 5n, original: { case: 'bytes', value: Uint8Array.of(7, 8) } }) }]);
    expect((await redrive()).sent).toBe(1);
    const [sent] = await all(TOPICS.images);
    expect(imageCodec.decode(sent.value)).toMatchObject({ stream: 'main', source: 'http', capturedAtMs: 5n, content: { case: 'bytes', value: Uint8Array.of(7, 8) } });
  });

  it('ends at the letters that were there when it began', async () => {
    for (let i = 0; i < 70; i++) await refuse(laterImage(`${i}`));
    const failing = { ...log, lag: log.lag.bind(log), read: log.read.bind(log), publish: async (...given: Parameters<EmbeddedLog['publish']>) => {
      const places = await log.publish(...given);
      for (const { value } of given[0]) await refuse(value);
      return places;
    } } as unknown as EmbeddedLog;
    expect((await redrive({ log: failing })).sent).toBe(70);
  });
});
