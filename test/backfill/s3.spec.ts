import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseS3, ParquetArchive, S3Archive, s3Bytes, S3ImageStore, S3Objects, TarArchive } from '@conceptwatch/adapters/sources';
import type { ArchiveItem, ImageArchive } from '@conceptwatch/ports';
import { rawTar } from '@conceptwatch/testing';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describeWhere, requirement } from '../requirements';
import { S3_CREDENTIALS, type S3Server, startS3 } from './s3-server';

async function all(source: ImageArchive, after?: string): Promise<ArchiveItem[]> {
  const items: ArchiveItem[] = [];
  for await (const item of source.items({ after })) items.push({ ...item, content: typeof item.content === 'function' ? await item.content() : item.content });
  return items;
}
const text = (bytes: unknown) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : (bytes as { reason: string }).reason);

describeWhere(requirement('moto'), 'images on a real S3-compatible server', () => {
  let server: S3Server;
  let objects: S3Objects;
  const keys = Array.from({ length: 1_203 }, (_, i) => `photos/${String(i).padStart(5, '0')}.jpg`);

  beforeAll(async () => {
    Object.assign(process.env, S3_CREDENTIALS);
    server = await startS3();
    objects = new S3Objects({ endpoint: server.endpoint });
    for (let from = 0; from < keys.length; from += 100) await Promise.all(keys.slice(from, from + 100).map((key) => server.put('camera', key, new TextEncoder().encode(key))));
    await server.put('camera', 'photos/labels.csv', Buffer.from('x'));
    await server.put('camera', 'photos/sub/', Buffer.alloc(0));
    await server.put('camera', 'photos/\u96ea + 100%.jpg', Buffer.from('snow'));
    await server.put('camera', 'shards/a.tar', rawTar([{ name: '1.jpg', content: 'one' }, { name: '1.json', content: '{"camera":"north"}' }, { name: '2.jpg', content: 'two' }]));
    await server.put('camera', 'table.parquet', new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'image', data: [Buffer.from('p'), Buffer.from('q')], type: 'BYTE_ARRAY' }] })));
  }, 120_000);
  afterAll(async () => {
    await objects.close();
    await server.stop();
  });

  it('lists more than one page in the order of keys, and goes on behind any key', async () => {
    const source = new S3Archive(objects, { bucket: 'camera', key: 'photos/' });
    const items = await all(source);
    expect(items.map(({ name }) => name)).toEqual([...keys, 'photos/\u96ea + 100%.jpg']);
    expect(items.map(({ content }) => text(content))).toEqual([...keys, 'snow']);
    expect((await all(source, items[1_100].cursor)).map(({ name }) => name)).toEqual(items.slice(1_101).map(({ name }) => name));
  }, 60_000);

  it('reads tar files and Parquet files from objects', async () => {
    const tar = new TarArchive(await s3Bytes(objects, { bucket: 'camera', key: 'shards/a.tar' }));
    const items = await all(tar);
    expect(items.map(({ content, source }) => [text(content), source])).toEqual([['one', 'north'], ['two', undefined]]);
    expect((await all(tar, items[0].cursor)).map(({ content }) => text(content))).toEqual(['two']);
    expect((await all(new ParquetArchive(await s3Bytes(objects, { bucket: 'camera', key: 'table.parquet' })))).map(({ content }) => text(content))).toEqual(['p', 'q']);
  });

  it('refuses in words what is missing, and objects beyond the limit', async () => {
    await expect(all(new S3Archive(objects, { bucket: 'no-such-bucket', key: '' }))).rejects.toThrow(/s3:\/\/no-such-bucket\/ cannot be read \(404, NoSuchBucket\)/);
    await expect(all(new S3Archive(objects, { bucket: 'camera', key: 'nothing/' }))).rejects.toMatchObject({ reason: 'archive-empty' });
    await expect(s3Bytes(objects, { bucket: 'camera', key: 'absent.tar' })).rejects.toMatchObject({ code: 'refused_input' });
    expect(text((await all(new S3Archive(objects, { bucket: 'camera', key: 'shards/a' }, 100)))[0]?.content)).toBe('too-many-bytes');
  });

  it('reads references of named buckets and no others', async () => {
    const store = new S3ImageStore(objects, { buckets: ['camera'], mostBytes: 1_000 });
    expect(text(await store.read(`s3://camera/${keys[7]}`))).toBe(keys[7]);
    expect(await store.read('s3://camera/absent.jpg')).toBeUndefined();
    expect(await store.read('s3://camera/shards/a.tar')).toBeUndefined();
    expect(await store.read('s3://elsewhere/a.jpg')).toBeUndefined();
    expect(parseS3('s3://camera/a/b c.jpg')).toEqual({ bucket: 'camera', key: 'a/b c.jpg' });
    expect(['s3://', 's3://UPPER/x', 'https://camera/x', 's3://a/../b'].map(parseS3)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
