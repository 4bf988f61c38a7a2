import { describe, expect, it } from 'vitest';
import { gate, type LogScenario, nothing, numbered, record } from './log-scenario';

/** What consumers of every MessageLog see. @param current the scenario of the running test */
export function describeConsuming(current: () => LogScenario): void {
  describe('consuming', () => {
    it('delivers every record of every partition in offset order, in batches within the bound', async () => {
      const scenario = current();
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
      const scenario = current();
      await scenario.createTopics();
      await scenario.consume(nothing);
      await scenario.publish(['late']);
      await scenario.until(() => expect(scenario.values()).toEqual(['late']));
    });

    it('bounds a batch by bytes, but delivers a record that alone exceeds them', async () => {
      const scenario = current();
      await scenario.createTopics();
      await scenario.publish(Array.from({ length: 6 }, () => 'x'.repeat(1_000)));
      await scenario.consume(nothing, { maxBytes: 500 });
      await scenario.until(() => expect(scenario.seen).toHaveLength(6));
      expect(scenario.batches.every(({ records }) => records.length === 1)).toBe(true);
    });

    it('publishes what the handler returns and then has no lag', async () => {
      const scenario = current();
      await scenario.createTopics();
      await scenario.publish(numbered(30));
      await scenario.consume(async ({ records }) => records.map(({ offset }) => record(scenario.output, `made from ${offset}`)));
      await scenario.until(async () => expect(await scenario.committed()).toBe(30));
      expect(await scenario.valuesIn(scenario.output)).toEqual(Array.from({ length: 30 }, (_, i) => `made from ${i}`));
    });

    it('gives every group every record', async () => {
      const scenario = current();
      await scenario.createTopics();
      await scenario.publish(numbered(5));
      await scenario.consume(nothing);
      await scenario.consume(nothing, { group: `${scenario.group}-2` });
      await scenario.until(() => expect(scenario.values().sort()).toEqual([...numbered(5), ...numbered(5)].sort()));
    });

    it('brings a batch again when its handler throws, and keeps nothing of the first try', async () => {
      const scenario = current();
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
      const scenario = current();
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
      const scenario = current();
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
      const scenario = current();
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
      const scenario = current();
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
      const scenario = current();
      await scenario.createTopics(2);
      await scenario.publish(numbered(5), 0);
      await scenario.publish(numbered(5, 100), 1);
      await scenario.consume(nothing, { resumeFrom: async (partition) => (partition === 0 ? 3 : undefined) });
      await scenario.until(() => expect(scenario.values().sort()).toEqual(['r3', 'r4', ...numbered(5, 100)].sort()));
    });

    it('goes back when the owner of a checkpoint is behind the group', async () => {
      const scenario = current();
      await scenario.createTopics();
      await scenario.publish(numbered(4));
      const first = await scenario.consume(nothing);
      await scenario.until(async () => expect(await scenario.committed()).toBe(4));
      await first.stop();
      await scenario.consume(nothing, { resumeFrom: async () => 2 });
      await scenario.until(() => expect(scenario.values()).toEqual([...numbered(4), 'r2', 'r3']));
    });

    it('tells the owner when a partition is taken away, after its work has ended', async () => {
      const scenario = current();
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
      const scenario = current();
      await scenario.createTopics();
      const before = Date.now();
      const consumption = await scenario.consume(nothing);
      await scenario.until(() => expect(consumption.lastProgressAt()).toBeGreaterThanOrEqual(before));
    });
  });
}
