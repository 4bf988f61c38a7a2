import { afterAll, beforeAll, expect, it } from 'vitest';
import { PictureBook } from '@conceptwatch/composition';
import { OtlpCollector } from './otlp-collector';
import { RunningService, temporaryFolder, until } from './running-service';

const folder = temporaryFolder();
let collector: OtlpCollector;
let service: RunningService;

beforeAll(async () => {
  collector = await OtlpCollector.start();
  service = await RunningService.watch(['--baseline', 'models/baselines/demo.safetensors', '--source', 'http', ...collector.flags], `${folder.path}/data`);
}, 300_000);
afterAll(async () => {
  await service?.program.kill();
  collector?.stop();
  folder.remove();
});

it('follows an image through the roles of a real service to a collector', async () => {
  const { bytes } = await new PictureBook().scene({ seed: 4_300_000, shift: {} }, 0);
  expect((await service.post('main', bytes)).status).toBe(202);
  const chain = await until(() => Promise.resolve(collector.chain(['receive', 'ingest', 'concept-bank', 'drift'])), (found) => found !== undefined, 120_000);
  expect(new Set(chain?.map(({ traceId }) => traceId)).size).toBe(1);
  expect(chain?.[0].parentSpanId ?? '').toBe('');
}, 150_000);
