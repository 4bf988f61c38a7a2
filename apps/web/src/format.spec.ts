import { describe, expect, it } from 'vitest';
import { withImage } from './api/use-live';
import { ago, evidence, fixed, percent, UNKNOWN } from './format';

describe('format', () => {
  it('writes what is not known as a dash, never as zero', () => {
    expect([percent(null), fixed(undefined), fixed(NaN), ago(null)]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
  });

  it('writes shares, times and evidence for people', () => {
    expect(percent(0.312)).toBe('31 %');
    expect(percent(0.047)).toBe('4.7 %');
    expect(ago(0, 200_000)).toBe('3 min ago');
    expect(evidence(1e6)).toBe('10^6.0');
  });
});

describe('withImage', () => {
  it('keeps each image once, newest first', () => {
    const image = (id: string) => ({ image_id: id, source: 's', captured_at: 0, thumbnail_url: '', top: [] });
    expect(withImage(withImage([image('a')], image('b')), image('b')).map(({ image_id }) => image_id)).toEqual(['b', 'a']);
  });
});
