import { describe, expect, it } from 'vitest';
import { SettlingFiles } from './settling-files';

const file = (size: number, mtimeMs: number) => ({ path: '/a', size, mtimeMs });

describe('SettlingFiles', () => {
  it('takes a file that was written long ago at once', () => {
    expect(new SettlingFiles(300).isSettled(file(1, 700), 1_000)).toBe(true);
  });

  it('waits for a file that is written to, and takes it when it stays the same', () => {
    const settling = new SettlingFiles(300);
    expect(settling.isSettled(file(1, 1_000), 1_000)).toBe(false);
    expect(settling.isSettled(file(2, 1_200), 1_200)).toBe(false);
    expect(settling.isSettled(file(2, 1_200), 1_499)).toBe(false);
    expect(settling.paths()).toEqual(['/a']);
    expect(settling.isSettled(file(2, 1_200), 1_500)).toBe(true);
    expect(settling.size).toBe(0);
  });

  it('takes a file from the future once it stays the same, whatever its clock says', () => {
    const settling = new SettlingFiles(300);
    expect(settling.isSettled(file(1, 9_999), 1_000)).toBe(false);
    expect(settling.isSettled(file(1, 9_999), 1_300)).toBe(true);
  });
});
