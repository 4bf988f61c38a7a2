import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteDatabase } from './sqlite-database';
import type { SqlValue } from './sqlite-statement';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'sqlite-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const memory = () => SqliteDatabase.open({ path: ':memory:', synchronous: 'full' });

describe('SqliteDatabase', () => {
  it('stores views of larger buffers, empty blobs, large integers and empty strings unchanged', () => {
    const database = memory();
    database.execute('create table t(a integer primary key, b blob, c text)');
    const insert = database.prepare('insert into t values (?, ?, ?)');
    insert.run([2 ** 52 + 1, new Uint8Array([9, 1, 2, 9]).subarray(1, 3), '']);
    insert.run([1, new Uint8Array(0), 'é']);
    const rows = database.prepare<{ a: number; b: Uint8Array; c: string }>('select a, b, c from t order by a desc').all([]);
    expect(rows.map((row) => [row.a, [...row.b], row.c])).toEqual([
      [2 ** 52 + 1, [1, 2], ''],
      [1, [], 'é'],
    ]);
  });

  it.each([[undefined], [true], [NaN], [{}], ['a\0b']])('refuses the parameter %j, which libsql would abort on or change silently', (value) => {
    const database = memory();
    database.execute('create table t(a)');
    expect(() => database.prepare('insert into t values (?)').run([value as SqlValue])).toThrow(/SQLite parameters are/);
  });

  it('rolls a transaction back when its work throws', () => {
    const database = memory();
    database.execute('create table t(a)');
    const insert = database.prepare('insert into t values (?)');
    expect(() =>
      database.transaction(() => {
        insert.run([1]);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(database.prepare<{ n: number }>('select count(*) n from t').get([])).toEqual({ n: 0 });
  });

  it('refuses a second holder of an exclusive file until the first closes', () => {
    const options = { path: join(directory, 'a.db'), synchronous: 'full', exclusive: true } as const;
    const first = SqliteDatabase.open(options);
    expect(() => SqliteDatabase.open(options)).toThrow(expect.objectContaining({ code: 'locked' }));
    const statement = first.prepare('select 1');
    first.close();
    SqliteDatabase.open(options).close();
    expect(statement.returnsRows).toBe(true);
  });

  it('says what to do about a file that is no database and a folder that is missing', () => {
    writeFileSync(join(directory, 'no.db'), 'x'.repeat(5000));
    const open = (path: string) => () => SqliteDatabase.open({ path, synchronous: 'full' });
    expect(open(join(directory, 'no.db'))).toThrow(expect.objectContaining({ code: 'damaged' }));
    expect(open(join(directory, 'missing', 'a.db'))).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });

  it('finds a sound file sound', () => {
    expect(memory().fault()).toBeUndefined();
  });
});
