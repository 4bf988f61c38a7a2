const BLOCK = 512;

/** One entry as bytes that no well-behaved program would write. */
export interface RawEntry {
  name: string;
  /** Type flag: '0' file, '1' link, '2' symlink, '3' and '4' devices, '5' directory, '6' FIFO, 'x' pax header. */
  type?: string;
  content?: Uint8Array | string;
  link?: string;
  /** What the header claims, where it lies. */
  size?: number;
  /** Seconds since the epoch. */
  mtime?: number;
}

/** A tar file, byte by byte, for tests. */
export function rawTar(entries: RawEntry[]): Uint8Array {
  return Buffer.concat([...entries.flatMap((entry) => [header(entry), padded(bytesOf(entry))]), Buffer.alloc(2 * BLOCK)]);
}

/** A pax header that renames the entry after it: the only way to a NUL in a name. */
export const paxName = (name: string): RawEntry => {
  const record = ` path=${name}\n`;
  let length = record.length + 1;
  while (String(length).length + record.length !== length) length++;
  return { name: 'pax', type: 'x', content: `${length}${record}` };
};

const bytesOf = ({ content = '' }: RawEntry): Buffer => (typeof content === 'string' ? Buffer.from(content) : Buffer.from(content));

function header(entry: RawEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void => void block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  block.write(entry.name, 0, 100, 'latin1');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.size ?? bytesOf(entry).length, 124, 12);
  octal(entry.mtime ?? 0, 136, 12);
  block.write(entry.type ?? '0', 156, 'latin1');
  block.write(entry.link ?? '', 157, 100, 'latin1');
  block.write('ustar\0', 257, 'latin1');
  block.write('00', 263, 'latin1');
  block.fill(0x20, 148, 156);
  octal(block.reduce((sum, byte) => sum + byte, 0), 148, 7);
  return block;
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
