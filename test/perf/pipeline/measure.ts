/**
 * Images per second through standalone, from files on disk to a tracked score, divided by two bare loops in the same run:
 * "inference" calls ONNX Runtime's run() on ready tensors, one batch after the other, and nothing else; "decode and inference"
 * also makes the same sharp calls, beside inference. Bare loop and pipeline take turns: load of the machine falls on both.
 *   node scripts/run-ts.mjs test/perf/pipeline/measure.ts [--images 3000 --rounds 3]
 *   node scripts/run-ts.mjs test/perf/pipeline/measure.ts --encoder tmp/perf-models/vit-b-16-random --images 384 --batch 8 --fetch 16 --threads 2
 * --fetch is ingest.fetchSize: what is read and made durable together. A whole run in one fetch would not overlap anything.
 * With --encoder DIR another model (../precision/make_models.py makes a ViT-B/16), behind an aligner of random weights.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { parse, stringify } from 'yaml';
import { OnnxEncoder } from '@conceptwatch/adapters/inference-onnx';
import { bundledSource, createToolbox, PictureBook, productRoot, serviceConfig, startStandalone, userStream, type WatchedStream } from '@conceptwatch/composition';
import { PinoLogger } from '@conceptwatch/platform/observability';
import { randomAligner } from '../random-aligner';

const { values } = parseArgs({ options: { images: { type: 'string', default: '3000' }, encoder: { type: 'string' }, batch: { type: 'string', default: '32' }, fetch: { type: 'string', default: '256' }, threads: { type: 'string', default: '1' }, rounds: { type: 'string', default: '3' }, out: { type: 'string', default: 'test/perf/pipeline/results' } } });
const IMAGES = Number(values.images);
const BATCH = Number(values.batch);
const THREADS = Number(values.threads);
const FETCH = Number(values.fetch);
const ENCODER = values.encoder ?? bundledSource().encoder;
const BASELINE_IMAGES = 32;
const CONCEPTS = 100;

const work = join(productRoot(), 'tmp', 'perf-pipeline');
const folder = join(work, `images-${values.images}`);
const baselineFolder = join(work, `baseline-${values.images}`);
const bank = join(work, 'bank.yaml');

async function prepare(): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const book = new PictureBook();
  const name = (i: number) => join(folder, `${String(i).padStart(6, '0')}.jpg`);
  for (let i = 0; i < IMAGES; i++) if (!existsSync(name(i))) writeFileSync(name(i), (await book.scene({ seed: 5_000_000, shift: {} }, i)).bytes);
  const { name: _, concepts, ...rest } = parse(readFileSync(join(productRoot(), 'banks', 'default.yaml'), 'utf8')) as { name: string; concepts: unknown[] };
  writeFileSync(bank, stringify({ name: 'hundred', ...rest, concepts: concepts.slice(0, CONCEPTS) }));
  const files = readdirSync(folder).sort().map((file) => join(folder, file));
  mkdirSync(baselineFolder, { recursive: true });
  for (const file of files.slice(0, BASELINE_IMAGES)) cpSync(file, join(baselineFolder, basename(file)));
  return files;
}

/** ONNX Runtime alone: the same model and threads, on tensors that are ready before the clock starts. */
async function bareInference(files: string[]): Promise<Rate> {
  const decoder = await createToolbox().decoder();
  const probe = await OnnxEncoder.load(ENCODER, { threads: THREADS });
  const spec = probe.descriptor.pixels;
  await probe.close();
  const decoded = await decoder.decode(await readFile(files[0]), spec);
  if (decoded.status !== 'decoded') throw new Error(decoded.detail);
  const one = Float32Array.from({ length: decoded.pixels.length }, (_, i) => decoded.pixels[i] / 255 - 0.5);
  const batch = Float32Array.from({ length: one.length * BATCH }, (_, i) => one[i % one.length]);
  const session = await ort.InferenceSession.create(['vision_model', 'model'].map((name) => join(ENCODER, 'onnx', `${name}.onnx`)).find((file) => existsSync(file)) as string, { intraOpNumThreads: THREADS, graphOptimizationLevel: 'all' });
  const run = (images: number) => session.run({ [session.inputNames[0]]: new ort.Tensor('float32', batch.subarray(0, one.length * images), [images, 3, spec.height, spec.width]) });
  await run(BATCH);
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let at = 0; at < files.length; at += BATCH) await run(Math.min(BATCH, files.length - at));
  const result = rateOf(files.length, start, cpu);
  await session.release();
  return result;
}

/** The same decoder and encoder, nothing else: one batch is decoded while another is embedded. */
async function bareLoop(files: string[]): Promise<Rate> {
  const toolbox = createToolbox();
  const decoder = await toolbox.decoder();
  const encoder = await OnnxEncoder.load(ENCODER, { threads: THREADS, ownThread: true });
  const spec = encoder.descriptor.pixels;
  const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, i) => files.slice(i * BATCH, (i + 1) * BATCH));
  const decode = async (batch: string[] | undefined) => (await Promise.all((batch ?? []).map(async (file) => decoder.decode(await readFile(file), spec)))).flatMap((image) => (image.status === 'decoded' ? [image.pixels] : []));
  const start = performance.now();
  const cpu = process.cpuUsage();
  let next = decode(batches[0]);
  for (let i = 0; i < batches.length; i++) {
    const pixels = await next;
    next = decode(batches[i + 1]);
    await encoder.embed(pixels);
  }
  const result = rateOf(files.length, start, cpu);
  await Promise.all([encoder.close(), toolbox.close()]);
  return result;
}

/** @param expectedMs how long it takes about: asking how far it is costs as much as a small image, so it is done when the end is near */
async function standalone(files: string[], expectedMs: number): Promise<Rate> {
  const directory = mkdtempSync(join(tmpdir(), 'conceptwatch-perf-'));
  const logger = new PinoLogger({ level: 'warn' });
  const config = serviceConfig({ storage: { directory }, http: { port: 0 }, observability: { port: 0 }, models: { threads: THREADS, ...other }, ingest: { batchSize: BATCH, fetchSize: FETCH, batchesInFlight: 2 } });
  const baseline = values.encoder ? baselineFolder : join(productRoot(), 'models', 'baselines', 'demo.safetensors');
  const stream = await userStream(config, { stream: 'perf', baseline, source: folder, bankFile: bank });
  let start = 0;
  let cpu = process.cpuUsage();
  const source: WatchedStream['source'] = (tools) => {
    const inner = stream.source?.(tools);
    if (!inner) throw new Error('the stream has no source');
    return {
      name: inner.name,
      start: (accept) => {
        start = performance.now();
        cpu = process.cpuUsage();
        return inner.start(accept);
      },
      stop: () => inner.stop(),
    };
  };
  const service = await startStandalone({ config, logger, version: 'perf', stream: { ...stream, source } });
  let tracked = 0;
  while (tracked < files.length) {
    const remainingMs = start === 0 ? expectedMs : expectedMs - (performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, Math.max(50, remainingMs / 2)));
    [{ images: tracked }] = await service.reader.summaries();
  }
  const result = rateOf(files.length, start, cpu);
  await service.stop();
  rmSync(directory, { recursive: true, force: true });
  return result;
}

interface Rate {
  imagesPerSecond: number;
  /** Of all threads, per thousand images. */
  cpuSeconds: number;
}

function rateOf(images: number, start: number, before: NodeJS.CpuUsage): Rate {
  const { user, system } = process.cpuUsage(before);
  return { imagesPerSecond: (images * 1000) / (performance.now() - start), cpuSeconds: (user + system) / 1e3 / images };
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

interface Round {
  inference: Rate;
  loop: Rate;
  standalone: Rate;
  load: number;
}

/** Pipeline divided by a bare loop: of speed, and of CPU time per image, on which other processes weigh less. */
function ratios(rounds: Round[], bare: 'inference' | 'loop') {
  const speed = rounds.map((round) => round.standalone.imagesPerSecond / round[bare].imagesPerSecond);
  const cpu = rounds.map((round) => round[bare].cpuSeconds / round.standalone.cpuSeconds);
  return { speed: median(speed), cpu: median(cpu), ofRounds: { speed, cpu } };
}

const shown = ({ imagesPerSecond, cpuSeconds }: Rate): string => `${imagesPerSecond.toPrecision(4)} images/s (${cpuSeconds.toPrecision(4)} CPU s per 1,000)`;

const files = await prepare();
const other = values.encoder ? { encoder: values.encoder, aligner: await randomAligner(values.encoder, join(work, 'aligner.safetensors')) } : undefined;
const rounds: Round[] = [];
await bareLoop(files.slice(0, Math.min(500, files.length >> 2)));
for (let round = 0; round < Number(values.rounds); round++) {
  const inference = await bareInference(files);
  const expectedMs = (files.length * 1000) / inference.imagesPerSecond;
  const measured = { inference, standalone: await standalone(files, expectedMs), loop: await bareLoop(files), load: loadavg()[0] };
  rounds.push(measured);
  console.log(`round ${round + 1}: inference ${shown(measured.inference)}, decode and inference ${shown(measured.loop)}, standalone ${shown(measured.standalone)}; load ${measured.load.toFixed(1)}`);
}
const result = {
  encoder: basename(ENCODER),
  images: files.length,
  concepts: CONCEPTS,
  batch: BATCH,
  fetch: FETCH,
  threads: THREADS,
  cores: cpus().length,
  node: process.version,
  toInference: ratios(rounds, 'inference'),
  toDecodeAndInference: ratios(rounds, 'loop'),
  rounds,
};
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, `${result.encoder}-${THREADS}-threads.json`), `${JSON.stringify(result, null, 2)}\n`);
const all = readdirSync(values.out).filter((name) => name.endsWith('.json')).sort().map((name) => JSON.parse(readFileSync(join(values.out, name), 'utf8')) as typeof result);
const figure = (value: number): string => value.toFixed(2);
const range = (values: number[]): string => `${figure(median(values))} (${figure(Math.min(...values))} to ${figure(Math.max(...values))})`;
const table = all.map(({ encoder, images, batch, threads, rounds: all, toInference, toDecodeAndInference }) => {
  const speed = (which: 'inference' | 'loop' | 'standalone') => median(all.map((round) => round[which].imagesPerSecond)).toPrecision(3);
  return `| ${encoder} | ${images}, batch ${batch}, ${threads} | ${speed('inference')} / ${speed('loop')} / ${speed('standalone')} | ${range(toInference.ofRounds.speed)} | ${range(toInference.ofRounds.cpu)} | ${range(toDecodeAndInference.ofRounds.speed)} | ${range(toDecodeAndInference.ofRounds.cpu)} | ${median(all.map(({ load }) => load)).toFixed(1)} |`;
});
const HEAD = 'Standalone, from files on disk to a tracked score, divided by bare loops in the same run (test/perf/pipeline/measure.ts): by speed, and by CPU time per image, which other processes on the machine disturb less. Median of the rounds, least to most in brackets. Load: processes that wanted the CPU at the end of a round.';
writeFileSync(join(values.out, 'pipeline.md'), [HEAD, '', '| encoder | images, batch, threads | images/s: inference / decode and inference / standalone | to inference: speed | CPU | to decode and inference: speed | CPU | load |', '|---|---|---|---|---|---|---|---|', ...table, ''].join('\n'));
for (const [name, { speed, cpu }] of [['bare inference', result.toInference], ['bare decode and inference', result.toDecodeAndInference]] as const) console.log(`standalone / ${name}: median ${speed.toFixed(3)}, by CPU ${cpu.toFixed(3)}`);
console.log(`→ ${values.out}`);
process.exit(0);
