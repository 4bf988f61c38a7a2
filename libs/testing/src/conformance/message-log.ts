import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partitionOfKey } from '@conceptwatch/contracts';
import type { MessageLog, OutgoingRecord } from '@conceptwatch/ports';
import { LogScenario, type MessageLogFixture, nothing, numbered, record } from './log-scenario';
import { describeConsuming } from './message-log-consuming';

export type { MessageLogFixture } from './log-scenario';

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

      it('are taken as they are where that is asked for', async () => {
        await scenario.createTopics(3);
        await log.createTopics([{ topic: scenario.topic, partitions: 4, takesExisting: true }]);
        expect(await log.partitionsOf(scenario.topic)).toBe(3);
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

    describeConsuming(() => scenario);

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
