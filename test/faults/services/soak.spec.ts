import { readFile } from 'node:fs/promises';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { bundledSource, type RoleName } from '@conceptwatch/composition';
import type { AlignerList, Promotion, StreamSummary } from '@conceptwatch/contracts';
import { kafkaAvailability } from '@conceptwatch/testing';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { describeWhere, requirement } from '../../requirements';
import { isLong, recordFault } from '../record-fault';
import { RunningCluster, SESSION_MS } from './running-cluster';

/** Seven of ten are kills: 56 in the long form, 11 in CI. */
const FAULTS = Number(process.env.FAULTS_KILLS ?? (isLong ? 80 : 15));
const ROLES: RoleName[] = ['admin', 'drift', 'drift', 'concept-bank', 'ingest'];

type Fault = { kind: 'kill' | 'freeze'; role: RoleName } | { kind: 'broker' };

/** Each kind at its place in every ten; which process of a role is chosen by the seed. */
const PLAN: Fault[] = [
  { kind: 'kill', role: 'ingest' },
  { kind: 'kill', role: 'drift' },
  { kind: 'broker' },
  { kind: 'kill', role: 'concept-bank' },
  { kind: 'freeze', role: 'drift' },
  { kind: 'kill', role: 'admin' },
  { kind: 'kill', role: 'drift' },
  { kind: 'freeze', role: 'ingest' },
  { kind: 'kill', role: 'ingest' },
  { kind: 'freeze', role: 'concept-bank' },
];

/** A small generator, so that a failed run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
}

const own = process.env.KAFKA_BROKERS || process.env.DATABASE_URL ? ({ available: false, reason: 'KAFKA_BROKERS or DATABASE_URL name servers of others, which no test kills' } as const) : kafkaAvailability();

describeWhere(own.available ? requirement('postgres') : own, 'the four services over Kafka and PostgreSQL', () => {
  let cluster: RunningCluster;
  beforeAll(async () => {
    cluster = await RunningCluster.start(ROLES);
  }, 600_000);
  afterEach(() => cluster?.stopFeeding());
  afterAll(() => cluster?.close());

  it('row 22: answer scrapes quickly under load, and their totals never fall', async () => {
    const feeding = cluster.feed(5, 150);
    await cluster.secondsUntilCounted(20);
    const durations: number[] = [];
    const totals = new Map<string, number>();
    let falls = 0;
    for (let scrape = 0; scrape < (isLong ? 60 : 12); scrape++) {
      for (const { role, metricsUrl } of cluster.services) {
        const start = performance.now();
        const text = await (await fetch(metricsUrl)).text();
        durations.push(performance.now() - start);
        for (const [, series, value] of text.matchAll(/^(conceptwatch_\w+_total\S*) (\S+)$/gm)) {
          const key = `${role} ${metricsUrl} ${series}`;
          if (Number(value) < (totals.get(key) ?? 0)) falls++;
          totals.set(key, Number(value));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await feeding.stop();
    durations.sort((a, b) => a - b);
    const p99 = durations[Math.floor(durations.length * 0.99)] / 1000;
    expect(totals.size).toBeGreaterThan(4);
    expect(falls).toBe(0);
    expect(p99).toBeLessThan(5);
    recordFault({ row: 22, case: 'scrape', figures: { scrapes: durations.length, p99_s: p99, median_s: durations[durations.length >> 1] / 1000, totals_that_fell: falls } });
  }, 600_000);

  it('version switch: another bank takes effect in every shard at one control record under load, and rolls back the same way', async () => {
    const feeding = cluster.feed(5, 150);
    await cluster.secondsUntilCounted(40);
    const before = await cluster.bankOfStream();
    await cluster.addBank('half', (concepts) => concepts.slice(0, concepts.length >> 1));
    const switched = await cluster.switchBank('half');
    await cluster.secondsUntilCounted(60);
    const back = await cluster.switchBank(before);
    await cluster.secondsUntilCounted(60);
    await feeding.stop();
    await cluster.untilDrained();
    const { images, scales } = await cluster.scored();
    expect(images).toBe(cluster.images);
    const longest = Math.max(...scales.map((sequence) => sequence.length));
    expect(longest).toBe(3);
    for (const sequence of scales) {
      // Old, new, old again: a shard goes over once for each control record, and its scores are never mixed.
      expect(sequence.length).toBeLessThanOrEqual(3);
      expect(new Set(sequence).size).toBeLessThanOrEqual(2);
    }
    expect(await cluster.counted()).toBe(cluster.images);
    process.stdout.write(`version switch: ${cluster.images} images, all shards over after ${switched.toFixed(1)} s and back after ${back.toFixed(1)} s, none mixed, none lost\n`);
  }, 600_000);

  it(`row 5: ${FAULTS} random kills and freezes of every service and kills of the broker lose nothing and count nothing twice`, async () => {
    const random = randomFrom(20_261_123);
    const kinds = { kill: 0, freeze: 0, broker: 0 };
    const recoveries: number[] = [];
    const feeding = cluster.feed(5, 200);
    await cluster.secondsUntilCounted(50);
    for (let i = 0; i < FAULTS; i++) {
      const fault = PLAN[i % PLAN.length];
      await new Promise((resolve) => setTimeout(resolve, 200 + random() * 1_800));
      kinds[fault.kind]++;
      if (fault.kind === 'broker') {
        await cluster.broker.stop('killed');
        await cluster.broker.restart();
      } else {
        const candidates = cluster.alive(fault.role);
        const victim = candidates[Math.floor(random() * candidates.length)];
        if (fault.kind === 'freeze') {
          victim.program.signal('SIGSTOP');
          await new Promise((resolve) => setTimeout(resolve, SESSION_MS + 1_500));
          victim.program.signal('SIGCONT');
        } else {
          await victim.program.kill();
          await cluster.startService(fault.role);
        }
      }
      recoveries.push(await cluster.secondsUntilCounted(1));
    }
    await feeding.stop();
    await cluster.untilDrained();
    const { images, repeated } = await cluster.scored();
    const counted = await cluster.counted();
    expect(images).toBe(cluster.images);
    expect(counted).toBe(cluster.images);
    recoveries.sort((a, b) => a - b);
    recordFault({
      row: 5,
      case: 'soak-of-services',
      figures: { faults: FAULTS, kills: kinds.kill, freezes: kinds.freeze, broker_kills: kinds.broker, images: cluster.images, lost: cluster.images - images, repeated_in_log: repeated, counted_twice: counted - cluster.images, median_recovery_s: recoveries[recoveries.length >> 1], slowest_recovery_s: recoveries[recoveries.length - 1] },
    });
  }, 3_000_000);

  // Last: what is passed over here is not counted.
  it('version switch: an aligner that the admin promotes takes effect in every process at one control record under load, and rolls back the same way', async () => {
    await cluster.startService('ingest');
    const files = new AlignerFileFormats();
    const bundled = files.read(await readFile(bundledSource().aligner));
    const feeding = cluster.feed(5, 150);
    await cluster.secondsUntilCounted(40);
    const begun = await cluster.scored();
    const countedBefore = await cluster.counted();
    const { aligners } = await cluster.ask<AlignerList>('GET', '/api/v1/aligners');
    const before = aligners.find(({ in_use: inUse }) => inUse)!;
    expect(before.takes_effect).toBe('at-once');
    await cluster.ask('POST', '/api/v1/aligners?name=shifted', files.write({ ...bundled, bias: bundled.bias.map((value) => value + 0.05) }, 'safetensors'));
    const { digest, allowed } = await cluster.ask<Promotion>('GET', '/api/v1/aligners/shifted/promotion');
    expect(allowed).toBe(true);
    await cluster.ask('POST', '/api/v1/aligners/shifted/promote', { digest });
    const switched = await cluster.secondsUntilAligned(digest);
    const sent = cluster.images;
    await vi.waitFor(async () => expect(await cluster.ask<StreamSummary[]>('GET', '/api/v1/streams')).toMatchObject([{ status: 'unmonitored', baseline: { status: 'mismatch', detail: expect.stringContaining('mapped by another aligner') } }]), { timeout: 120_000, interval: 500 });
    await vi.waitFor(async () => expect((await cluster.scored()).images).toBeGreaterThan(sent + 60), { timeout: 120_000, interval: 500 });
    await cluster.ask('POST', '/api/v1/aligners/rollback');
    const back = await cluster.secondsUntilAligned(before.digest);
    await cluster.secondsUntilCounted(60);
    await vi.waitFor(async () => expect((await cluster.ask<StreamSummary[]>('GET', '/api/v1/streams'))[0].baseline.status).toBe('ok'), { timeout: 120_000, interval: 500 });
    await feeding.stop();
    await vi.waitFor(async () => expect((await cluster.scored()).images).toBe(cluster.images), { timeout: 120_000, interval: 500 });
    const { scales, imagesOf } = await cluster.scored();
    // Old, new, old again: a shard goes over once for each control record, and its scores are never mixed.
    const grown = scales.map((sequence, shard) => sequence.length - begun.scales[shard].length);
    expect(Math.max(...grown)).toBe(2);
    expect(Math.min(...grown)).toBeGreaterThanOrEqual(0);
    for (const [shard, sequence] of scales.entries()) if (grown[shard] === 2) expect(sequence.at(-1)).toBe(sequence.at(-3));
    // What the other aligner made has no baseline to be compared with: it is passed over, and nothing else is.
    const other = [...imagesOf].reduce((sum, [scale, images]) => sum + (begun.imagesOf.has(scale) ? 0 : images), 0);
    expect(other).toBeGreaterThan(60);
    await vi.waitFor(async () => expect(await cluster.counted()).toBe(cluster.images - other), { timeout: 120_000, interval: 500 });
    expect(cluster.images - other).toBeGreaterThan(countedBefore + 60);
    process.stdout.write(`version switch of the aligner: ${cluster.images} images, all shards over after ${switched.toFixed(1)} s and back after ${back.toFixed(1)} s, none mixed, none lost\n`);
  }, 600_000);
});
