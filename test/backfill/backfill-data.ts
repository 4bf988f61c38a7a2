import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PictureBook } from '@conceptwatch/composition';
import { rawTar } from '@conceptwatch/testing';
import { parquetWriteFile } from 'hyparquet-writer';
import { runCli } from '../e2e/run-cli';

export const BEFORE = 160;
export const AFTER = 140;
const TRAINING = 150;
export const BEGAN = Date.UTC(2026, 0, 31, 6);
const BANK = 'name: small\nconcepts: [fog, beach, night, snow, dog, forest]\n';

/** A past in which it begins to snow, as images in memory and in every form that a backfill reads. */
export interface MadePast {
  root: string;
  images: Uint8Array[];
  baseline: string;
  bank: string;
}

/** Time of the i-th image. */
export const timeOf = (i: number): number => BEGAN + 60_000 * i;
export const nameOf = (i: number): string => `${String(i).padStart(4, '0')}.jpg`;

export async function makePast(root: string): Promise<MadePast> {
  const book = new PictureBook({ edge: 80, format: 'jpeg' });
  const images: Uint8Array[] = [];
  mkdirSync(join(root, 'train'));
  mkdirSync(join(root, 'past'));
  for (let i = 0; i < TRAINING; i++) writeFileSync(join(root, 'train', nameOf(i)), (await book.scene({ seed: 61 }, i)).bytes);
  for (let i = 0; i < BEFORE + AFTER; i++) images.push((await book.scene({ seed: 62, shift: i < BEFORE ? {} : { snow: 0.9 } }, i)).bytes);
  images.forEach((bytes, i) => {
    writeFileSync(join(root, 'past', nameOf(i)), bytes);
    utimesSync(join(root, 'past', nameOf(i)), timeOf(i) / 1000, timeOf(i) / 1000);
  });
  writeFileSync(join(root, 'past', '0100-damaged.jpg'), images[100].subarray(0, 400));
  utimesSync(join(root, 'past', '0100-damaged.jpg'), timeOf(100) / 1000, timeOf(100) / 1000);
  writeFileSync(join(root, 'bank.yaml'), BANK);
  const { code, stderr } = await runCli(['baseline', 'create', join(root, 'train'), '--out', join(root, 'train.baseline')]);
  if (code !== 0) throw new Error(stderr);
  return { root, images, baseline: join(root, 'train.baseline'), bank: join(root, 'bank.yaml') };
}

/** A WebDataset in two shards, the second one gzipped; times are in the JSON beside each image. */
export function writeShards({ root, images }: MadePast): string {
  mkdirSync(join(root, 'shards'));
  const shard = (from: number, to: number) => rawTar(images.slice(from, to).flatMap((content, i) => [{ name: nameOf(from + i), content }, { name: nameOf(from + i).replace('.jpg', '.json'), content: JSON.stringify({ captured_at: new Date(timeOf(from + i)).toISOString(), camera: `camera ${(from + i) % 2}` }) }]));
  writeFileSync(join(root, 'shards', 'a.tar'), shard(0, 130));
  writeFileSync(join(root, 'shards', 'b.tar.gz'), gzipSync(shard(130, images.length)));
  return join(root, 'shards', '*.{tar,gz}');
}

export function writeParquet({ root, images }: MadePast): string {
  const filename = join(root, 'past.parquet');
  parquetWriteFile({ filename, rowGroupSize: 70, columnData: [{ name: 'id', data: images.map((_, i) => `photo-${i}`), type: 'STRING' }, { name: 'photo', data: images, type: 'BYTE_ARRAY' }, { name: 'timestamp', data: images.map((_, i) => new Date(timeOf(i))), type: 'TIMESTAMP' }] });
  return filename;
}

/** Every file below a folder by name. */
export const filesBelow = (directory: string): Record<string, string> =>
  Object.fromEntries(readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => [join(entry.parentPath.slice(directory.length), entry.name), readFileSync(join(entry.parentPath, entry.name)).toString('base64')]).sort());
