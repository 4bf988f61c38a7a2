import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { deadLetterCodec, imageCodec, TOPICS } from '@conceptwatch/contracts';
import { systemClock } from '@conceptwatch/testing';
import { ReferenceImageStore } from './reference-image-store';

const bytes = new Uint8Array([1, 2, 3]);
const log = EmbeddedLog.open({ directory: ':memory:', clock: systemClock });
let directory: string;
let store: ReferenceImageStore;
const url = (name: string) => pathToFileURL(join(directory, name)).href;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'store-'));
  mkdirSync(join(directory, 'root'));
  mkdirSync(join(directory, 'root-2'));
  for (const name of ['root/a b.jpg', 'root-2/b.jpg', 'secret']) writeFileSync(join(directory, name), bytes);
  symlinkSync(join(directory, 'secret'), join(directory, 'root/link'));
  await log.createTopics([TOPICS.images, TOPICS.deadLetters, TOPICS.scores].map((topic) => ({ topic, partitions: 1 })));
  const image = imageCodec.encode({ content: { case: 'bytes', value: bytes } });
  const byReference = imageCodec.encode({ content: { case: 'reference', value: url('root/a b.jpg') } });
  const value = (record: Uint8Array, topic: string) => ({ topic, partition: 0, value: record });
  await log.publish([
    value(image, TOPICS.images),
    value(byReference, TOPICS.images),
    value(deadLetterCodec.encode({ topic: TOPICS.images, original: { case: 'bytes', value: image } }), TOPICS.deadLetters),
    value(deadLetterCodec.encode({ original: { case: 'bytes', value: bytes } }), TOPICS.deadLetters),
    value(deadLetterCodec.encode({ topic: TOPICS.images, original: { case: 'bytes', value: bytes } }), TOPICS.deadLetters),
    value(image, TOPICS.scores),
  ]);
  store = new ReferenceImageStore({ log, roots: [join(directory, 'root')] });
});
afterAll(async () => {
  await log.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('ReferenceImageStore', () => {
  it.each([['log:images.v1/0/0'], ['log:images.v1/0/1'], ['log:dead-letters.v1/0/0'], ['log:dead-letters.v1/0/1']])('finds %s', async (reference) => {
    expect([...(await store.read(reference))!]).toEqual([1, 2, 3]);
  });

  it('finds files within its folders', async () => {
    expect([...(await store.read(url('root/a b.jpg')))!]).toEqual([1, 2, 3]);
  });

  it.each([
    ['log:images.v1/0/99'],
    ['log:images.v1/7/0'],
    ['log:scores.v1/0/0'],
    ['log:dead-letters.v1/0/2'],
    ['log:images.v1/0/-1'],
    ['http://127.0.0.1/'],
    ['file://'],
    ['nothing'],
    [''],
  ])('answers that %s is gone', async (reference) => {
    expect(await store.read(reference)).toBeUndefined();
  });

  it.each([['secret'], ['root/link'], ['root/../secret'], ['root-2/b.jpg'], ['root'], ['missing']])('reads nothing outside its folders: %s', async (name) => {
    expect(await store.read(url(name))).toBeUndefined();
    expect(await store.read(`file://${directory}/root/..%2f${name}`)).toBeUndefined();
  });
});
