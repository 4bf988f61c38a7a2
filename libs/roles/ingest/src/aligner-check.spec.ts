import { TOPICS, toFloat16 } from '@conceptwatch/contracts';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import type { Encoder, ImageEmbedder, ImageStore, Logger, PixelSpec } from '@conceptwatch/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlignerCheck } from './aligner-check';
import { type DecodeOutcome, DecodeStage } from './decode.stage';
import type { EmbeddedImage } from './ingest.pipeline';
import { ingestConfigSchema } from './ingest.config';

const PIXELS: PixelSpec = { width: 1, height: 1, fit: 'fill', kernel: 'nearest', mean: [0, 0, 0], std: [1, 1, 1] };
const warnings: string[] = [];
const logger = { debug: () => undefined, info: () => undefined, warn: (message: string) => warnings.push(message), error: () => undefined } as unknown as Logger;
const pointOf = (pixels: Uint8Array): [number, number] => [Math.cos(pixels[0] / 50), Math.sin(pixels[0] / 50)];

describe('the check of the aligner against the target model', () => {
  let metrics: PrometheusMetricSink;
  let asked: number[];
  beforeEach(() => {
    metrics = new PrometheusMetricSink({ registry: new Registry() });
    asked = [];
    warnings.length = 0;
  });
  afterEach(() => vi.restoreAllMocks());

  /** Says of an image of one pixel where it points, twice as far as an aligner that fits. */
  const checkWith = ({ every = 200, embed = undefined as Encoder['embed'] | undefined } = {}): AlignerCheck => {
    const embedder = { descriptor: { aligner: 'default', pixels: PIXELS } } as ImageEmbedder;
    const decoding = new DecodeStage(new SharpImageDecoder(), embedder, {} as ImageStore);
    // The pixel is the content: the decoder has its own tests.
    vi.spyOn(decoding, 'decodeContent').mockImplementation(async ({ content }) => ({ status: 'decoded', pixels: content.value as Uint8Array }));
    const pointing = async (images: Uint8Array[]) => {
      asked.push(images.length);
      return Float32Array.from(images.flatMap((image) => pointOf(image).map((value) => 2 * value)));
    };
    const target = { descriptor: { dimension: 2, pixels: PIXELS }, embed: embed ?? pointing } as unknown as Encoder;
    return new AlignerCheck(target, decoding, ingestConfigSchema.parse({ alignerCheckEvery: every }), metrics, logger);
  };

  /** @param turn the angle by which the aligner is wrong */
  const embedded = (count: number, { from = 0, turn = 0, aligner = 'default' } = {}): EmbeddedImage[] =>
    Array.from({ length: count }, (_, i) => {
      const pixels = Uint8Array.of((from + i) % 256);
      const [x, y] = pointOf(pixels);
      const outcome = { stored: { topic: TOPICS.images, partition: 0, offset: from + i }, record: { content: { case: 'bytes', value: pixels } }, result: { status: 'decoded', pixels } } as unknown as DecodeOutcome;
      return { outcome, vector: toFloat16(Float32Array.of(x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn))), length: 2, space: { aligner, alignerDigest: aligner } as ImageEmbedder['descriptor'] };
    });

  const valueOf = async (name: string): Promise<number | undefined> => {
    const line = (await metrics.render()).split('\n').find((text) => text.startsWith(name));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  it('forgets what it knew of an aligner that was replaced', async () => {
    const check = checkWith({ every: 1 });
    for (let from = 0; from < 64; from += 32) {
      check.offer(embedded(32, { from, turn: 0.2 }));
      await check.onApplicationShutdown();
    }
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{aligner="default"}')).toBeLessThan(0.99);
    check.offer([...embedded(4, { from: 64, turn: 0.2 }), ...embedded(28, { from: 68, aligner: 'other' })]);
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{')).toBeUndefined();
    check.offer(embedded(32, { from: 96, aligner: 'other' }));
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{aligner="other"}')).toBeCloseTo(1, 2);
  });

  it('shows R² and cosine once there are enough pairs', async () => {
    const check = checkWith();
    check.offer(embedded(300, { turn: 0.2 }));
    await check.onApplicationShutdown();
    expect(asked).toEqual([30]);
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{')).toBeUndefined();
    check.offer(embedded(20, { from: 300, turn: 0.2 }));
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{aligner="default"}')).toBeCloseTo(Math.cos(0.2), 3);
    expect(await valueOf('conceptwatch_aligner_live_r2_ratio{aligner="default"}')).toBeGreaterThan(0.9);
  });

  it('falls when the aligner does not fit any more', async () => {
    const check = checkWith();
    check.offer(embedded(400, { turn: 2.5 }));
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{aligner="default"}')).toBeCloseTo(Math.cos(2.5), 3);
    expect(await valueOf('conceptwatch_aligner_live_r2_ratio{aligner="default"}')).toBeLessThan(0);
  });

  it('takes few images after that, the newest of which count', async () => {
    const check = checkWith({ every: 100 });
    check.offer(embedded(320));
    await check.onApplicationShutdown();
    check.offer(embedded(1000));
    await check.onApplicationShutdown();
    expect(asked).toEqual([32, 10]);
  });

  it('passes images over while a check runs, and counts them', async () => {
    let finish!: () => void;
    const check = checkWith({ embed: () => new Promise((resolve) => (finish = () => resolve(Float32Array.of(1, 0)))) });
    check.offer(embedded(1));
    await vi.waitFor(() => expect(finish).toBeDefined(), { timeout: 30_000 });
    check.offer(embedded(30, { from: 1 }));
    finish();
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_checked_images_total{outcome="skipped"}')).toBe(3);
    expect(await valueOf('conceptwatch_aligner_checked_images_total{outcome="checked"}')).toBe(1);
  });

  it('says once that the target model fails, and goes on', async () => {
    const check = checkWith({ embed: () => Promise.reject(new Error('out of memory')) });
    for (const from of [0, 10, 20]) {
      check.offer(embedded(10, { from }));
      await check.onApplicationShutdown();
    }
    expect(await valueOf('conceptwatch_aligner_checked_images_total{outcome="failed"}')).toBe(3);
    expect(warnings).toHaveLength(1);
  });

  it('does nothing when it is turned off', async () => {
    const check = checkWith({ every: 0 });
    check.offer(embedded(500));
    await check.onApplicationShutdown();
    expect(asked).toEqual([]);
  });
});
