import { describe, expect, it } from 'vitest';
import { ago, capitalized, clock, counted, evidence, fixed, moment, percent, rate, UNKNOWN, whole } from './format';

describe('format', () => {
  it('writes what is not known as a dash, never as zero', () => {
    for (const write of [percent, fixed, whole, clock, evidence, rate]) for (const unknown of [null, undefined, NaN]) expect(write(unknown)).toBe(UNKNOWN);
    expect([ago(null, 0), moment(undefined, 0)]).toEqual([UNKNOWN, UNKNOWN]);
  });

  it('writes a true zero as zero', () => {
    expect([percent(0), fixed(0), whole(0), rate(0)]).toEqual(['0 %', '0.00', '0', '0.0 / s']);
    expect(fixed(-0.053, 3)).toBe('−0.053');
  });

  it('writes shares with one decimal below ten percent', () => {
    expect([0.312, 0.047, 0.0996, 1].map(percent)).toEqual(['31 %', '4.7 %', '10 %', '100 %']);
  });

  it('writes evidence as a power of ten when it is large', () => {
    expect([0.34, 312.4, 9999, 30_600_000, 1e9, Infinity].map(evidence)).toEqual(['0.3', '312', '9,999', '3.1 × 10⁷', '10⁹', 'beyond measure']);
  });

  it('says how long ago something was', () => {
    expect([200_000, 199_000, 170_000, 0].map((at) => ago(at, 200_000))).toEqual(['just now', 'just now', '30 s ago', '3 min ago']);
    expect(ago(0, 3 * 3_600_000)).toBe('3 h ago');
    expect(ago(0, 72 * 3_600_000)).toBe('3 days ago');
  });

  it('adds the date only when it is another day', () => {
    const noon = new Date(2026, 4, 10, 12, 0, 0).getTime();
    expect(moment(noon - 60_000, noon)).toBe('11:59:00');
    expect(moment(noon - 24 * 3_600_000, noon)).toContain('9 May');
  });

  it('agrees nouns with their numbers', () => {
    expect([counted(1, 'image'), counted(1204, 'image'), counted(2, 'entry', 'entries')]).toEqual(['1 image', '1,204 images', '2 entries']);
    expect(capitalized('snow')).toBe('Snow');
  });
});
