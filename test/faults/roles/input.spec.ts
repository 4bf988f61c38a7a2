import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { embeddingCodec, imageCodec, scoreCodec, TOPICS } from '@conceptwatch/contracts';
import type { PixelSpec } from '@conceptwatch/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { badImages, bomb, goodImage } from '../images/bad-images';
import { isLong, recordFault } from '../record-fault';
import { RunningRoles, STREAM } from './running-roles';

const PIXELS: PixelSpec = { width: 8, height: 8, fit: 'fill', kernel: 'nearest', mean: [0, 0, 0], std: [1, 1, 1] };
const grey = (level: number): Promise<Buffer> => sharp({ create: { width: 32, height: 32, channels: 3, background: { r: level, g: level, b: level } } }).png().toBuffer();

let directory: string;
let roles: RunningRoles;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'faults-input-'));
});
afterEach(async () => {
  await roles?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('bad input, through the roles ingest, concept-bank and drift', () => {
  it('row 9: poison becomes one dead letter each with its bytes, and its neighbours are counted', async () => {
    roles = await RunningRoles.start(directory);
    const poison = await badImages();
    const good = await Promise.all(Array.from({ length: poison.length + 1 }, (_, i) => goodImage(i)));
    await roles.post(good.flatMap((image, i) => (poison[i] ? [image, poison[i].bytes] : [image])));
    await roles.untilIdle();
    const letters = await roles.letters();
    expect(letters).toHaveLength(poison.length);
    poison.forEach(({ reasons, name, bytes }, i) => {
      expect(reasons, name).toContain(letters[i].reason);
      const original = imageCodec.decode(letters[i].original).content;
      expect(Buffer.compare(Buffer.from(original.value as Uint8Array), bytes)).toBe(0);
    });
    expect(roles.counted()).toBe(good.length);
    recordFault({ row: 9, case: 'poison', figures: { poison: poison.length, dead_letters: letters.length, neighbours_counted: roles.counted(), lost: 0 } });
  });

  it('row 15: an image whose embedding is not finite or has no length is refused, and the window is not touched', async () => {
    roles = await RunningRoles.start(directory);
    await roles.post([await grey(100), await grey(0), await grey(140), await grey(255), await grey(90)]);
    await roles.untilIdle();
    expect((await roles.letters()).map(({ reason, stage }) => `${stage} ${reason}`)).toEqual(['embed invalid-embedding', 'embed invalid-embedding']);
    expect(roles.counted()).toBe(3);
    for (const { value } of await roles.log.read(TOPICS.scores, 0, 0, 10)) {
      const bytes = scoreCodec.decode(value).scoresF32;
      for (let at = 0; at < bytes.length; at += 4) expect(new DataView(bytes.buffer, bytes.byteOffset).getFloat32(at, true)).toSatisfy(Number.isFinite);
    }
    expect(await roles.scrape()).toContain('conceptwatch_images_refused_total{reason="invalid-embedding"} 2');
    recordFault({ row: 15, case: 'not-finite', figures: { images: 5, refused: 2, counted: roles.counted() } });
  });

  it.each([
    [TOPICS.images, 'decode'],
    [TOPICS.embeddings, 'score'],
    [TOPICS.scores, 'track'],
  ])('row 21: a record of a newer major version in %s becomes a dead letter, and the partition goes on', async (topic, stage) => {
    roles = await RunningRoles.start(directory);
    const newer = Uint8Array.of(2, 8, 1);
    await roles.post([await grey(100)]);
    await roles.untilIdle();
    await roles.log.publish([{ topic, partition: 0, value: newer }, { topic, partition: 0, value: Uint8Array.of(1, 255, 255) }]);
    await roles.post([await grey(120)]);
    await roles.untilIdle();
    const letters = await roles.letters();
    expect(letters.map(({ reason }) => reason)).toEqual(['unsupported-version', 'unreadable']);
    expect(letters[0]).toMatchObject({ stage });
    expect(Buffer.compare(letters[0].original, newer)).toBe(0);
    expect(roles.counted()).toBe(2);
    recordFault({ row: 21, case: `newer-version-${stage}`, figures: { unreadable: 2, dead_letters: 2, neighbours_counted: 2 } });
  });

  it('row 21: fields of a newer minor version are ignored by the stages and kept by the codec', () => {
    const known = embeddingCodec.encode({ imageId: 'a', stream: STREAM, vectorF16: Uint8Array.of(1, 2) });
    // Field 999, a varint.
    const newer = Uint8Array.from([...known, 0xb8, 0x3e, 7]);
    const read = embeddingCodec.decode(newer);
    expect(read.imageId).toBe('a');
    expect(Buffer.compare(embeddingCodec.encode(read), newer)).toBe(0);
  });

  it('row 23: a new stream with every image does not make more series than allowed, and the scrape goes on', async () => {
    const streams = isLong ? 10_000 : 2_000;
    const seriesMax = 400;
    roles = await RunningRoles.start(directory, { seriesMax });
    const image = await grey(100);
    for (let from = 0; from < streams; from += 500) await Promise.all(Array.from({ length: 500 }, (_, i) => roles.post([image], `attack-${from + i}`)));
    await roles.post([image]);
    await roles.untilIdle();
    const text = await roles.scrape();
    const series = text.split('\n').filter((line) => /^conceptwatch_\w+\{/.test(line)).length;
    expect(series).toBeLessThan(seriesMax * 1.2);
    const dropped = [...text.matchAll(/^conceptwatch_series_dropped_total\{.*\} (\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(dropped).toBeGreaterThan(streams);
    expect(roles.counted()).toBe(1);
    recordFault({ row: 23, case: 'cardinality', figures: { new_streams: streams, series_cap: seriesMax, series_shown: series, updates_dropped: dropped } });
  }, 240_000);

  it('row 29: nothing but poison fills neither the log lines nor the disk beyond what is kept', async () => {
    const images = isLong ? 20_000 : 2_000;
    roles = await RunningRoles.start(directory);
    const before = roles.logLines.length;
    const poison = Buffer.alloc(2_000, 'x');
    for (let sent = 0; sent < images; sent += 500) await roles.post(Array.from({ length: 500 }, () => poison));
    await roles.untilIdle();
    const lines = roles.logLines.length - before;
    expect(lines).toBeLessThan(100);
    expect(roles.counted()).toBe(0);
    expect(await roles.scrape()).toContain(`conceptwatch_images_refused_total{reason="not-an-image"} ${images}`);
    recordFault({ row: 29, case: 'poison-flood', figures: { poison: images, log_lines: lines, counted: 0 } });
  }, 240_000);
});

describe('bad images, in the decoder', () => {
  const decoder = new SharpImageDecoder();

  it('row 10: 100 megapixels in 300 KB are refused at once and without memory', async () => {
    const bytes = await bomb();
    await decoder.decode(await goodImage(1), PIXELS);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    expect(await decoder.decode(bytes, PIXELS)).toMatchObject({ status: 'refused', reason: 'too-many-pixels' });
    const milliseconds = performance.now() - start;
    const grown = (process.memoryUsage().rss - before) / 1e6;
    expect(milliseconds).toBeLessThan(50);
    expect(grown).toBeLessThan(20);
    recordFault({ row: 10, case: 'bomb', figures: { bytes: bytes.length, refused_s: milliseconds / 1000, memory_growth_mb: grown } });
  });

  it('row 11: a JPEG that is cut anywhere is refused; one with a flipped bit is refused or decodes, and never throws', async () => {
    const jpeg = await goodImage(7);
    let flips = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: jpeg.length - 1 }), fc.integer({ min: 0, max: jpeg.length * 8 - 1 }), async (cut, bit) => {
        expect(await decoder.decode(jpeg.subarray(0, cut), PIXELS)).toMatchObject({ status: 'refused' });
        const flipped = Buffer.from(jpeg);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        const { status } = await decoder.decode(flipped, PIXELS);
        expect(['refused', 'decoded']).toContain(status);
        flips++;
        if (status === 'refused') refused++;
      }),
      { numRuns: isLong ? 1_000 : 150 },
    );
    recordFault({ row: 11, case: 'cut-or-flipped', figures: { cut: flips, cut_and_decoded: 0, flipped: flips, flipped_and_refused: refused } });
  });
});
