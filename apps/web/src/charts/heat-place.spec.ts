import { describe, expect, it } from 'vitest';
import { placeAfter } from './heat-place';

describe('placeAfter', () => {
  const from = (key: string, row = 5, column: number | null = null) => placeAfter(key, { row, column }, 20, 100);

  it('moves over concepts and stops at the ends', () => {
    expect([from('ArrowDown'), from('ArrowUp'), from('PageDown'), from('PageUp'), from('Home'), from('End')].map((place) => place?.row)).toEqual([6, 4, 15, 0, 0, 19]);
    expect(from('ArrowUp', 0)?.row).toBe(0);
    expect(from('ArrowDown', 19)?.row).toBe(19);
  });

  it('moves over times from the newest', () => {
    expect(from('ArrowLeft')).toEqual({ row: 5, column: 98 });
    expect(from('ArrowRight')).toEqual({ row: 5, column: 99 });
    expect(from('ArrowLeft', 5, 0)).toEqual({ row: 5, column: 0 });
  });

  it('leaves other keys alone', () => {
    expect(from('Tab')).toBeUndefined();
  });
});
