import { ArchiveRefused, type ArchiveItem, type ImageArchive, type Refusal } from '@conceptwatch/ports';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetSchema, parquetScan } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ByteSource } from './byte-source';
import { readableName } from './entry-name';
import { ARCHIVE_LIMITS, type ArchiveLimits, tooLarge } from './limits';
import { timeOf } from './sidecar';

export interface ParquetArchiveOptions {
  /** Bytes of an image, or a struct with `bytes` as Hugging Face data sets have it; found by name when absent. */
  imageColumn?: string;
  /** Reads an image that a column names by path; such columns are refused without it. */
  readPath?: (path: string) => Promise<Uint8Array | Refusal>;
  limits?: ArchiveLimits;
}

const NAMES = {
  image: ['image', 'image_bytes', 'bytes', 'content', 'jpg', 'png', 'webp'],
  path: ['path', 'image_path', 'file', 'file_name', 'filename'],
  id: ['image_id', 'id', 'key', '__key__'],
  time: ['captured_at', 'timestamp', 'time', 'datetime'],
  source: ['image_source', 'source', 'camera', 'camera_id'],
};
/** Of image bytes that are in memory at once; row groups beyond it must be split by whoever wrote the file. */
const GROUP_BYTES = 2 ** 30;
const ROWS_AT_ONCE = 256;

type Columns = Partial<Record<keyof typeof NAMES, string>>;

/** A Parquet file with one image a row: its bytes, or the path of a file. */
export class ParquetArchive implements ImageArchive {
  readonly name: string;
  private opened: Promise<{ file: AsyncBuffer; metadata: FileMetaData; columns: Columns }> | undefined;

  constructor(
    private readonly bytes: ByteSource,
    private readonly options: ParquetArchiveOptions = {},
  ) {
    this.name = bytes.name;
  }

  fingerprint(): Promise<string> {
    return Promise.resolve(`parquet ${this.name} ${this.bytes.version}`);
  }

  async count(): Promise<number> {
    return Number((await this.open()).metadata.num_rows);
  }

  async *items({ after, signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    const { file, metadata, columns } = await this.open();
    let row = after === undefined ? 0 : Number(after);
    let begin = 0;
    for (const group of metadata.row_groups) {
      const end = begin + Number(group.num_rows);
      if (row < end) this.requireBounded(group, columns);
      // One scan per row group and range, so that no more than a range is remembered.
      for (; row < end; row = Math.min(end, row + ROWS_AT_ONCE)) {
        signal?.throwIfAborted();
        yield* this.rows({ file, metadata, columns }, row, Math.min(end, row + ROWS_AT_ONCE));
      }
      begin = end;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async *rows({ file, metadata, columns }: { file: AsyncBuffer; metadata: FileMetaData; columns: Columns }, from: number, to: number): AsyncGenerator<ArchiveItem> {
    const wanted = Object.entries(columns) as [keyof Columns, string][];
    const scan = await parquetScan({ file, metadata, compressors, utf8: false, columns: wanted.map(([, column]) => column) });
    const values: Partial<Record<keyof Columns, ArrayLike<unknown>>> = {};
    for (const [role, column] of wanted) values[role] = await scan.readColumn({ column, rowStart: from, rowEnd: to }).catch((cause: Error) => this.damaged(cause));
    for (let i = 0; i < to - from; i++) yield this.item(values, i, from + i);
  }

  private item(values: Partial<Record<keyof Columns, ArrayLike<unknown>>>, i: number, row: number): ArchiveItem {
    const content = this.contentOf(values.image?.[i], values.path?.[i]);
    const [id, source, capturedAt] = [textOf(values.id?.[i]), textOf(values.source?.[i]), timeOf(valueOf(values.time?.[i]))];
    const name = readableName(textOf(values.path?.[i]) ?? pathOf(values.image?.[i]) ?? id ?? `row ${row + 1}`);
    return { name, cursor: String(row + 1), content, ...(id === undefined ? {} : { imageId: readableName(id) }), ...(source === undefined ? {} : { source: readableName(source) }), ...(capturedAt === undefined ? {} : { capturedAt }) };
  }

  private contentOf(image: unknown, path: unknown): ArchiveItem['content'] {
    const bytes = bytesOf(image);
    const most = this.options.limits?.entryBytes ?? ARCHIVE_LIMITS.entryBytes;
    if (bytes) return bytes.length > most ? tooLarge(bytes.length, most) : bytes;
    const named = textOf(path) ?? pathOf(image);
    const { readPath } = this.options;
    if (named === undefined) return { status: 'refused', reason: 'empty', detail: 'This row holds neither the bytes of an image nor a path.' };
    if (!readPath) return { status: 'refused', reason: 'unreadable', detail: 'This row names a file, and files beside this archive are not read.' };
    return () => readPath(named);
  }

  private open() {
    return (this.opened ??= (async () => {
      const file: AsyncBuffer = { byteLength: this.bytes.size, slice: async (from, to = this.bytes.size) => exactBuffer(await this.bytes.slice(from, to)) };
      const metadata = await parquetMetadataAsync(file).catch((cause: Error) => this.damaged(cause));
      return { file, metadata, columns: this.columnsOf(metadata) };
    })());
  }

  private columnsOf(metadata: FileMetaData): Columns {
    const known = parquetSchema(metadata).children.map(({ element }) => element.name);
    const columns: Columns = {};
    for (const [role, names] of Object.entries(NAMES) as [keyof Columns, string[]][]) {
      const found = names.find((name) => known.includes(name));
      if (found !== undefined) columns[role] = found;
    }
    const { imageColumn } = this.options;
    if (imageColumn !== undefined) {
      if (!known.includes(imageColumn)) throw new ArchiveRefused('archive-unreadable', `"${this.name}" has no column "${imageColumn}"; it has ${known.join(', ')}.`);
      columns.image = imageColumn;
    }
    if (!columns.image && !columns.path) throw new ArchiveRefused('archive-unreadable', `"${this.name}" has no column of images; it has ${known.join(', ')}. Name the one that holds their bytes or paths with --image-column.`);
    return columns;
  }

  private requireBounded(group: FileMetaData['row_groups'][number], { image }: Columns): void {
    const chunks = group.columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === image);
    const size = chunks.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);
    const isPaged = chunks.every((chunk) => chunk.offset_index_offset);
    if (size > GROUP_BYTES && !isPaged) throw new ArchiveRefused('archive-too-large', `A row group of "${this.name}" holds ${size} bytes of images, which must fit into memory. Write the file with smaller row groups (a few hundred images each).`);
  }

  private damaged(cause: Error): never {
    throw new ArchiveRefused('archive-damaged', `"${this.name}" is damaged or no Parquet file (${cause.message}).`, { cause });
  }
}

const valueOf = (value: unknown): unknown => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);

function textOf(value: unknown): string | undefined {
  const plain = valueOf(value);
  return typeof plain === 'string' && plain !== '' ? plain : typeof plain === 'number' || typeof plain === 'bigint' ? String(plain) : undefined;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return isImagePath(value) ? undefined : value;
  return typeof value === 'object' && value !== null && 'bytes' in value ? bytesOf(value.bytes) : undefined;
}

/** A column of paths and a column of bytes look alike in Parquet: a short value that ends like an image's name is a path. */
const isImagePath = (bytes: Uint8Array): boolean => bytes.length < 1024 && /\.(jpe?g|png|webp)$/i.test(Buffer.from(bytes).toString('latin1'));

function pathOf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return isImagePath(value) ? new TextDecoder().decode(value) : undefined;
  return typeof value === 'object' && value !== null && 'path' in value ? textOf(value.path) : textOf(value);
}

/** hyparquet takes whole buffers. */
const exactBuffer = (bytes: Uint8Array): ArrayBuffer => (bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
