import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { ParquetTables } from '@conceptwatch/adapters/files';
import { parquetOf } from './parquet-of';

it('writes numbers as numbers, words as words, and nothing as null', async () => {
  const bytes = parquetOf([['concept', 'p_value', 'moves_with', 'mixed'], ['snow', 1e-12, null, 1], ['=cmd()', null, 'snow', 'x']]);
  const rows = await parquetReadObjects({ file: bytes.slice().buffer });
  expect(rows).toEqual([{ concept: 'snow', p_value: 1e-12, moves_with: null, mixed: '1' }, { concept: '=cmd()', p_value: null, moves_with: 'snow', mixed: 'x' }]);
});

it('writes a table without rows, and one that the reader of backfills takes', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'parquet-of-'));
  try {
    const file = path.join(folder, 'a.parquet');
    await writeFile(file, parquetOf([['word', 'rank']]));
    expect(await new ParquetTables().columnsOf(file)).toEqual(['word', 'rank']);
    await writeFile(file, parquetOf([['word', 'rank'], ['fog', 2]]));
    expect((await new ParquetTables().read(file, ['word'])).texts('word')).toEqual(['fog']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
