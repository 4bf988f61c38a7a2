import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { IncomingImage, MessageLog, StateStore } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { FolderSource, type FolderSourceOptions } from './folder-source';

const LONG_AGO = new Date('2026-01-01');

let folder: string;
let log: MessageLog;
let state: StateStore;
let sources: FolderSource[];
let accepted: IncomingImage[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'folder-'));
  log = EmbeddedLog.open({ directory: ':memory:', clock: systemClock });
  await log.createTopics([{ topic: TOPICS.images, partitions: 2 }]);
  state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  sources = [];
  accepted = [];
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
  await log.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file that was written long ago. */
const put = (name: string, content = name) => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, LONG_AGO, LONG_AGO);
  return path;
};

/** What the ingest role's inbox does: durable in the log, then remembered here. */
const accept = async (images: IncomingImage[]) => {
  await log.publish(
    images.map(({ imageId, source }) => ({ topic: TOPICS.images, key: source, value: imageCodec.encode({ imageId, source, stream: 's' }) })),
  );
  accepted.push(...images);
};

const begin = async (more: Partial<FolderSourceOptions> = {}, take = accept) => {
  const source = new FolderSource({ name: 'folder', path: folder, log, state, clock: systemClock, settleMs: 30, ...more });
  sources.push(source);
  await source.start(take);
  return source;
};
const readAll = async (more: Partial<FolderSourceOptions> = {}) => (await begin({ follow: false, ...more })).finished();
const names = () => accepted.map(({ metadata }) => metadata!.name);
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

describe('FolderSource', () => {
  it('delivers what is there in name order, folder by folder', async () => {
    ['b.jpg', 'a/2.png', 'a/1.png', 'c', 'a.webp'].forEach((name) => put(name));
    await readAll({ batchSize: 2 });
    expect(names()).toEqual(['a/1.png', 'a/2.png', 'a.webp', 'b.jpg', 'c']);
  });

  it('takes odd names and gives each a file reference that leads back to it', async () => {
    const odd = ['-rf', 'ein Bild.jpg', '雪 50%.png', 'a#b?.jpg', '"quoted"', 'new\nline'].sort();
    odd.forEach((name) => put(name));
    await readAll();
    expect(names()).toEqual(odd);
    expect(accepted.map(({ content }) => decodeURIComponent(new URL((content as { reference: string }).reference).pathname))).toEqual(
      odd.map((name) => join(folder, name)),
    );
  });

  it('leaves out hidden files and folders, and links that lead outside', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'secret.jpg'), 'x');
    put('seen.jpg');
    put('.hidden.jpg');
    put('.cache/1.jpg');
    symlinkSync(join(outside, 'secret.jpg'), join(folder, 'link-outside.jpg'));
    symlinkSync(outside, join(folder, 'folder-outside'));
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(folder, 'seen.jpg'), join(folder, 'link-inside.jpg'));
    await readAll();
    expect(names()).toEqual(['link-inside.jpg', 'seen.jpg']);
    rmSync(outside, { recursive: true });
  });

  it('takes only what a glob matches', async () => {
    ['a.jpg', 'b.png', 'deep/c.jpg', 'deep/.d.jpg'].forEach((name) => put(name));
    await readAll({ path: join(folder, '**/*.jpg') });
    expect(names()).toEqual(['a.jpg', 'deep/c.jpg']);
    await readAll({ path: join(folder, '*.png'), name: 'flat' });
    expect(names().slice(2)).toEqual(['b.png']);
  });

  it('says what to check when there is no such folder', async () => {
    await expect(begin({ path: join(folder, 'missing') })).rejects.toThrow(/does not exist/);
    await expect(begin({ path: join(folder, 'missing/*.jpg') })).rejects.toThrow(/does not exist/);
  });

  it('delivers files that arrive, also in new folders and by renaming', async () => {
    put('first.jpg');
    await begin();
    await until(() => expect(names()).toEqual(['first.jpg']));
    writeFileSync(join(folder, 'second.jpg'), '2');
    mkdirSync(join(folder, 'new/deep'), { recursive: true });
    writeFileSync(join(folder, 'new/deep/third.jpg'), '3');
    await until(() => expect([...names()].sort()).toEqual(['first.jpg', 'new/deep/third.jpg', 'second.jpg']));
    writeFileSync(join(folder, 'new/.upload'), '4');
    renameSync(join(folder, 'new/.upload'), join(folder, 'new/fourth.jpg'));
    await until(() => expect(names()).toContain('new/fourth.jpg'));
    expect(names()).toHaveLength(4);
  });

  it('delivers a file again when its content changes', async () => {
    const path = put('a.jpg');
    await begin();
    await until(() => expect(accepted).toHaveLength(1));
    writeFileSync(path, 'another image');
    await until(() => expect(accepted).toHaveLength(2));
    expect(accepted[0].imageId).not.toBe(accepted[1].imageId);
  });

  it('finds by looking through what no notice came for', async () => {
    const deep = join(folder, 'replaced');
    mkdirSync(deep);
    await begin({ rescanMs: 20 });
    rmSync(deep, { recursive: true });
    mkdirSync(deep);
    put('replaced/a.jpg');
    await until(() => expect(names()).toEqual(['replaced/a.jpg']));
  });

  it('delivers nothing twice after a stop, and what came in between', async () => {
    put('b.jpg');
    const first = await begin();
    await until(() => expect(accepted).toHaveLength(1));
    await first.stop();
    put('a.jpg');
    put('c.jpg');
    await readAll();
    expect(names()).toEqual(['b.jpg', 'a.jpg', 'c.jpg']);
  });

  it('delivers nothing twice when it was killed between the log and its own note', async () => {
    put('a.jpg');
    put('b.jpg');
    const killed = new Error('killed');
    const source = await begin({ follow: false, batchSize: 1 }, async (images) => {
      await accept(images);
      throw killed;
    });
    await expect(source.finished()).rejects.toBe(killed);
    sources = [];
    await readAll();
    expect(names()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('waits when the log is full, and loses nothing', async () => {
    put('a.jpg');
    let refusals = 0;
    const source = await begin({ follow: false }, async (images) => {
      if (refusals++ < 2) throw Object.assign(new Error('full'), { retriable: true });
      await accept(images);
    });
    await source.finished();
    expect(names()).toEqual(['a.jpg']);
  });

  it('sends bytes when asked', async () => {
    put('a.jpg', 'content');
    await readAll({ content: 'bytes' });
    expect(new TextDecoder().decode((accepted[0].content as { bytes: Uint8Array }).bytes)).toBe('content');
  });
});
