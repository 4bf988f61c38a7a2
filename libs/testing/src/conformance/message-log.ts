import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partitionOfKey } from '@conceptwatch/contracts';
import type { MessageLog, OutgoingRecord } from '@conceptwatch/ports';
import { gate, LogScenario, numbered, record, type MessageLogFixture } from './log-scenario';

export type { MessageLogFixture } from './log-scenario';

const nothing = async (): Promise<OutgoingRecord[]> => [];

/** What every MessageLog does, one test for each behaviour. */
export function describeMessageLog(name: string, createFixture: () => Promise<MessageLogFixture>): void {
  describe(`${name} is a MessageLog`, () => {
    let fixture: MessageLogFixture;
    let log: MessageLog;
    let scenario: LogScenario;

    const begin = () => (scenario = new LogScenario(log, fixture.patienceMs ?? 5_000));
    beforeAll(async () => {
      fixture = await createFixture();
      log = await fixture.open();
    });
    beforeEach(() => void begin());
    afterEach(() => scenario.end());
    afterAll(async () => {
      await log?.close();
      await fixture?.dispose();
    });

    describe('publishing', () => {
      it('counts offsets from 0 without gaps in each partition', async () => {
        await scenario.createTopics(2);
        const first = await scenario.publish(numbered(3), 1);
        const second = await scenario.publish(numbered(2), 1);
        expect([...first, ...second]).toEqual([0, 1, 2, 3, 4].map((offset) => ({ partition: 1, offset })));
      });

      it('puts a key where Kafka puts it', async () => {
        await scenario.createTopics(5);
        const keys = ['lobby', 'gate-7', 'Straße', '雪', ''];
        const placed = await log.publish(keys.map((key) => ({ topic: scenario.topic, key, value: new Uint8Array([1]) })));
        expect(placed.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionOfKey(key, 5)));
      });

      it('keeps the order of concurrent publishers of one partition', async () => {
        await scenario.createTopics();
        const placed = await Promise.all(numbered(20).map((value) => scenario.publish([value])));
        const values = await scenario.valuesIn(scenario.topic);
        expect(placed.map(([{ offset }]) => values[offset])).toEqual(numbered(20));
      });

      it('takes an empty batch', async () => {
        expect(await log.publish([])).toEqual([]);
      });

      it('refuses a topic that nobody created', async () => {
        await expect(log.publish([record(scenario.topic, 'x')])).rejects.toMatchObject({ code: 'unknown_topic', retriable: false });
      });

      it('refuses a record without key and partition', async () => {
        await scenario.createTopics();
        const keyless = { topic: scenario.topic, value: new Uint8Array(1) } as unknown as OutgoingRecord;
        await expect(log.publish([keyless])).rejects.toThrow(/key or a partition/);
      });
    });

    describe('topics', () => {
      it('are created once, however often one asks', async () => {
        await scenario.createTopics(3);
        await scenario.publish(['kept']);
        await scenario.createTopics(3);
        expect(await log.partitionsOf(scenario.topic)).toBe(3);
        expect(await scenario.valuesIn(scenario.topic)).toEqual(['kept']);
      });

      it('keep their number of partitions, because keys would move', async () => {
        await scenario.createTopics(3);
        await expect(scenario.createTopics(4)).rejects.toThrow(/3 partitions/);
      });
    });

    describe('reading outside groups', () => {
      it('returns key, value, headers and timestamp as they were given', async () => {
        await scenario.createTopics();
        const value = new Uint8Array([0, 255, 128]);
        await log.publish([{ topic: scenario.topic, partition: 0, key: 'k', value, headers: { reason: 'naïve' }, timestamp: 1_700_000_000_123 }]);
        const [found] = await log.read(scenario.topic, 0, 0, 10);
        expect({ ...found, value: [...found.value] }).toEqual({
          topic: scenario.topic,
          partition: 0,
          offset: 0,
          key: 'k',
          value: [0, 255, 128],
          headers: { reason: 'naïve' },
          timestamp: 1_700_000_000_123,
        });
      });

      it('returns plain arrays, whose slices are copies', async () => {
        await scenario.createTopics();
        await scenario.publish(['abc']);
        const [{ value }] = await log.read(scenario.topic, 0, 0, 10);
        expect(value.slice().buffer.byteLength).toBe(3);
      });

      it('keeps an empty value and an absent key', async () => {
        await scenario.createTopics();
        await log.publish([{ topic: scenario.topic, partition: 0, value: new Uint8Array(0) }]);
        const [found] = await log.read(scenario.topic, 0, 0, 10);
        expect([found.key, found.value.length, found.headers]).toEqual([undefined, 0, {}]);
      });

      it('begins at the offset and ends at the limit or the end', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(10));
        const offsets = async (from: number, limit: number) => (await log.read(scenario.topic, 0, from, limit)).map(({ offset }) => offset);
        expect(await offsets(4, 3)).toEqual([4, 5, 6]);
        expect(await offsets(8, 10)).toEqual([8, 9]);
        expect(await offsets(10, 10)).toEqual([]);
      });
    });

    describe('consuming', () => {
      it('delivers every record of every partition in offset order, in batches within the bound', async () => {
        await scenario.createTopics(3);
        for (const partition of [0, 1, 2]) await scenario.publish(numbered(25), partition);
        await scenario.consume(nothing);
        await scenario.until(() => expect(scenario.seen).toHaveLength(75));
        for (const partition of [0, 1, 2]) {
          expect(scenario.seen.filter((one) => one.partition === partition).map(({ value }) => value)).toEqual(numbered(25));
        }
        expect(Math.max(...scenario.batches.map(({ records }) => records.length))).toBeLessThanOrEqual(10);
      });

      it('delivers records that are published later', async () => {
        await scenario.createTopics();
        await scenario.consume(nothing);
        await scenario.publish(['late']);
        await scenario.until(() => expect(scenario.values()).toEqual(['late']));
      });

      it('bounds a batch by bytes, but delivers a record that alone exceeds them', async () => {
        await scenario.createTopics();
        await scenario.publish(Array.from({ length: 6 }, () => 'x'.repeat(1_000)));
        await scenario.consume(nothing, { maxBytes: 500 });
        await scenario.until(() => expect(scenario.seen).toHaveLength(6));
        expect(scenario.batches.every(({ records }) => records.length === 1)).toBe(true);
      });

      it('publishes what the handler returns and then has no lag', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(30));
        await scenario.consume(async ({ records }) => records.map(({ offset }) => record(scenario.output, `made from ${offset}`)));
        await scenario.until(async () => expect(await scenario.committed()).toBe(30));
        expect(await scenario.valuesIn(scenario.output)).toEqual(Array.from({ length: 30 }, (_, i) => `made from ${i}`));
      });

      it('gives every group every record', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(5));
        await scenario.consume(nothing);
        await scenario.consume(nothing, { group: `${scenario.group}-2` });
        await scenario.until(() => expect(scenario.values().sort()).toEqual([...numbered(5), ...numbered(5)].sort()));
      });

      it('brings a batch again when its handler throws, and keeps nothing of the first try', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(3));
        let tries = 0;
        await scenario.consume(async ({ records }) => {
          if (++tries < 3) throw new Error('not yet');
          return records.map(({ offset }) => record(scenario.output, `${offset}`));
        });
        await scenario.until(async () => expect(await scenario.committed()).toBe(3));
        expect(tries).toBe(3);
        expect(await scenario.valuesIn(scenario.output)).toEqual(['0', '1', '2']);
      });

      it('works on several batches at once and stores their results in order', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(3));
        const last = gate();
        await scenario.consume(
          async ({ records: [{ offset }] }) => {
            if (offset === 2) last.open();
            await last.opened;
            return [record(scenario.output, `${offset}`)];
          },
          { maxRecords: 1, inFlight: 3 },
        );
        await scenario.until(async () => expect(await scenario.committed()).toBe(3));
        expect(await scenario.valuesIn(scenario.output)).toEqual(['0', '1', '2']);
      });

      it('drops the results of later batches when an earlier one fails, and tells them so', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(3));
        let failures = 0;
        const later: AbortSignal[] = [];
        await scenario.consume(
          async ({ records: [{ offset }], signal }) => {
            if (offset === 0 && failures++ === 0) {
              await scenario.until(() => expect(later).toHaveLength(2));
              throw new Error('the first one fails');
            }
            if (offset > 0) later.push(signal);
            return [record(scenario.output, `${offset}`)];
          },
          { maxRecords: 1, inFlight: 3 },
        );
        await scenario.until(async () => expect(await scenario.committed()).toBe(3));
        expect(await scenario.valuesIn(scenario.output)).toEqual(['0', '1', '2']);
        expect(later.slice(0, 2).map(({ aborted }) => aborted)).toEqual([true, true]);
      });

      it('delivers nothing while paused, and goes on when resumed', async () => {
        await scenario.createTopics();
        const consumption = await scenario.consume(nothing);
        await scenario.publish(['before']);
        await scenario.until(() => expect(scenario.values()).toEqual(['before']));
        consumption.pause();
        await scenario.publish(['during']);
        await scenario.consume(nothing, { group: `${scenario.group}-witness` });
        await scenario.until(() => expect(scenario.values()).toEqual(['before', 'before', 'during']));
        consumption.resume();
        await scenario.until(() => expect(scenario.values()).toEqual(['before', 'before', 'during', 'during']));
      });

      it('commits the work in flight before stop ends, and goes on there next time', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(20));
        const held = gate();
        const first = await scenario.consume(() => held.opened.then(() => []), { maxRecords: 5 });
        await scenario.until(() => expect(scenario.batches).toHaveLength(1));
        const stopped = first.stop();
        held.open();
        await stopped;
        const committed = await scenario.committed();
        expect(committed).toBe(scenario.seen.length);
        expect(committed).toBeGreaterThanOrEqual(1);
        await scenario.consume(nothing);
        await scenario.until(() => expect(scenario.values()).toEqual(numbered(20)));
      });

      it('begins where the owner of a checkpoint says', async () => {
        await scenario.createTopics(2);
        await scenario.publish(numbered(5), 0);
        await scenario.publish(numbered(5, 100), 1);
        await scenario.consume(nothing, { resumeFrom: async (partition) => (partition === 0 ? 3 : undefined) });
        await scenario.until(() => expect(scenario.values().sort()).toEqual(['r3', 'r4', ...numbered(5, 100)].sort()));
      });

      it('goes back when the owner of a checkpoint is behind the group', async () => {
        await scenario.createTopics();
        await scenario.publish(numbered(4));
        const first = await scenario.consume(nothing);
        await scenario.until(async () => expect(await scenario.committed()).toBe(4));
        await first.stop();
        await scenario.consume(nothing, { resumeFrom: async () => 2 });
        await scenario.until(() => expect(scenario.values()).toEqual([...numbered(4), 'r2', 'r3']));
      });

      it('tells the owner when a partition is taken away, after its work has ended', async () => {
        await scenario.createTopics(2);
        await scenario.publish(numbered(1), 0);
        const revoked: [partition: number, finished: number][] = [];
        const consumption = await scenario.consume(nothing, { onRevoked: async (partition) => void revoked.push([partition, scenario.seen.length]) });
        await scenario.until(() => expect(scenario.seen).toHaveLength(1));
        await consumption.stop();
        expect(revoked.sort()).toEqual([
          [0, 1],
          [1, 1],
        ]);
      });

      it('counts an idle consumer as making progress', async () => {
        await scenario.createTopics();
        const before = Date.now();
        const consumption = await scenario.consume(nothing);
        await scenario.until(() => expect(consumption.lastProgressAt()).toBeGreaterThanOrEqual(before));
      });
    });

    describe('lag', () => {
      it('counts the records that wait and how long the next one has waited', async () => {
        await scenario.createTopics();
        const minuteAgo = Date.now() - 60_000;
        await log.publish(numbered(3).map((value) => ({ ...record(scenario.topic, value), timestamp: minuteAgo })));
        const [lag] = await log.lag(scenario.group, scenario.topic);
        expect(lag).toMatchObject({ topic: scenario.topic, partition: 0, committed: 0, end: 3, records: 3 });
        expect(lag.milliseconds).toBeGreaterThanOrEqual(60_000);
        expect(lag.milliseconds).toBeLessThan(120_000);
      });

      it('is zero when nothing waits', async () => {
        await scenario.createTopics();
        const [lag] = await log.lag(scenario.group, scenario.topic);
        expect(lag).toMatchObject({ records: 0, milliseconds: 0, end: 0 });
      });
    });

    it('keeps records and committed offsets when it is closed and opened again', async () => {
      await scenario.createTopics();
      await scenario.publish(numbered(6));
      const consumption = await scenario.consume(nothing, { maxRecords: 4 });
      await scenario.until(async () => expect(await scenario.committed()).toBe(6));
      await consumption.stop();
      await scenario.publish(numbered(2, 6));
      const { topic, group } = scenario;
      await log.close();
      log = await fixture.open();
      begin();
      const [lag] = await log.lag(group, topic);
      expect(lag).toMatchObject({ committed: 6, end: 8 });
      await scenario.consume(nothing, { group, topic });
      await scenario.until(() => expect(scenario.values()).toEqual(['r6', 'r7']));
    });
  });
}
