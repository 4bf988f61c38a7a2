import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import { alignerFiles, alignerLibrary } from './align-tools';
import { bundledSource } from './model-choice';
import { reportInference } from './report-inference';
import { serviceConfig } from './standalone-config';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'inference-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function shown(models: Parameters<typeof serviceConfig>[0] = {}): Promise<string[]> {
  const sink = new PrometheusMetricSink({ registry: new Registry() });
  await reportInference(sink, serviceConfig({ storage: { directory: folder }, ...models }), 'in-use');
  return (await sink.render()).split('\n').filter((line) => line.startsWith('conceptwatch_aligner') || line.startsWith('conceptwatch_inference'));
}

it('shows the figures that the bundled aligner came with', async () => {
  const { heldOut } = JSON.parse(readFileSync(bundledSource().aligner.replace('.safetensors', '.json'), 'utf8')) as { heldOut: { r2: number; cosine: number } };
  expect(await shown()).toEqual(['conceptwatch_inference_info{provider="cpu",precision="fp32"} 1', `conceptwatch_aligner_r2_ratio{aligner="in-use"} ${heldOut.r2}`, `conceptwatch_aligner_cosine_ratio{aligner="in-use"} ${heldOut.cosine}`]);
});

it('shows nothing of an aligner without a report, and nothing of the bundled one in its place', async () => {
  const aligner = path.join(folder, 'own.safetensors');
  cpSync(bundledSource().aligner, aligner);
  expect((await shown({ models: { aligner } })).join()).not.toContain('aligner_');
  writeFileSync(path.join(folder, 'own.json'), JSON.stringify({ heldOut: { r2: 0.25 } }));
  expect(await shown({ models: { aligner } })).toContain('conceptwatch_aligner_r2_ratio{aligner="in-use"} 0.25');
});

it('shows the figures of an aligner that was promoted', async () => {
  const library = alignerLibrary(folder);
  await library.add('tuned', alignerFiles().read(readFileSync(bundledSource().aligner)), { heldOut: { r2: 0.5, cosine: 0.75 } });
  await library.promote('tuned');
  expect((await shown()).slice(1)).toEqual(['conceptwatch_aligner_r2_ratio{aligner="in-use"} 0.5', 'conceptwatch_aligner_cosine_ratio{aligner="in-use"} 0.75']);
});
