import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PictureBook } from '@conceptwatch/composition';
import { RunningService, temporaryFolder, until } from './running-service';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

const folder = temporaryFolder();
const spans: Span[] = [];
let collector: Server;
let service: RunningService;

/** As much of an OpenTelemetry collector as takes OTLP over HTTP. */
beforeAll(async () => {
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const body = Buffer.concat(parts);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  service = await RunningService.watch(['--baseline', 'models/baselines/demo.safetensors', '--source', 'http', '--tracing.enabled', 'true', '--tracing.sample-ratio', '1', '--tracing.endpoint', endpoint], `${folder.path}/data`);
}, 120_000);
afterAll(async () => {
  await service.program.kill();
  collector.close();
  folder.remove();
});

it('follows an image through the roles of a real service to a collector', async () => {
  const { bytes } = await new PictureBook().scene({ seed: 4_300_000, shift: {} }, 0);
  expect((await service.post('main', bytes)).status).toBe(202);
  await until(() => Promise.resolve(spans), (arrived) => arrived.some(({ name }) => name === 'drift'), 30_000);
  const chain = ['receive', 'ingest', 'concept-bank', 'drift'].map((name) => spans.find((span) => span.name === name)!);
  expect(new Set(chain.map(({ traceId }) => traceId)).size).toBe(1);
  chain.slice(1).forEach((span, i) => expect(span.parentSpanId).toBe(chain[i].spanId));
}, 60_000);
