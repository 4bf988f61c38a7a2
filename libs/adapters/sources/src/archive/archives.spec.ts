import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { ArchiveItem, ImageArchive, IncomingImage } from '@conceptwatch/ports';
import { ManualClock } from '@conceptwatch/testing';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { ArchiveSource } from './archive-source';
import { fileBytes } from './byte-source';
import { FolderArchive } from './folder-archive';
import { LogRangeArchive } from './log-range-archive';
import { ParquetArchive } from './parquet-archive';
import { ZipArchive } from './zip-archive';

const root = mkdtempSync(join(tmpdir(), 'archives-'));
afterAll(() => rmSync(root, { recursive: true }));

async function all(source: ImageArchive, after?: string): Promise<ArchiveItem[]> {
  const items: ArchiveItem[] = [];
  for await (const item of source.items({ after })) items.push({ ...item, content: typeof item.content === 'function' ? await item.content() : item.content });
  return items;
}
const told = (items: ArchiveItem[]) => items.map(({ name, content }) => [name, content instanceof Uint8Array ? Buffer.from(content).toString() : 'status' in content ? content.reason : '?']);
async function resumesAnywhere(source: ImageArchive): Promise<void> {
  const whole = await all(source);
  for (const [i, { cursor }] of whole.entries()) expect(await all(source, cursor)).toEqual(whole.slice(i + 1));
}

interface ZipEntry {
  name: string;
  content: string | Buffer;
  /** Unix mode with its file type. */
  mode?: number;
  flags?: number;
  claimedSize?: number;
}

/** A zip file, byte by byte. */
function rawZip(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content, mode = 0o100644, flags = 0, claimedSize } of entries) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE((46 << 9) | (11 << 5) | 23, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize ?? content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(mode * 65536, 6);
    rest.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.of(20, 3), common, rest, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

describe('ZipArchive', () => {
  const zip = (name: string, entries: ZipEntry[], limits = {}) => {
    writeFileSync(join(root, name), rawZip(entries));
    return new ZipArchive(join(root, name), { entryBytes: 1 << 20, entries: 100, totalBytes: 1 << 30, ratio: 200, ...limits });
  };

  it('reads images with their time, and refuses links, encrypted entries, outward names and lies about size', async () => {
    const source = zip('a.zip', [
      { name: 'a/1.jpg', content: 'one' },
      { name: 'a/', content: '', mode: 0o040755 },
      { name: 'link.jpg', content: '/etc/passwd', mode: 0o120777 },
      { name: '../out.jpg', content: 'evil' },
      { name: 'locked.jpg', content: 'x', flags: 1 },
      { name: 'liar.jpg', content: 'x'.repeat(1000), claimedSize: 10 },
      { name: 'large.jpg', content: Buffer.alloc(2 << 20) },
      { name: 'labels.csv', content: 'x' },
      { name: 'a/2.jpg', content: 'two' },
    ]);
    const items = await all(source);
    expect(told(items)).toEqual([['a/1.jpg', 'one'], ['link.jpg', 'unsafe-entry'], ['../out.jpg', 'unsafe-entry'], ['locked.jpg', 'unsafe-entry'], ['liar.jpg', 'unreadable'], ['large.jpg', 'too-many-bytes'], ['a/2.jpg', 'two']]);
    expect(new Date(items[0].capturedAt!).getFullYear()).toBe(2026);
    await resumesAnywhere(source);
  });

  it('refuses bombs, too many entries and what is no zip file', async () => {
    const bomb = zip('bomb.zip', [{ name: 'a.jpg', content: Buffer.alloc(60 << 20) }], { entryBytes: 1 << 30 });
    await expect(all(bomb)).rejects.toMatchObject({ reason: 'archive-too-large' });
    await expect(all(zip('many.zip', Array.from({ length: 5 }, (_, i) => ({ name: `${i}.jpg`, content: 'x' })), { entries: 4 }))).rejects.toMatchObject({ reason: 'archive-too-large' });
    writeFileSync(join(root, 'no.zip'), 'no zip file');
    await expect(all(new ZipArchive(join(root, 'no.zip')))).rejects.toMatchObject({ reason: 'archive-damaged' });
  });
});

describe('ParquetArchive', () => {
  const write = (name: string, columnData: Parameters<typeof parquetWriteFile>[0]['columnData'], rowGroupSize = 4) => {
    parquetWriteFile({ filename: join(root, name), columnData, rowGroupSize });
    return fileBytes(join(root, name));
  };
  const images = Array.from({ length: 11 }, (_, i) => new TextEncoder().encode(`image ${i} ${'x'.repeat(i * 300)}`));

  it('reads bytes, ids, times and cameras over several row groups', async () => {
    const bytes = await write('bytes.parquet', [
      { name: 'id', data: images.map((_, i) => `id-${i}`), type: 'STRING' },
      { name: 'image', data: images, type: 'BYTE_ARRAY' },
      { name: 'timestamp', data: images.map((_, i) => new Date(1.7e12 + i)), type: 'TIMESTAMP' },
      { name: 'camera', data: images.map((_, i) => `cam ${i % 2}`), type: 'STRING' },
    ]);
    const source = new ParquetArchive(bytes);
    expect(await source.count()).toBe(11);
    const items = await all(source);
    expect(items.map(({ imageId, capturedAt, source: camera }) => [imageId, capturedAt, camera])).toEqual(images.map((_, i) => [`id-${i}`, 1.7e12 + i, `cam ${i % 2}`]));
    expect(items.map(({ content }) => content)).toEqual(images);
    await resumesAnywhere(source);
  });

  it('reads paths through the folder that was given, and no others', async () => {
    const bytes = await write('paths.parquet', [{ name: 'path', data: ['a.jpg', 'b.jpg'], type: 'STRING' }]);
    const asked: string[] = [];
    const readPath = (path: string) => Promise.resolve((asked.push(path), new TextEncoder().encode(path)));
    expect(told(await all(new ParquetArchive(bytes, { readPath })))).toEqual([['a.jpg', 'a.jpg'], ['b.jpg', 'b.jpg']]);
    expect(asked).toEqual(['a.jpg', 'b.jpg']);
    expect(told(await all(new ParquetArchive(bytes)))).toEqual([['a.jpg', 'unreadable'], ['b.jpg', 'unreadable']]);
  });

  it('says which columns there are when none holds images, and what is no Parquet file', async () => {
    await expect(all(new ParquetArchive(await write('none.parquet', [{ name: 'score', data: [1, 2], type: 'DOUBLE' }])))).rejects.toThrow(/it has score.*--image-column/);
    await expect(all(new ParquetArchive(await write('named.parquet', [{ name: 'photo', data: images, type: 'BYTE_ARRAY' }]), { imageColumn: 'picture' }))).rejects.toThrow(/no column "picture"; it has photo/);
    writeFileSync(join(root, 'no.parquet'), 'no parquet file');
    await expect(all(new ParquetArchive(await fileBytes(join(root, 'no.parquet'))))).rejects.toMatchObject({ reason: 'archive-damaged' });
  });
});

describe('FolderArchive', () => {
  it('reads by name or by time, follows no link outward, and knows when the folder changed', async () => {
    const folder = join(root, 'folder');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    writeFileSync(join(root, 'secret.jpg'), 'secret');
    for (const [name, seconds] of [['b.jpg', 3], ['sub/a.jpg', 1], ['c.jpg', 2]] as const) {
      writeFileSync(join(folder, name), name);
      utimesSync(join(folder, name), seconds, seconds);
    }
    writeFileSync(join(folder, 'b.txt'), 'label');
    writeFileSync(join(folder, '.hidden.jpg'), 'hidden');
    symlinkSync(join(root, 'secret.jpg'), join(folder, 'link.jpg'));
    const names = async (order: 'name' | 'time') => (await all(new FolderArchive(folder, { order }))).map(({ name }) => name);
    expect(await names('name')).toEqual(['b.jpg', 'c.jpg', 'sub/a.jpg']);
    expect(await names('time')).toEqual(['sub/a.jpg', 'c.jpg', 'b.jpg']);
    await resumesAnywhere(new FolderArchive(folder));
    const before = await new FolderArchive(folder).fingerprint();
    expect(await new FolderArchive(folder).fingerprint()).toBe(before);
    writeFileSync(join(folder, 'c.jpg'), 'other');
    expect(await new FolderArchive(folder).fingerprint()).not.toBe(before);
    mkdirSync(join(root, 'empty'));
    await expect(new FolderArchive(join(root, 'empty')).count()).rejects.toMatchObject({ reason: 'archive-empty' });
    expect(() => new FolderArchive(join(root, 'absent'))).toThrow(/does not exist/);
  });
});

describe('LogRangeArchive', () => {
  it('merges partitions by time, keeps to one stream and to the end of the first look, and goes on anywhere', async () => {
    const clock = new ManualClock();
    const log = EmbeddedLog.open({ directory: ':memory:', clock });
    await log.createTopics([{ topic: TOPICS.images, partitions: 2 }]);
    const put = (partition: number, imageId: string, timestamp: number, stream = 'main', content: { case: 'bytes'; value: Uint8Array } | { case: 'reference'; value: string } = { case: 'bytes', value: new TextEncoder().encode(imageId) }) =>
      log.publish([{ topic: TOPICS.images, partition, timestamp, value: imageCodec.encode({ imageId, stream, source: 'cam', capturedAtMs: BigInt(timestamp), content }) }]);
    await put(0, 'a', 1);
    await put(0, 'd', 4);
    await put(1, 'b', 2);
    await put(1, 'other', 3, 'elsewhere');
    await put(1, 'c', 3, 'main', { case: 'reference', value: 'file:///c' });
    await log.publish([{ topic: TOPICS.images, partition: 0, timestamp: 5, value: Uint8Array.of(2, 1, 2) }]);
    const images = { read: (reference: string) => Promise.resolve(new TextEncoder().encode(reference)) };
    const source = new LogRangeArchive({ log, images, stream: 'main' });
    const items = await all(source);
    expect(items.map(({ imageId }) => imageId)).toEqual(['a', 'b', 'c', 'd', undefined]);
    expect(told(items)).toEqual([['0/0', 'a'], ['1/0', 'b'], ['1/2', 'file:///c'], ['0/1', 'd'], ['0/2', 'unsupported-version']]);
    await put(0, 'late', 6);
    expect((await all(source, items[1].cursor)).map(({ name }) => name)).toEqual(['1/2', '0/1', '0/2']);
    await resumesAnywhere(source);
    expect((await all(new LogRangeArchive({ log, images, fromTime: 2, toTime: 4, partitions: [1] }))).map(({ imageId }) => imageId)).toEqual(['b', 'other', 'c']);
    expect((await all(new LogRangeArchive({ log, images, fromOffset: 1, toOffset: 2 }))).map(({ imageId }) => imageId)).toEqual(['other', 'd']);
    await expect(all(new LogRangeArchive({ log, images, partitions: [7] }))).rejects.toThrow(/no partition 7/);
    await log.close();
  });
});

describe('ArchiveSource', () => {
  it('delivers an archive through the port of every source, in batches, and tells what is refused', async () => {
    const bytes = join(root, 'source.zip');
    writeFileSync(bytes, rawZip([{ name: '1.jpg', content: 'one' }, { name: '../2.jpg', content: 'evil' }, { name: '3.jpg', content: 'three' }, { name: '4.jpg', content: 'four' }]));
    const refused: string[] = [];
    const batches: IncomingImage[][] = [];
    const source = new ArchiveSource({ name: 'zip', archive: new ZipArchive(bytes), batchSize: 2, onRefused: (name) => refused.push(name) });
    await source.start((images) => Promise.resolve(void batches.push(images)));
    await source.finished();
    expect(batches.map((batch) => batch.map(({ metadata }) => metadata?.name))).toEqual([['1.jpg', '3.jpg'], ['4.jpg']]);
    expect(refused).toEqual(['../2.jpg']);
  });
});
