import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteDatabase } from '@conceptwatch/adapters/sqlite';
import { bundleProgram, RunningProgram, systemClock } from '@conceptwatch/testing';
import { SqlStateStore } from './sql-state-store';

let path: string;
beforeEach(() => void (path = join(mkdtempSync(join(tmpdir(), 'state-')), 'state.db')));
afterEach(() => rmSync(join(path, '..'), { recursive: true, force: true }));

const open = () => SqlStateStore.openSqlite({ path, clock: systemClock });
const edit = (sql: string) => {
  const database = SqliteDatabase.open({ path, synchronous: 'full' });
  database.execute(sql);
  database.close();
};

describe('the schema of the state', () => {
  it('is refused when a newer version wrote it', async () => {
    await (await open()).close();
    edit("insert into kysely_migration values ('9999-from-the-future', '2030-01-01')");
    await expect(open()).rejects.toThrow(/written by a newer conceptwatch/);
  });

  it('is made by one of several processes that start at once', async () => {
    const program = await bundleProgram(join(import.meta.dirname, 'open-state.program.ts'));
    const programs = [1, 2, 3].map((one) => RunningProgram.start(program, [path, `${one}`]));
    await Promise.all(programs.map(async (running) => expect(await running.exited, running.stderr).toEqual({ code: 0, signal: null })));
    const store = await open();
    expect((await store.list('setting')).map(({ id }) => id)).toEqual(['1', '2', '3']);
    await store.close();
  });

  it('may be opened by several processes at once', async () => {
    const [first, second] = [await open(), await open()];
    await first.put('setting', 'a', 1);
    expect((await second.get('setting', 'a'))?.body).toBe(1);
    await Promise.all([first.close(), second.close()]);
  });
});
