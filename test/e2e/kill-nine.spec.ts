import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { PictureBook } from '@conceptwatch/composition';
import { imageCodec, type StreamSummary, TOPICS } from '@conceptwatch/contracts';
import { SystemClock } from '@conceptwatch/platform/observability';
import type { MetricSink, StoredRecord } from '@conceptwatch/ports';
import { BaselineLibrary, decodeShard, driftConfigSchema, TrackStage } from '@conceptwatch/roles/drift';
import { RunningService, temporaryFolder, until } from './running-service';

const KILLS = 10;
const BANK = 'name: small\nconcepts: [fog, beach, night, snow, dog, forest]\n';
const folder = temporaryFolder();
const data = join(folder.path, 'data');
const args = ['--baseline', join(folder.path, 'train'), '--source', 'http', '--stream', 'main', '--bank', join(folder.path, 'bank.yaml')];
const files: Uint8Array[] = [];
const noMetrics: MetricSink = { increment: () => undefined, set: () => undefined, observe: () => undefined, remove: () => undefined, onScrape: () => undefined };

beforeAll(async () => {
  const book = new PictureBook({ edge: 96, format: 'jpeg' });
  mkdirSync(join(folder.path, 'train'));
  writeFileSync(join(folder.path, 'bank.yaml'), BANK);
  for (let i = 0; i < 220; i++) {
    const { bytes } = await book.scene({ seed: 4_000_000, shift: i < 150 ? {} : { snow: 0.8 } }, i);
    if (i < 120) writeFileSync(join(folder.path, 'train', `${i}.jpg`), bytes);
    else files.push(bytes);
  }
});
afterAll(folder.remove);

/** Posts until the service is gone. @returns ids that were answered for with 202 */
async function postUntilKilled(service: RunningService, accepted: string[]): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      const response = await service.post('main', files[i % files.length]);
      if (response.status === 202) accepted.push(((await response.json()) as { id: string }).id);
    } catch {
      return;
    }
  }
}

/** Everything in one topic, oldest first. */
async function allOf(log: EmbeddedLog, topic: string): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (;;) {
    const more = await log.read(topic, 0, records.length ? records[records.length - 1].offset + 1 : 0, 1000);
    if (more.length === 0) return records;
    records.push(...more);
  }
}

describe('standalone under kill -9', () => {
  it(`loses no accepted image and counts none twice in ${KILLS} kills; its drift state is that of an undisturbed run`, async () => {
    const accepted: string[] = [];
    let token: string | undefined;
    for (let kill = 0; kill < KILLS; kill++) {
      const service = await RunningService.watch(args, data, token);
      token = service.token;
      const posting = postUntilKilled(service, accepted);
      const before = accepted.length;
      await until(() => Promise.resolve(accepted.length - before), (count) => count >= 12 + 7 * kill);
      await service.program.kill('SIGKILL');
      await posting;
    }
    const service = await RunningService.watch(args, data, token);
    await until(() => service.get<StreamSummary[]>('/streams'), ([stream]) => stream.lag === 0 && stream.images >= accepted.length, 90_000);
    // Images whose answer was cut off by a kill may still be on their way.
    const waiting = async () => [...(await (await fetch(service.metricsUrl)).text()).matchAll(/^conceptwatch_lag_images\S* (\d+)$/gm)].map(([, count]) => Number(count));
    await until(waiting, (counts) => counts.length === 3 && counts.every((count) => count === 0), 90_000);
    await until(waiting, (counts) => counts.every((count) => count === 0));
    await service.program.kill('SIGTERM');
    expect((await service.program.exited).code, service.program.stderr).toBe(0);

    const clock = new SystemClock();
    const log = EmbeddedLog.open({ directory: data, clock });
    const state = await SqlStateStore.openSqlite({ path: join(data, 'state.db'), clock });
    const images = (await allOf(log, TOPICS.images)).map(({ value }) => imageCodec.decode(value).imageId);
    expect(accepted.filter((id) => !images.includes(id))).toEqual([]);
    expect(new Set(images).size).toBe(images.length);

    const checkpoint = await state.loadCheckpoint('drift/0');
    const disturbed = decodeShard(checkpoint!.state);
    expect(disturbed.streams[0].images).toBe(images.length);

    const quiet = { ...state, get: state.get.bind(state), getBlob: state.getBlob.bind(state), list: state.list.bind(state), loadCheckpoint: () => Promise.resolve(undefined), saveCheckpoint: () => Promise.resolve() };
    const undisturbed = new TrackStage(quiet as unknown as SqlStateStore, new BaselineLibrary(state), driftConfigSchema.parse({}), noMetrics, clock);
    await undisturbed.open(0);
    await undisturbed.track(0, await allOf(log, TOPICS.scores));
    const expected = undisturbed.shards.get(0)!.streams.get('main')!.toState('main');
    expect(Buffer.compare(disturbed.streams[0].monitor, expected.monitor)).toBe(0);
    await log.close();
    await state.close();
  }, 240_000);
});
