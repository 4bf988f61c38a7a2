import { describe, expect, it } from 'vitest';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { systemClock } from '@conceptwatch/testing';
import { SeenFiles } from './seen-files';

const openState = () => SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });

describe('SeenFiles', () => {
  it('remembers tens of thousands of files, their newest version, and what was forgotten', async () => {
    const state = await openState();
    const seen = await SeenFiles.load(state, 'folder');
    for (let path = 0; path < 20_000; path++) await seen.add({ path, version: 1 });
    for (let path = 0; path < 20_000; path += 2) await seen.add({ path, version: 2 });
    for (let path = 0; path < 20_000; path += 4) await seen.forget(path);
    await seen.save();
    const again = await SeenFiles.load(state, 'folder');
    expect(again.size).toBe(15_000);
    expect([1, 2].map((version) => again.has({ path: 6, version }))).toEqual([false, true]);
    expect([again.hasPath(4), again.has({ path: 5, version: 1 })]).toEqual([false, true]);
  });

  it('does not keep what it merely skips', async () => {
    const state = await openState();
    const seen = await SeenFiles.load(state, 'folder');
    seen.skip({ path: 1, version: 1 });
    await seen.save();
    expect((await SeenFiles.load(state, 'folder')).size).toBe(0);
  });

  it('takes little room for a folder whose files come and go', async () => {
    const state = await openState();
    const seen = await SeenFiles.load(state, 'folder');
    for (let path = 0; path < 40_000; path++) {
      await seen.add({ path, version: 1 });
      if (path >= 10) await seen.forget(path - 10);
    }
    await seen.save();
    expect(await state.getBlob('source/folder/seen/9')).toBeDefined();
    const again = await SeenFiles.load(state, 'folder');
    expect(again.size).toBe(10);
    expect(await state.getBlob('source/folder/seen/1')).toBeUndefined();
    expect((await SeenFiles.load(state, 'folder')).has({ path: 39_999, version: 1 })).toBe(true);
  });
});
