import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { IncomingImage, MessageLog, StateStore } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { CameraSource } from './camera-source';

let log: MessageLog;
let state: StateStore;
let frames: number[];
beforeEach(async () => {
  log = EmbeddedLog.open({ directory: ':memory:', clock: systemClock });
  await log.createTopics([{ topic: TOPICS.images, partitions: 1 }]);
  state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  frames = [];
});
afterEach(async () => {
  await log.close();
  await state.close();
});

const publish = async (images: IncomingImage[]) => {
  for (const { imageId, source, content } of images) {
    const bytes = (content as { bytes: Uint8Array }).bytes;
    await log.publish([{ topic: TOPICS.images, key: source, value: imageCodec.encode({ imageId, source, content: { case: 'bytes', value: bytes } }) }]);
    frames.push(bytes[0]);
  }
};
const camera = (length: number, name = 'lobby') =>
  new CameraSource({
    name,
    frame: async (index) => (index < length ? new Uint8Array([index]) : undefined),
    imagesPerSecond: 1_000,
    log,
    state,
    clock: systemClock,
  });

describe('CameraSource', () => {
  it('delivers its images in order until the film ends', async () => {
    const source = camera(5);
    await source.start(publish);
    await source.finished();
    expect(frames).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps to its rate', async () => {
    const source = new CameraSource({ name: 'slow', frame: async () => new Uint8Array([0]), imagesPerSecond: 50, log, state, clock: systemClock });
    const startedAt = systemClock.monotonic();
    await source.start(publish);
    await vi.waitFor(() => expect(frames.length).toBeGreaterThanOrEqual(6), { timeout: 5_000, interval: 1 });
    await source.stop();
    expect(systemClock.monotonic() - startedAt).toBeGreaterThanOrEqual(5 * 20 - 10);
  });

  it('goes on where it stopped', async () => {
    const first = camera(3);
    await first.start(publish);
    await first.finished();
    const second = camera(5);
    await second.start(publish);
    await second.finished();
    expect(frames).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([1, 2, 3])('goes on with the first image that is not in the log when it was killed after image %i', async (last) => {
    const first = camera(10);
    await first.start(async (images) => {
      await publish(images);
      if (frames.length === last) throw new Error('killed');
    });
    await expect(first.finished()).rejects.toThrow('killed');
    const second = camera(5);
    await second.start(publish);
    await second.finished();
    expect(frames).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not take another camera’s images for its own', async () => {
    for (const name of ['lobby-2', 'lobby']) {
      const source = camera(2, name);
      await source.start(publish);
      await source.finished();
    }
    expect(frames).toEqual([0, 1, 0, 1]);
  });
});
