import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ArchiveItem, ImageArchive } from '@conceptwatch/ports';
import { paxName, type RawEntry, rawTar } from '@conceptwatch/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ArchiveSeries } from './archive-series';
import { fileBytes } from './byte-source';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits';
import { TarArchive } from './tar-archive';

const folder = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

async function archive(bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<TarArchive> {
  const file = join(folder, `${files++}.tar`);
  writeFileSync(file, bytes);
  return new TarArchive(await fileBytes(file), { ...ARCHIVE_LIMITS, ...limits });
}

async function all(source: ImageArchive, after?: string): Promise<ArchiveItem[]> {
  const items: ArchiveItem[] = [];
  for await (const item of source.items({ after })) items.push(item);
  return items;
}

const told = (items: ArchiveItem[]) => items.map(({ name, content }) => [name, content instanceof Uint8Array ? Buffer.from(content).toString() : 'status' in content ? content.reason : '?']);
const read = async (entries: RawEntry[], limits: Partial<ArchiveLimits> = {}) => told(await all(await archive(rawTar(entries), limits)));

describe('TarArchive', () => {
  it('reads images in their order, leaves out folders, hidden files and labels', async () => {
    const entries = [{ name: 'a/', type: '5' }, { name: 'a/2.jpg', content: 'two' }, { name: 'a/1.png', content: 'one' }, { name: 'a/1.txt', content: 'label' }, { name: '.DS_Store', content: 'x' }, { name: 'notes.csv', content: 'x' }, { name: 'odd', content: 'three' }];
    expect(await read(entries)).toEqual([['a/2.jpg', 'two'], ['a/1.png', 'one'], ['odd', 'three']]);
  });

  it('refuses links, devices, absolute and outward names, and NUL, and reads their neighbours', async () => {
    const evil: RawEntry[] = [
      { name: 'first.jpg', content: 'good' },
      { name: 'link.jpg', type: '2', link: '/etc/passwd' },
      { name: 'hard.jpg', type: '1', link: 'first.jpg' },
      { name: 'tty.jpg', type: '3' },
      { name: 'disk.jpg', type: '4' },
      { name: 'fifo.jpg', type: '6' },
      { name: 'unknown.jpg', type: 'Q', content: 'x' },
      { name: '/etc/passwd.jpg', content: 'evil' },
      { name: '../../out.jpg', content: 'evil' },
      { name: 'a/../../out.jpg', content: 'evil' },
      { name: '..\\out.jpg', content: 'evil' },
      { name: 'C:\\out.jpg', content: 'evil' },
      paxName('nul\0.jpg'),
      { name: 'plain.jpg', content: 'evil' },
      paxName('/absolute/by/pax.jpg'),
      { name: 'plain2.jpg', content: 'evil' },
      { name: 'last.jpg', content: 'good' },
    ];
    const items = await read(evil);
    expect(items.filter(([, content]) => content === 'good').map(([name]) => name)).toEqual(['first.jpg', 'last.jpg']);
    expect(items.filter(([, content]) => content === 'unsafe-entry')).toHaveLength(13);
    expect(items).toHaveLength(15);
  });

  it('gives names that cannot move a cursor', async () => {
    const [[name]] = await read([paxName('a\u001b[2Jb\n.jpg'), { name: 'x', content: 'y' }]);
    expect(name).toBe('a\ufffd[2Jb\ufffd.jpg');
  });

  it('refuses entries and archives beyond the limits', async () => {
    const entries = Array.from({ length: 6 }, (_, i) => ({ name: `${i}.jpg`, content: 'x'.repeat(100 * (i + 1)) }));
    expect((await read(entries, { entryBytes: 450 })).slice(4)).toEqual([['4.jpg', 'too-many-bytes'], ['5.jpg', 'too-many-bytes']]);
    await expect(read(entries, { entries: 5 })).rejects.toMatchObject({ reason: 'archive-too-large', code: 'refused_input' });
  });

  it('refuses a gzip bomb before it is unpacked', async () => {
    const bomb = gzipSync(rawTar([{ name: 'a.jpg', content: Buffer.alloc(60 << 20) }, { name: 'b.jpg', content: Buffer.alloc(60 << 20) }]));
    expect(bomb.length).toBeLessThan(200_000);
    await expect(all(await archive(bomb))).rejects.toMatchObject({ reason: 'archive-too-large' });
    await expect(all(await archive(bomb, { ratio: 1e9, totalBytes: 1 << 20 }))).rejects.toMatchObject({ reason: 'archive-too-large' });
  });

  it('says that a file is damaged or no tar file', async () => {
    const good = rawTar([{ name: 'a.jpg', content: 'a'.repeat(2000) }, { name: 'b.jpg', content: 'b' }]);
    for (const bad of [Buffer.from('not a tar file at all'.repeat(100)), good.subarray(0, 1500), Buffer.concat([good.subarray(0, 2560), Buffer.alloc(512, 7)]), gzipSync(good).subarray(0, 60)]) await expect(all(await archive(bad))).rejects.toMatchObject({ reason: 'archive-damaged' });
    await expect(fileBytes(join(folder, 'absent.tar'))).rejects.toMatchObject({ reason: 'archive-unreadable' });
  });

  it('reads WebDataset samples: time and camera from the JSON that shares the key, wherever it lies', async () => {
    const source = await archive(
      rawTar([
        { name: 's/0001.jpg', content: 'a', mtime: 1_700_000_000 },
        { name: 's/0001.json', content: JSON.stringify({ captured_at: '2026-01-02T03:04:05Z', camera: 'north' }) },
        { name: 's/0001.cls', content: '3' },
        { name: 's/0002.json', content: JSON.stringify({ timestamp: 1_800_000_000 }) },
        { name: 's/0002.seg.png', content: 'mask' },
        { name: 's/0002.jpg', content: 'b' },
        { name: 's/0003.jpg', content: 'c', mtime: 1_700_000_001 },
        { name: 's/0003.json', content: '{damaged' },
      ]),
    );
    const items = await all(source);
    expect(items.map(({ name, capturedAt, source: camera }) => [name, capturedAt, camera])).toEqual([
      ['s/0001.jpg', Date.UTC(2026, 0, 2, 3, 4, 5), 'north'],
      ['s/0002.seg.png', 1_800_000_000_000, undefined],
      ['s/0002.jpg', 1_800_000_000_000, undefined],
      ['s/0003.jpg', 1_700_000_001_000, undefined],
    ]);
  });

  it('goes on behind any item, plain and gzipped', async () => {
    const names = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('.jpg', '.png', '.json', '.txt', '/'), fc.nat(3000)), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(names, fc.boolean(), async (parts, isPacked) => {
        const bytes = rawTar(parts.map(([name, ending, size]) => ({ name: name + ending, type: ending === '/' ? '5' : '0', content: ending === '/' ? '' : ending === '.json' ? `{"time":${1.6e12 + size}}` : 'x'.repeat(size) })));
        const source = await archive(isPacked ? gzipSync(bytes) : bytes);
        const whole = await all(source);
        for (const [i, { cursor }] of whole.entries()) expect(await all(source, cursor)).toEqual(whole.slice(i + 1));
      }),
      { numRuns: 40 },
    );
  });

  it('never reads a damaged archive as if it were whole, and never hangs', async () => {
    const good = rawTar(Array.from({ length: 5 }, (_, i) => ({ name: `${i}.jpg`, content: `image ${i}`.repeat(50) })));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Uint8Array.from(good);
        bytes[at] ^= flip;
        await all(await archive(bytes)).catch((error: { code: string }) => expect(error.code).toBe('refused_input'));
      }),
      { numRuns: 60 },
    );
  });

  it('reads shards one after the other and goes on in the middle of the second', async () => {
    const shards = [await archive(rawTar([{ name: '1.jpg', content: 'a' }, { name: '2.jpg', content: 'b' }])), await archive(rawTar([{ name: '1.jpg', content: 'c' }, { name: '2.jpg', content: 'd' }]))];
    const series = new ArchiveSeries('shards', shards);
    const whole = await all(series);
    expect(told(whole).map(([, content]) => content)).toEqual(['a', 'b', 'c', 'd']);
    expect(told(await all(series, whole[2].cursor)).map(([, content]) => content)).toEqual(['d']);
  });
});
