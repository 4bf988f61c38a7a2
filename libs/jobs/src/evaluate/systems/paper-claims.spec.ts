import { describe, expect, it } from 'vitest';
import { paperClaims } from './paper-claims';

const row = (measure: string, ours: number) => ({ system: '1 alignment', measure, ours, data: '' });

describe('paperClaims', () => {
  it('says yes or no by the rows alone, and nothing where they are missing', () => {
    const claims = paperClaims([row('retained accuracy, object', 0.8), row('retained accuracy, object, 20 % of the images', 0.7), row('colors, aligned', 0.7), row('colors, CLIP itself', 0.6)]);
    const of = (start: string) => claims.find(({ claim }) => claim.startsWith(start));
    expect(of('a fifth')).toEqual({ claim: expect.any(String) as string, holds: false, figures: 'a fifth 0.700, all 0.800' });
    expect(of('colours')).toMatchObject({ holds: true });
    expect(of('0.92 of the head rows')?.holds).toBeUndefined();
  });
});
