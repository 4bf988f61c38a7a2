import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PixelSpec } from '@conceptwatch/ports';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeImage, SharpImageDecoder } from './index';

const decoder = new SharpImageDecoder();
const spec: PixelSpec = { width: 32, height: 32, fit: 'cover', kernel: 'cubic', mean: [0, 0, 0], std: [1, 1, 1] };

/** Red above, blue below. */
function halves(size = 64): Uint8Array {
  const pixels = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) pixels[3 * i + (i < (size * size) / 2 ? 0 : 2)] = 255;
  return pixels;
}
const png = () => encodeImage({ pixels: halves(), width: 64, height: 64 }, 'png');
const image = async () => sharp(await png());
const at = (pixels: Uint8Array, x: number, y: number) => [...pixels.subarray(3 * (y * 32 + x), 3 * (y * 32 + x) + 3)];
const near = (actual: number[], expected: number[], tolerance = 30) => actual.every((v, i) => Math.abs(v - expected[i]) <= tolerance);

async function decoded(bytes: Uint8Array): Promise<Uint8Array> {
  const outcome = await decoder.decode(bytes, spec);
  if (outcome.status === 'refused') throw new Error(`${outcome.reason}: ${outcome.detail}`);
  expect(outcome.pixels).toHaveLength(32 * 32 * 3);
  return outcome.pixels;
}

describe('SharpImageDecoder', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('reads %s', async (format) => {
    const bytes = await encodeImage({ pixels: halves(), width: 64, height: 64 }, format);
    expect(decoder.inspect(bytes)).toEqual({ status: 'plausible', format, width: 64, height: 64 });
    const pixels = await decoded(bytes);
    expect(near(at(pixels, 16, 4), [255, 0, 0])).toBe(true);
    expect(near(at(pixels, 16, 28), [0, 0, 255])).toBe(true);
  });

  it('turns an EXIF-rotated picture upright', async () => {
    const turned = await sharp(await (await image()).rotate(270).png().toBuffer()).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const pixels = await decoded(turned);
    expect(near(at(pixels, 16, 4), [255, 0, 0])).toBe(true);
    expect(near(at(pixels, 16, 28), [0, 0, 255])).toBe(true);
  });

  it.each<[string, () => Promise<Uint8Array>]>([
    ['CMYK', async () => (await image()).toColourspace('cmyk').jpeg().toBuffer()],
    ['16-bit', async () => (await image()).toColourspace('rgb16').png().toBuffer()],
    ['progressive', async () => (await image()).jpeg({ progressive: true }).toBuffer()],
    ['palette', async () => (await image()).png({ palette: true }).toBuffer()],
  ])('reads %s pictures in their colours', async (_, make) => {
    const pixels = await decoded(await make());
    expect(near(at(pixels, 16, 4), [255, 0, 0], 60)).toBe(true);
    const [red, green, blue] = at(pixels, 16, 28);
    expect(blue - Math.max(red, green)).toBeGreaterThan(60);
  });

  it('gives grey pictures three equal channels and puts transparency onto white', async () => {
    const grey = await decoded(await (await image()).grayscale().png().toBuffer());
    expect(new Set(at(grey, 16, 4)).size).toBe(1);
    const clear = await decoded(await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toBuffer());
    expect(at(clear, 5, 5)).toEqual([255, 255, 255]);
  });

  it.each<[string, string, () => Promise<Uint8Array> | Uint8Array]>([
    ['empty', 'empty', () => new Uint8Array()],
    ['random', 'not-an-image', () => new Uint8Array(500).fill(7)],
    ['SVG', 'unsupported-format', () => Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['GIF', 'unsupported-format', async () => (await image()).gif().toBuffer()],
    ['TIFF', 'unsupported-format', async () => (await image()).tiff().toBuffer()],
    ['half a JPEG', 'truncated', async () => { const jpeg = await encodeImage({ pixels: halves(), width: 64, height: 64 }, 'jpeg'); return jpeg.subarray(0, jpeg.length - 40); }],
    ['half a PNG', 'truncated', async () => { const whole = await png(); return whole.subarray(0, whole.length >> 1); }],
    ['half a WebP', 'truncated', async () => { const whole = await encodeImage({ pixels: halves(), width: 64, height: 64 }, 'webp'); return whole.subarray(0, whole.length - 4); }],
    ['a tiny picture', 'too-small', () => encodeImage({ pixels: new Uint8Array(4 * 4 * 3), width: 4, height: 4 }, 'png')],
  ])('refuses %s as %s, with a sentence', async (_, reason, make) => {
    const outcome = await decoder.decode(await make(), spec);
    expect(outcome).toMatchObject({ status: 'refused', reason });
    expect((outcome as { detail: string }).detail).toMatch(/^[A-Z].*\.$/);
  });

  it('accepts a JPEG with bytes after its end', async () => {
    await decoded(Buffer.concat([await encodeImage({ pixels: halves(), width: 64, height: 64 }, 'jpeg'), Buffer.from('appended by the camera')]));
  });

  it('refuses a bomb of 100 megapixels within 50 ms and 20 MB', async () => {
    const bomb = await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#fff' }, limitInputPixels: false }).png().toBuffer();
    const before = process.memoryUsage().rss;
    const started = performance.now();
    expect(await decoder.decode(bomb, spec)).toMatchObject({ reason: 'too-many-pixels' });
    expect(performance.now() - started).toBeLessThan(50);
    expect(process.memoryUsage().rss - before).toBeLessThan(20e6);
  });

  it('reads files, and says so when there is none', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'decoder-'));
    await writeFile(path.join(folder, 'a.png'), await png());
    expect(await decoder.decode({ path: path.join(folder, 'a.png') }, spec)).toMatchObject({ status: 'decoded', originalWidth: 64 });
    expect(await decoder.decode({ path: path.join(folder, 'b.png') }, spec)).toMatchObject({ reason: 'unreadable' });
    expect(await decoder.decode({ path: folder }, spec)).toMatchObject({ reason: 'unreadable' });
    expect(await new SharpImageDecoder({ bytes: 10 }).decode({ path: path.join(folder, 'a.png') }, spec)).toMatchObject({ reason: 'too-many-bytes' });
    await rm(folder, { recursive: true });
  });

  it('never throws and never hangs, whatever the bytes', async () => {
    const jpeg = await encodeImage({ pixels: halves(), width: 64, height: 64 }, 'jpeg');
    const damaged = fc.record({ at: fc.integer({ min: 0, max: jpeg.length - 1 }), value: fc.integer({ min: 0, max: 255 }) }).map((flip) => {
      const bytes = Uint8Array.from(jpeg);
      bytes[flip.at] = flip.value;
      return bytes;
    });
    const cut = fc.integer({ min: 0, max: jpeg.length - 1 }).map((length) => jpeg.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, cut, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        expect(['decoded', 'refused']).toContain((await decoder.decode(bytes, spec)).status);
      }),
      { numRuns: 150 },
    );
    await fc.assert(fc.asyncProperty(cut, async (bytes) => (await decoder.decode(bytes, spec)).status === 'refused'), { numRuns: 80 });
  });

  it('makes thumbnails without metadata', async () => {
    const source = await (await image()).withMetadata({ exif: { IFD0: { Copyright: 'secret place' } } }).jpeg().toBuffer();
    const thumbnail = await decoder.thumbnail(source, 24);
    if (thumbnail.status === 'refused') throw new Error(thumbnail.detail);
    expect(await sharp(thumbnail.bytes).metadata()).toMatchObject({ format: 'webp', width: 24, height: 24 });
    expect(Buffer.from(thumbnail.bytes).includes('secret')).toBe(false);
  });
});
