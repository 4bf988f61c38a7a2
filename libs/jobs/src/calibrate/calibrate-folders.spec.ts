import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calibrateFolders, type CalibrateTools } from './calibrate-folders';
import { calibrationDocument, describeCalibration } from './describe-calibration';

/** Files hold "angle DEGREES": the direction of their two-dimensional embedding. */
const decoder: ImageDecoder = {
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
  async decode(content) {
    const text = content instanceof Uint8Array ? Buffer.from(content).toString() : await readFile(content.path, 'utf8');
    const angle = /^angle (\d+)$/.exec(text)?.[1];
    if (angle === undefined) return { status: 'refused', reason: 'not-an-image', detail: 'The file is no JPEG, PNG or WebP image.' };
    return { status: 'decoded', pixels: Uint8Array.of(Number(angle)), originalWidth: 1, originalHeight: 1 };
  },
  thumbnail: (bytes) => Promise.resolve({ status: 'encoded', bytes, contentType: 'image/webp' }),
};
const embedder: ImageEmbedder = {
  descriptor: {
    encoder: 'fake', aligner: 'none', encoderDigest: 'e', alignerDigest: 'a', spaceDigest: 's', dimension: 2,
    pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] },
  },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap(([angle]) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]))),
};
const tools: CalibrateTools = {
  decoder,
  embedder,
  bank: {
    definition: { name: 'mine', concepts: [{ slug: 'east', text: 'east' }], digest: 'b', textEncoderDigest: 't', dimension: 2 },
    matrix: Float32Array.of(1, 0),
  },
};

let root: string;
const at = (name: string): string => path.join(root, name);
let state = 3;
const angle = (): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % 90;

async function write(name: string, angles: number[]): Promise<void> {
  await mkdir(at(name), { recursive: true });
  await Promise.all(angles.map((one, i) => writeFile(path.join(at(name), `${String(i).padStart(4, '0')}.png`), `angle ${one}`)));
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'calibrate-'));
  await write('train', Array.from({ length: 300 }, angle));
  await write('calm/gate', Array.from({ length: 600 }, angle));
  await write('moved', Array.from({ length: 300 }, () => angle() / 3).map(Math.floor));
  await write('slow', Array.from({ length: 600 }, (_, i) => 45 + Math.round(40 * Math.sin(i / 30))));
  for (const set of ['street', 'calm-street']) {
    await write(`${set}/day/gate`, Array.from({ length: 300 }, angle));
    await write(`${set}/night/gate`, Array.from({ length: 300 }, () => 80 + (angle() % 10)));
  }
  await write('few', Array.from({ length: 20 }, angle));
});
afterAll(() => rm(root, { recursive: true }));

const calibrate = (stream: string, more = {}) => calibrateFolders(tools, { baseline: at('train'), stream: at(stream), imagesBetweenFalseAlarms: 100, ...more });

describe('calibrateFolders', () => {
  it('says that the promise is kept, beside a dummy that does not look', async () => {
    const result = await calibrate('calm');
    expect(calibrationDocument(result)).toMatchObject({ verdict: 'kept', images: 600, images_between_false_alarms: { promised: 100, measured: { alarms: 0, mean: null } }, settings: { mode: 'proved', thinning: 1, thinning_from: 'baseline' } });
    expect(result.calibration.dummy.alarms).toBeGreaterThan(0);
    expect(describeCalibration(result)).toMatch(/^The promise is kept\. 600 images[\s\S]*promised  at least 100 images[\s\S]*measured  no alarm in 600 images[\s\S]*dummy     \d+ alarms/);
  });

  it('says that it is broken where the stream is not like the baseline, and by which image', async () => {
    const result = await calibrate('moved', { mode: 'calibrated' });
    expect(result.calibration.verdict).toBe('broken');
    expect(result.alarms[0]).toMatchObject({ concept: 'east', direction: 'rose', file: expect.stringMatching(/^\d{4}\.png$/) as string });
    expect(describeCalibration(result)).toContain('it has drifted, or the baseline lacks what is normal here');
  });

  it('finds images that depend on each other, and says how far apart they would have to be', async () => {
    const { calibration } = await calibrate('slow');
    expect(calibration.autocorrelation).toBeGreaterThan(0.9);
    expect(describeCalibration(await calibrate('slow', { thinning: 2 }))).toMatch(/one image in 2 of each source[\s\S]*Neighbouring images depend on each other \(rank autocorrelation [\d.]+\)/);
  });

  it('holds each segment against its own', async () => {
    const street = (more = {}) => calibrateFolders(tools, { baseline: at('street'), stream: at('calm-street'), imagesBetweenFalseAlarms: 100, ...more });
    expect((await street({ segments: true })).calibration).toMatchObject({ images: 600, verdict: 'kept', measured: { alarms: 0 } });
    expect((await street()).calibration.verdict).toBe('broken');
    await expect(calibrate('calm', { segments: true })).rejects.toThrow(/train" must lie in a folder/);
    await expect(calibrateFolders(tools, { baseline: at('street'), stream: at('calm'), imagesBetweenFalseAlarms: 100, segments: true })).rejects.toThrow(/has the segment "gate", and the baseline has day, night/);
  });

  it('refuses what is too small, and says how much is needed', async () => {
    await expect(calibrate('few')).rejects.toMatchObject({ code: 'refused_input', reason: 'too-few-images' });
    await expect(calibrate('calm', { thinning: 10 })).rejects.toThrow(/needs at least 500 of them/);
    expect((await calibrate('calm', { imagesBetweenFalseAlarms: 100_000 })).calibration.verdict).toBe('undecided');
  });
});
