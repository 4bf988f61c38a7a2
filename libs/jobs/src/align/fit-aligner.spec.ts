import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Encoder, ImageDecoder, PixelSpec } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import { fitAligner } from './fit-aligner';
import { FitCheckpoint } from './fit-checkpoint';

const pixels: PixelSpec = { width: 2, height: 1, fit: 'cover', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] };

const decoder = {
  decode: (content: Uint8Array) => Promise.resolve(content.length === 0 ? { status: 'refused', reason: 'empty', detail: 'The file is empty.' } : { status: 'decoded', pixels: content, originalWidth: 2, originalHeight: 1 }),
} as unknown as ImageDecoder;

/** Sees the first two bytes, and turns them by its own linear map. */
const encoder = (name: string, map: (a: number, b: number) => number[]): Encoder => ({
  descriptor: { name, digest: `${name}-digest`, dimension: 2, pixels, executionProvider: 'cpu' },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap(([a, b]) => map(a / 10, b / 10)))),
  close: () => Promise.resolve(),
});

async function* bytes(...images: number[][]): AsyncGenerator<Uint8Array> {
  for (const image of images) yield await Promise.resolve(Uint8Array.from(image));
}

const tools = { decoder, source: encoder('source', (a, b) => [a, b]), target: encoder('target', (a, b) => [2 * a + 1, a - b]) };
const training = () => bytes([1, 2], [5, 3], [2, 9], [], [7, 7], [4, 1]);

describe('fitAligner', () => {
  it('finds the map between two encoders and says how good it is', async () => {
    const { weights, report } = await fitAligner(tools, { training: training(), heldOut: bytes([3, 3], [8, 2]), ridge: 1e-9 });
    expect([...weights.weight].map((v) => Number(v.toFixed(3)))).toEqual([2, 0, 1, -1]);
    expect([...weights.bias].map((v) => Math.abs(Number(v.toFixed(3))))).toEqual([1, 0]);
    expect(report.images).toEqual({ training: 5, heldOut: 2, refused: 1 });
    expect(report.heldOut.r2).toBeCloseTo(1, 5);
    expect(weights.metadata).toEqual({ encoder: 'source', encoder_digest: 'source-digest', target: 'target', target_digest: 'target-digest' });
  });

  it('refuses to fit on nothing', async () => {
    await expect(fitAligner(tools, { training: bytes([]), heldOut: bytes([1, 1]) })).rejects.toMatchObject({ code: 'refused_input' });
    await expect(fitAligner(tools, { training: training(), heldOut: bytes([]) })).rejects.toThrow(/held-out/);
  });

  it('with mirror images is the fit on both, and counts each image once', async () => {
    const images = Array.from({ length: 40 }, (_, i) => [i % 7, (i * i) % 11, 0, (3 * i) % 13, i % 5, 0]);
    const heldOut = () => bytes([3, 3, 0, 1, 2, 0]);
    const { weights, report } = await fitAligner(tools, { training: bytes(...images), heldOut: heldOut(), mirror: true, ridge: 1e-9 });
    const both = await fitAligner(tools, { training: bytes(...images.flatMap(([a, b, , c, d]) => [[a, b, 0, c, d, 0], [c, d, 0, a, b, 0]])), heldOut: heldOut(), ridge: 1e-9 });
    weights.weight.forEach((value, i) => expect(value).toBeCloseTo(both.weights.weight[i], 5));
    expect(report.images).toEqual({ training: 40, heldOut: 1, refused: 0 });
    expect(report.method).toContain('every image also mirrored');
  });

  it('stops when asked', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(fitAligner(tools, { training: training(), heldOut: training(), signal })).rejects.toThrow('stopped');
  });

  it('goes on where an interrupted fit stopped, and only with the same work', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fit-'));
    try {
      const file = path.join(folder, 'aligner.unfinished');
      const images = Array.from({ length: 3000 }, (_, i) => (i % 100 === 7 ? [] : [i % 7, (i * i) % 11]));
      const heldOut = () => bytes([3, 3], [8, 2]);
      const whole = await fitAligner(tools, { training: bytes(...images), heldOut: heldOut() });
      const stop = new AbortController();
      const onProgress = (_: string, done: number) => done > 2500 && stop.abort(new Error('interrupted'));
      await expect(fitAligner(tools, { training: bytes(...images), heldOut: heldOut(), checkpoint: await FitCheckpoint.open(file, 'work'), signal: stop.signal, onProgress })).rejects.toThrow('interrupted');
      expect((await FitCheckpoint.open(file, 'other work')).restored).toBeUndefined();
      const checkpoint = await FitCheckpoint.open(file, 'work');
      const taken = checkpoint.restored?.taken as number;
      expect(taken).toBe(2048);
      const { weights, report } = await fitAligner(tools, { training: bytes(...images.slice(taken)), heldOut: heldOut(), checkpoint });
      expect(report.images).toEqual(whole.report.images);
      weights.weight.forEach((value, i) => expect(value).toBeCloseTo(whole.weights.weight[i], 4));
      await checkpoint.remove();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
