import { ParquetTables } from '@conceptwatch/adapters/files';
import type { JobOutcome, TableColumn } from '@conceptwatch/ports';

type Table = NonNullable<JobOutcome['table']>;

/**
 * A table of a job as Parquet: a column of numbers alone becomes doubles, every other one text; what is empty is null.
 *
 * @param table the first row has the names of the columns
 */
export function parquetOf([names, ...rows]: Table): Uint8Array {
  return new ParquetTables().encode(names.map((name, at) => columnOf(String(name), rows.map((row) => row[at]))), { 'conceptwatch.format': 'job-1' });
}

function columnOf(name: string, values: Table[number]): TableColumn {
  const isNumeric = values.some((value) => typeof value === 'number') && values.every((value) => value === null || typeof value === 'number');
  if (isNumeric) return { name, type: 'double', values: values.map((value) => (typeof value === 'number' ? value : undefined)) };
  return { name, type: 'text', values: values.map((value) => (value === null ? undefined : String(value))) };
}
