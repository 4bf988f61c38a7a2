import { describe, expect, it } from 'vitest';
import { parseSegmentRule, segmentOf, segmentsOfFolders } from './segments';

const at = (hour: number, minute = 0): { at: number } => ({ at: Date.UTC(2026, 5, 1, hour, minute) });

describe('segments', () => {
  it('go by the hour, over midnight and with an offset from UTC', () => {
    const rule = parseSegmentRule('day=6,night=20');
    expect([3, 6, 12, 19, 20, 23].map((hour) => segmentOf(rule, at(hour)))).toEqual(['night', 'day', 'day', 'day', 'night', 'night']);
    expect(segmentOf(parseSegmentRule('day=6,night=20@+01:00'), at(5, 30))).toBe('day');
    expect(segmentOf(parseSegmentRule('night=20,day=6@-02:30'), at(8))).toBe('night');
    expect(segmentOf(parseSegmentRule('day=6,night=20'), { at: -3_600_000 })).toBe('night');
  });

  it('go by what the sender said, or are not used', () => {
    expect(segmentOf(parseSegmentRule('metadata'), { at: 0, segment: 'tunnel' })).toBe('tunnel');
    expect(segmentOf(parseSegmentRule('metadata'), { at: 0 })).toBe('');
    expect(segmentOf(parseSegmentRule(''), { at: 0, segment: 'tunnel' })).toBe('');
  });

  it('refuse what is no rule, and say how one is written', () => {
    for (const text of ['day', 'day=6', 'day=6,night=24', 'day=6,night', 'day=6,night=20@1']) expect(() => parseSegmentRule(text)).toThrow(/day=6,night=20/);
  });

  it('are the folders of a baseline', () => {
    expect(segmentsOfFolders(['day/a.png', 'day/b/c.png', 'night/a.png'])).toEqual([{ name: 'day', images: 2 }, { name: 'night', images: 1 }]);
    expect(segmentsOfFolders(['day/a.png', 'b.png'])).toBeUndefined();
  });
});
