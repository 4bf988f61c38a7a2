/** One column of a table; all columns of a table are of one length. */
export type TableColumn = { name: string } & (
  | { type: 'text'; values: readonly (string | undefined)[] }
  | { type: 'integer'; values: readonly number[] }
  /** Milliseconds since the epoch; undefined where unknown. */
  | { type: 'time'; values: readonly (number | undefined)[] }
  | { type: 'float'; values: Float32Array }
  | { type: 'double'; values: readonly (number | undefined)[] }
  | { type: 'bytes'; values: readonly Uint8Array[] }
);

/** Columns as they were read; values of the type that the table has. */
export interface ReadTable {
  rows: number;
  texts(column: string): string[];
  /** Whole numbers beyond 2^53 are refused. */
  integers(column: string): number[];
  times(column: string): (number | undefined)[];
  floats(column: string): Float32Array;
  bytes(column: string): Uint8Array[];
}

/** Tables as files that other programs read: Parquet. */
export interface TableFiles {
  /** The same columns give the same bytes. */
  encode(columns: readonly TableColumn[], metadata: Record<string, string>): Uint8Array;
  /** Reads the named columns of a file. @throws FileRefused */
  read(file: string, columns: readonly string[]): Promise<ReadTable>;
  columnsOf(file: string): Promise<string[]>;
}
