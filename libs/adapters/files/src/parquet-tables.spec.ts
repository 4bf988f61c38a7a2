import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableColumn } from '@conceptwatch/ports';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ParquetTables } from './parquet-tables';

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tables = new ParquetTables();
const file = join(folder, 'table.parquet');

const rows = fc.array(
  fc.record({
    id: fc.string({ unit: 'grapheme' }),
    position: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    at: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
    score: fc.float({ noNaN: true }),
    vector: fc.uint8Array({ maxLength: 40 }),
  }),
  { minLength: 1, maxLength: 200 },
);

const columnsOf = (given: { id: string; position: number; at?: number; score: number; vector: Uint8Array }[]): TableColumn[] => [
  { name: 'id', type: 'text', values: given.map(({ id }) => id) },
  { name: 'position', type: 'integer', values: given.map(({ position }) => position) },
  { name: 'at', type: 'time', values: given.map(({ at }) => at) },
  { name: 'black-and-white', type: 'float', values: Float32Array.from(given, ({ score }) => score) },
  { name: 'vector', type: 'bytes', values: given.map(({ vector }) => vector) },
];

describe('ParquetTables', () => {
  it('gives back what was written, bit for bit, and the same bytes for the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const bytes = tables.encode(columnsOf(given), { format: 'x' });
        expect(Buffer.compare(bytes, tables.encode(columnsOf(given), { format: 'x' }))).toBe(0);
        writeFileSync(file, bytes);
        const table = await tables.read(file, ['id', 'position', 'at', 'black-and-white', 'vector']);
        expect(table.rows).toBe(given.length);
        expect(table.texts('id')).toEqual(given.map(({ id }) => id));
        expect(table.integers('position')).toEqual(given.map(({ position }) => position));
        expect(table.times('at')).toEqual(given.map(({ at }) => at));
        expect([...table.floats('black-and-white')]).toEqual(given.map(({ score }) => Math.fround(score)));
        expect(table.bytes('vector').map((value) => [...value])).toEqual(given.map(({ vector }) => [...vector]));
      }),
      { numRuns: 60 },
    );
  });

  it('reads only the columns that are asked for, over several row groups', async () => {
    const many = Array.from({ length: 150_000 }, (_, i) => ({ id: `image-${i}`, position: i, at: i, score: i / 7, vector: Uint8Array.of(i & 255) }));
    writeFileSync(file, tables.encode(columnsOf(many), {}));
    expect(await tables.columnsOf(file)).toEqual(['id', 'position', 'at', 'black-and-white', 'vector']);
    const table = await tables.read(file, ['position']);
    expect(table.integers('position')).toEqual(many.map(({ position }) => position));
  });

  it('says what is wrong with a file', async () => {
    writeFileSync(file, 'no table');
    await expect(tables.read(file, ['id'])).rejects.toMatchObject({ code: 'file_refused' });
    await expect(tables.columnsOf(join(folder, 'absent'))).rejects.toMatchObject({ code: 'file_refused' });
    writeFileSync(file, tables.encode([{ name: 'id', type: 'text', values: ['a'] }], {}));
    await expect(tables.read(file, ['score'])).rejects.toThrow(/score/);
  });
});
