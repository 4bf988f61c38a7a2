import { TOPICS } from '@conceptwatch/contracts';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import type { AlignerProbe, ImageEmbedder, ImageStore, Logger, PixelSpec } from '@conceptwatch/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlignerCheck } from './aligner-check';
import { type DecodeOutcome, DecodeStage } from './decode.stage';
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

  /** An aligner that turns everything by an angle away from the target. */
  const checkWith = (turn: number, { every = 200, embed = undefined as AlignerProbe['embed'] | undefined } = {}): AlignerCheck => {
    const decoding = new DecodeStage(new SharpImageDecoder(), { descriptor: { pixels: PIXELS } } as ImageEmbedder, {} as ImageStore);
    // What the target sees is the second byte of the record: the decoder has its own tests.
    vi.spyOn(decoding, 'decodeContent').mockImplementation(async ({ content }) => ({ status: 'decoded', pixels: content.value as Uint8Array }) as DecodeOutcome['result'] & { status: 'decoded' });
    const both = async (images: Uint8Array[], targetImages: Uint8Array[]) => {
      asked.push(images.length);
      const rotate = ([x, y]: [number, number]) => [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
      return { mapped: Float32Array.from(images.flatMap((image) => rotate(pointOf(image)))), target: Float32Array.from(targetImages.flatMap(pointOf)) };
    };
    const probe: AlignerProbe = { aligner: 'default', dimension: 2, targetPixels: PIXELS, embed: embed ?? both };
    return new AlignerCheck(probe, decoding, ingestConfigSchema.parse({ alignerCheckEvery: every }), metrics, logger);
  };

  const outcomes = (count: number, from = 0): DecodeOutcome[] =>
    Array.from({ length: count }, (_, i) => {
      const pixels = Uint8Array.of((from + i) % 256);
      return { stored: { topic: TOPICS.images, partition: 0, offset: from + i }, record: { content: { case: 'bytes', value: pixels } }, result: { status: 'decoded', pixels } } as unknown as DecodeOutcome;
    });

  const valueOf = async (name: string): Promise<number | undefined> => {
    const line = (await metrics.render()).split('\n').find((text) => text.startsWith(name));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  it('shows R² and cosine once there are enough pairs', async () => {
    const check = checkWith(0.2);
    check.offer(outcomes(300));
    await check.onApplicationShutdown();
    expect(asked).toEqual([30]);
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{')).toBeUndefined();
    check.offer(outcomes(20, 300));
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{aligner="default"}')).toBeCloseTo(Math.cos(0.2), 5);
    expect(await valueOf('conceptwatch_aligner_live_r2_ratio{aligner="default"}')).toBeGreaterThan(0.9);
  });

  it('falls when the aligner does not fit any more', async () => {
    const check = checkWith(2.5);
    check.offer(outcomes(400));
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_live_cosine_ratio{aligner="default"}')).toBeCloseTo(Math.cos(2.5), 5);
    expect(await valueOf('conceptwatch_aligner_live_r2_ratio{aligner="default"}')).toBeLessThan(0);
  });

  it('takes few images after that, the newest of which count', async () => {
    const check = checkWith(0, { every: 100 });
    check.offer(outcomes(320));
    await check.onApplicationShutdown();
    check.offer(outcomes(1000));
    await check.onApplicationShutdown();
    expect(asked).toEqual([32, 10]);
  });

  it('passes images over while a check runs, and counts them', async () => {
    let finish!: () => void;
    const check = checkWith(0, { embed: () => new Promise((resolve) => (finish = () => resolve({ mapped: Float32Array.of(1, 0), target: Float32Array.of(1, 0) }))) });
    check.offer(outcomes(1));
    await vi.waitFor(() => expect(finish).toBeDefined());
    check.offer(outcomes(30, 1));
    finish();
    await check.onApplicationShutdown();
    expect(await valueOf('conceptwatch_aligner_checked_images_total{outcome="skipped"}')).toBe(3);
    expect(await valueOf('conceptwatch_aligner_checked_images_total{outcome="checked"}')).toBe(1);
  });

  it('says once that the target model fails, and goes on', async () => {
    const check = checkWith(0, { embed: () => Promise.reject(new Error('out of memory')) });
    for (const from of [0, 10, 20]) {
      check.offer(outcomes(10, from));
      await check.onApplicationShutdown();
    }
    expect(await valueOf('conceptwatch_aligner_checked_images_total{outcome="failed"}')).toBe(3);
    expect(warnings).toHaveLength(1);
  });

  it('does nothing when it is turned off', async () => {
    const check = checkWith(0, { every: 0 });
    check.offer(outcomes(500));
    await check.onApplicationShutdown();
    expect(asked).toEqual([]);
  });
});
