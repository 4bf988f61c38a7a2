import { FileRefused, type ReadTable, type TableColumn, type TableFiles } from '@conceptwatch/ports';
import { asyncBufferFromFile, type DecodedArray, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';

const ROWS_PER_GROUP = 65_536;

/** Tables as Parquet files (snappy), for pyarrow, DuckDB, Spark and the rest. */
export class ParquetTables implements TableFiles {
  encode(columns: readonly TableColumn[], metadata: Record<string, string>): Uint8Array {
    const columnData = columns.map((column) => ({ name: column.name, nullable: isNullable(column), ...physical(column) }));
    return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: ROWS_PER_GROUP, createdBy: 'conceptwatch', kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })) }));
  }

  async columnsOf(file: string): Promise<string[]> {
    const { metadata } = await open(file);
    return parquetSchema(metadata).children.map(({ element }) => element.name);
  }

  async read(file: string, columns: readonly string[]): Promise<ReadTable> {
    const { buffer, metadata } = await open(file);
    const values = new Map<string, DecodedArray[]>();
    try {
      const scan = await parquetScan({ file: buffer, metadata, compressors, utf8: false, columns: [...columns] });
      for (const column of columns) {
        const parts: DecodedArray[] = [];
        for (const range of scan.ranges) parts.push(await scan.readColumn({ column, ...range }));
        values.set(column, parts);
      }
    } catch (cause) {
      throw new FileRefused(`"${file}" cannot be read (${(cause as Error).message}).`, { cause });
    }
    return tableOf(file, Number(metadata.num_rows), values);
  }
}

const isNullable = (column: TableColumn): boolean => column.type === 'time' || column.type === 'double' || (column.type === 'text' && column.values.includes(undefined));

/** Doubles of float32 values would be as exact and twice as large. */
function physical(column: TableColumn) {
  switch (column.type) {
    case 'text':
      return { type: 'STRING' as const, data: column.values as string[] };
    case 'integer':
      return { type: 'INT64' as const, data: BigInt64Array.from(column.values, BigInt), encoding: 'DELTA_BINARY_PACKED' as const };
    case 'time':
      return { type: 'TIMESTAMP' as const, data: column.values.map((time) => (time === undefined ? undefined : new Date(time))) };
    case 'float':
      return { type: 'FLOAT' as const, data: column.values, encoding: 'PLAIN' as const, columnIndex: false };
    case 'double':
      return { type: 'DOUBLE' as const, data: [...column.values] };
    case 'bytes':
      return { type: 'BYTE_ARRAY' as const, data: column.values as Uint8Array[], encoding: 'PLAIN' as const, statistics: false, codec: 'UNCOMPRESSED' as const };
  }
}

async function open(file: string): Promise<{ buffer: Awaited<ReturnType<typeof asyncBufferFromFile>>; metadata: FileMetaData }> {
  try {
    const buffer = await asyncBufferFromFile(file);
    return { buffer, metadata: await parquetMetadataAsync(buffer) };
  } catch (cause) {
    throw new FileRefused(`"${file}" is no Parquet file that can be read (${(cause as Error).message}).`, { cause });
  }
}

function tableOf(file: string, rows: number, values: Map<string, DecodedArray[]>): ReadTable {
  const decoder = new TextDecoder();
  const column = <T>(name: string, as: (value: unknown) => T | undefined): T[] => {
    const read: T[] = [];
    for (const part of values.get(name) ?? []) {
      for (let i = 0; i < part.length; i++) {
        const value = as(part[i]);
        if (value === undefined) throw new FileRefused(`"${file}" has no usable value in row ${read.length + 1} of column ${name}.`);
        read.push(value);
      }
    }
    return read;
  };
  return {
    rows,
    texts: (name) => column(name, (value) => (value instanceof Uint8Array ? decoder.decode(value) : typeof value === 'string' ? value : undefined)),
    integers: (name) => column(name, (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : undefined)),
    times: (name) => column(name, (value) => ({ at: value instanceof Date ? value.getTime() : undefined })).map(({ at }) => at),
    floats: (name) => Float32Array.from(column(name, (value) => (typeof value === 'number' ? value : undefined))),
    bytes: (name) => column(name, (value) => (value instanceof Uint8Array ? value : undefined)),
  };
}
