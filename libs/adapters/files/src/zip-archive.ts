import { crc32, inflateRawSync } from 'node:zlib';
import { FileRefused } from '@conceptwatch/ports';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const LARGEST_ARCHIVE = 1024 ** 3;
const MOST_ENTRIES = 1000;
const MOST_INFLATION = 1000;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  name: string;
  method: number;
  checksum: number;
  packed: number;
  size: number;
  at: number;
}

/** Whether bytes begin as a zip archive does. */
export const looksLikeZip = (bytes: Uint8Array): boolean => bytes.length >= 22 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/**
 * The entries of a small zip archive by name, unpacked in memory: names are never used as paths. Stored and deflated
 * entries are read; archives above 1 GiB or with zip64 sizes, duplicate names and wrong checksums are refused.
 *
 * @throws FileRefused
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directoryOf(file);
  if (entries.reduce((sum, { size }) => sum + size, 0) > LARGEST_ARCHIVE) throw new FileRefused('This archive unpacks to more than 1 GiB.');
  const contents = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (contents.has(entry.name)) throw new FileRefused(`This archive holds "${printable(entry.name)}" twice.`);
    contents.set(entry.name, unpack(file, entry));
  }
  return contents;
}

const damaged = (): FileRefused => new FileRefused('This archive is truncated or damaged; copy the file again.');
const printable = (name: string): string => name.slice(0, 80).replace(/[^ -~]/g, '?');

function directoryOf(file: Buffer): Entry[] {
  const end = file.lastIndexOf(Buffer.of(0x50, 0x4b, 5, 6));
  if (end < 0 || end + 22 > file.length || file.readUInt32LE(end) !== END_OF_DIRECTORY) throw damaged();
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) throw new FileRefused('This archive uses zip64, which no aligner needs. Save the aligner as safetensors.');
  if (count > MOST_ENTRIES) throw new FileRefused(`This archive holds ${count} entries; at most ${MOST_ENTRIES} are read.`);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw damaged();
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
    if (at + 46 + nameLength > end) throw damaged();
    entries.push({
      method: file.readUInt16LE(at + 10),
      checksum: file.readUInt32LE(at + 16),
      packed: file.readUInt32LE(at + 20),
      size: file.readUInt32LE(at + 24),
      at: file.readUInt32LE(at + 42),
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function unpack(file: Buffer, entry: Entry): Uint8Array {
  if (entry.at + 30 > file.length || file.readUInt32LE(entry.at) !== LOCAL_ENTRY) throw damaged();
  const start = entry.at + 30 + file.readUInt16LE(entry.at + 26) + file.readUInt16LE(entry.at + 28);
  if (start + entry.packed > file.length) throw damaged();
  const packed = file.subarray(start, start + entry.packed);
  const content = entry.method === STORED ? new Uint8Array(packed) : inflated(packed, entry);
  if (content.length !== entry.size || crc32(content) !== entry.checksum) throw damaged();
  return content;
}

function inflated(packed: Buffer, { method, size, name }: Entry): Uint8Array {
  if (method !== DEFLATED) throw new FileRefused(`"${printable(name)}" in this archive is packed by method ${method}; stored and deflated entries are read.`);
  if (size > packed.length * MOST_INFLATION + 1024) throw new FileRefused(`"${printable(name)}" in this archive unpacks to more than ${MOST_INFLATION} times its size.`);
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) }));
  } catch (cause) {
    throw new FileRefused('This archive is truncated or damaged; copy the file again.', { cause });
  }
}

/** Writes a zip archive of stored entries. The date is that of zip's epoch, so that the same content gives the same bytes. */
export function writeZip(entries: Map<string, Uint8Array>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const encoded = Buffer.from(name, 'utf8');
    const common = commonHeader(content, encoded.length);
    const local = Buffer.concat([uint32(LOCAL_ENTRY), common, encoded]);
    directory.push(Buffer.concat([uint32(DIRECTORY_ENTRY), Buffer.of(20, 0), common, Buffer.alloc(10), uint32(at), encoded]));
    parts.push(local, Buffer.from(content.buffer, content.byteOffset, content.byteLength));
    at += local.length + content.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, listing, end]));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** What local and directory entries share: version, flags, method, date, checksum, sizes, lengths of name and extra field. */
function commonHeader(content: Uint8Array, nameLength: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x21, 8);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(content.length, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(nameLength, 22);
  return header;
}
