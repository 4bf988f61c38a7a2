import { describe, expect, it } from 'vitest';
import type { StreamDefinition } from '@conceptwatch/contracts';
import type { ScoredBaseline } from './baseline-library';
import { certificateOf } from './certificate';
import { toStoredEvent } from './drift-events';
import { StreamShard } from './stream-shard';
import { yardstickOf } from './yardstick';

function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function sequence(images: number, rho: number, normal: () => number): Float32Array {
  let last = normal();
  return Float32Array.from({ length: images }, () => (last = rho * last + Math.sqrt(1 - rho * rho) * normal()));
}

function baselineOf(images: number, rho = 0): ScoredBaseline {
  const normal = normals(5);
  const concepts = ['snow', 'fog'].map((slug) => ({ slug, text: slug }));
  return {
    definition: { id: 'base', description: '', images, refused: 0, dimension: 2, encoderDigest: 'e', alignerDigest: 'a', createdAt: 0, origin: 'test' },
    bank: { name: 'b', concepts, digest: 'b', textEncoderDigest: 't', dimension: 2 },
    scaleDigest: 's',
    sequences: concepts.map(() => sequence(images, rho, normal)),
    mean: new Float32Array(2),
  };
}

const definition: StreamDefinition = { name: 'main', baselineId: 'base', bankName: 'b', window: 100, mode: 'proved', imagesBetweenFalseAlarms: 1000, createdAt: 0 };

/** `shift` moves the first concept from image `from` on. */
function fed(shard: StreamShard, images: number, { rho = 0, from = Infinity, shift = 0 }: { rho?: number; from?: number; shift?: number }) {
  const normal = normals(6);
  const [snow, fog] = [sequence(images, rho, normal), sequence(images, 0, normal)];
  const transitions = [];
  for (let i = 0; i < images; i++) {
    const image = { imageId: `i${i}`, source: 'gate', position: i, at: i, receivedAt: i };
    transitions.push(...shard.track([image], Float32Array.of(snow[i] + (i >= from ? shift : 0), fog[i])));
  }
  return transitions;
}

describe('yardstickOf', () => {
  it('certifies a baseline whose images do not depend on each other', () => {
    expect(yardstickOf(definition, baselineOf(3000))).toMatchObject({ thinning: { every: 1, source: 'baseline' }, certified: true });
  });

  it('takes the thinning from the baseline, for the stream and for the baseline itself', () => {
    const yardstick = yardstickOf(definition, baselineOf(6000, 0.6));
    const { every, source, autocorrelation } = yardstick.thinning;
    expect([source, yardstick.certified]).toEqual(['baseline', true]);
    expect(every).toBeGreaterThan(3);
    expect(autocorrelation).toBeCloseTo(0.6, 1);
    expect(yardstick.bank?.independent).toBe(Math.ceil(6000 / every));
    expect(yardstick.note).toContain(`one image in ${every}`);
  });

  it('marks a configured thinning that is too small, and takes one that is enough', () => {
    expect(yardstickOf({ ...definition, thinning: 2 }, baselineOf(6000, 0.6))).toMatchObject({ thinning: { every: 2, source: 'configured' }, certified: false });
    expect(yardstickOf({ ...definition, thinning: 12 }, baselineOf(6000, 0.6))).toMatchObject({ thinning: { every: 12, source: 'configured' }, certified: true });
  });

  it('certifies nothing with a baseline that cannot tell', () => {
    expect(yardstickOf(definition, baselineOf(60))).toMatchObject({ certified: false, thinning: { every: 1, autocorrelation: undefined } });
    expect(yardstickOf(definition, baselineOf(400, 0.995)).note).toContain('spans more time');
  });

  it('warns when the baseline cannot prove what is asked for', () => {
    const { verdict } = yardstickOf({ ...definition, smallestEffect: 0.01 }, baselineOf(3000));
    expect(verdict).toMatchObject({ status: 'small', advice: expect.stringContaining('and 1 % are asked for') as string });
    expect(yardstickOf(definition, baselineOf(3000)).verdict.status).toBe('ok');
  });
});

describe('StreamShard', () => {
  it('alarms sooner when calibrated', () => {
    const [proved, calibrated] = (['proved', 'calibrated'] as const).map((mode) => new StreamShard(yardstickOf({ ...definition, mode }, baselineOf(3000)), 1000));
    expect(proved.monitor?.threshold).toBe(1000);
    expect(calibrated.monitor?.threshold).toBeLessThan(1000);
    const [late, soon] = [proved, calibrated].map((shard) => fed(shard, 1500, { from: 500, shift: 0.5 })[0].position);
    expect(soon).toBeLessThanOrEqual(late);
  });

  it('tells the quantile that moved, and that the promise holds', () => {
    const shard = new StreamShard(yardstickOf(definition, baselineOf(3000)), 1000);
    const [onset] = fed(shard, 1200, { from: 600, shift: 1 });
    const { body } = toStoredEvent('main', 0, shard.yardstick, onset);
    expect(body).toMatchObject({ certified: true, direction: 'rose' });
    expect(body.quantile).toBeGreaterThan(0);
    expect(body.quantile).toBeLessThan(1);
  });

  it('marks alarms uncertified when the images of a source depend on each other though the baseline does not', () => {
    const shard = new StreamShard(yardstickOf(definition, baselineOf(3000)), 1000);
    const onsets = fed(shard, 2500, { rho: 0.8, from: 2000, shift: 3 }).filter(({ concept, position }) => concept === 0 && position >= 300);
    expect(shard.isCertified(0)).toBe(false);
    expect(shard.isCertified(1)).toBe(true);
    for (const onset of onsets) expect(toStoredEvent('main', 0, shard.yardstick, onset).body.certified).toBe(false);
    const { certified, note } = certificateOf([shard]);
    expect(certified).toBe(false);
    expect(note).toMatch(/source "gate".*snow.*a thinning of about \d+ would mend it/);
    expect(shard.dependence().find(({ concept }) => concept === 'snow')?.autocorrelation).toBeGreaterThan(0.5);
  });
});

describe('segments', () => {
  const HOUR = 3_600_000;
  /** The second half of the baseline is the night, 3 lower. */
  const segmented = (): ScoredBaseline => {
    const plain = baselineOf(3000);
    plain.sequences.forEach((sequence) => sequence.forEach((score, i) => (sequence[i] = i < 1500 ? score : score - 3)));
    return { ...plain, definition: { ...plain.definition, segments: [{ name: 'day', images: 1500 }, { name: 'night', images: 1500 }] } };
  };
  const byHour: StreamDefinition = { ...definition, segments: { by: 'hour', utcOffsetMinutes: 0, starts: [{ segment: 'day', hour: 6 }, { segment: 'night', hour: 18 }] } };

  /** Half an hour between images; by night scores are 3 lower, and from image `from` on `shift` higher. */
  function days(shard: StreamShard, images: number, { from = Infinity, shift = 0 } = {}) {
    const normal = normals(8);
    return Array.from({ length: images }, (_, i) => {
      const at = (i * HOUR) / 2;
      const hour = (at / HOUR) % 24;
      const night = hour < 6 || hour >= 18;
      const level = night ? -3 + (i >= from ? shift : 0) : 0;
      return shard.track([{ imageId: `i${i}`, source: 'gate', position: i, at, receivedAt: i }], Float32Array.of(normal() + level, normal() + (night ? -3 : 0)));
    }).flat();
  }

  it('hold day against day and night against night', () => {
    const shard = new StreamShard(yardstickOf(byHour, segmented()), 1000);
    expect([...shard.yardstick.banks.keys()]).toEqual(['day', 'night']);
    expect(days(shard, 3000)).toEqual([]);
    const pooled = new StreamShard(yardstickOf(definition, segmented()), 1000);
    expect(days(pooled, 600).length).toBeGreaterThan(0);
  });

  it('tell the segment of an alarm, keep it over the day, and go on from the checkpoint', () => {
    const shard = new StreamShard(yardstickOf(byHour, segmented()), 1000);
    const [onset] = days(shard, 2401, { from: 1500, shift: 1 });
    expect(toStoredEvent('main', 0, shard.yardstick, onset).body).toMatchObject({ segment: 'night', direction: 'rose' });
    const resumed = new StreamShard(shard.yardstick, 1000, shard.toState('main'));
    expect(resumed.inAlarm(0)?.snapshot(0).alarm).toEqual(shard.inAlarm(0)?.snapshot(0).alarm);
    expect(resumed.segment).toBe(shard.segment);
  });

  it('go by what the sender said, and count what the baseline does not know', () => {
    const shard = new StreamShard(yardstickOf({ ...definition, segments: { by: 'metadata' } }, segmented()), 1000);
    for (const [i, segment] of ['day', 'dusk', 'night'].entries()) shard.track([{ imageId: `i${i}`, source: 'gate', position: i, at: 0, receivedAt: 0, segment }], Float32Array.of(0, 0));
    expect([shard.unknownSegments, shard.segment, shard.images]).toEqual([1, 'night', 3]);
  });

  it('are refused for a baseline that has none', () => {
    expect(() => yardstickOf(byHour, baselineOf(3000))).toThrow(/baseline create --segments/);
  });
});
