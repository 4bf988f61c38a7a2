/**
 * Images per second through standalone, from files on disk to a tracked score, divided by a bare loop of the same sharp
 * and ONNX Runtime calls in the same run: node scripts/run-ts.mjs test/perf/pipeline/measure.ts [--images 3000 --rounds 3]
 * With --encoder DIR another model (../precision/make_models.py makes a ViT-B/16), behind an aligner of random weights.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { OnnxEncoder } from '@conceptwatch/adapters/inference-onnx';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { bundledSource, createToolbox, PictureBook, productRoot, serviceConfig, startStandalone, userStream, type WatchedStream } from '@conceptwatch/composition';
import { PinoLogger } from '@conceptwatch/platform/observability';

const { values } = parseArgs({ options: { images: { type: 'string', default: '3000' }, encoder: { type: 'string' }, batch: { type: 'string', default: '32' }, threads: { type: 'string', default: '1' }, rounds: { type: 'string', default: '3' }, out: { type: 'string', default: 'test-results/perf/pipeline.json' } } });
const IMAGES = Number(values.images);
const BATCH = Number(values.batch);
const THREADS = Number(values.threads);
const ENCODER = values.encoder ?? bundledSource().encoder;
const IN_FLIGHT = 3;
const CONCEPTS = 100;
const TARGET_DIMENSION = 128;

const work = join(productRoot(), 'tmp', 'perf-pipeline');
const folder = join(work, 'images');
const bank = join(work, 'bank.yaml');

async function prepare(): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const book = new PictureBook();
  const name = (i: number) => join(folder, `${String(i).padStart(6, '0')}.jpg`);
  for (let i = 0; i < IMAGES; i++) if (!existsSync(name(i))) writeFileSync(name(i), (await book.scene({ seed: 5_000_000, shift: {} }, i)).bytes);
  const { name: _, concepts, ...rest } = parse(readFileSync(join(productRoot(), 'banks', 'default.yaml'), 'utf8')) as { name: string; concepts: unknown[] };
  writeFileSync(bank, stringify({ name: 'hundred', ...rest, concepts: concepts.slice(0, CONCEPTS) }));
  return readdirSync(folder).sort().slice(0, IMAGES).map((file) => join(folder, file));
}

/** The same decoder and encoder, nothing else: batches decoded and embedded with the same overlap. */
async function bareLoop(files: string[]): Promise<Rate> {
  const toolbox = createToolbox();
  const decoder = await toolbox.decoder();
  const encoder = await OnnxEncoder.load(ENCODER, { threads: THREADS });
  const spec = encoder.descriptor.pixels;
  const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, i) => files.slice(i * BATCH, (i + 1) * BATCH));
  let next = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  const worker = async () => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) {
      const decoded = await Promise.all(batch.map(async (file) => decoder.decode(await readFile(file), spec)));
      await encoder.embed(decoded.flatMap((image) => (image.status === 'decoded' ? [image.pixels] : [])));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const result = rateOf(files.length, start, cpu);
  await Promise.all([encoder.close(), toolbox.close()]);
  return result;
}

/** An aligner of random weights from another encoder into the bundled CLIP space: the work is that of a real one. */
async function randomAligner(): Promise<{ encoder: string; aligner: string } | undefined> {
  if (!values.encoder) return undefined;
  const encoder = await OnnxEncoder.load(values.encoder, { threads: THREADS });
  const { dimension } = encoder.descriptor;
  await encoder.close();
  const weight = Float32Array.from({ length: dimension * TARGET_DIMENSION }, (_, i) => Math.sin(i * i) / Math.sqrt(dimension));
  const aligner = join(work, 'aligner.safetensors');
  writeFileSync(aligner, new AlignerFileFormats().write({ sourceDimension: dimension, targetDimension: TARGET_DIMENSION, weight, bias: new Float32Array(TARGET_DIMENSION), metadata: {} }, 'safetensors'));
  return { encoder: values.encoder, aligner };
}

async function standalone(files: string[]): Promise<Rate> {
  const directory = mkdtempSync(join(tmpdir(), 'conceptwatch-perf-'));
  const logger = new PinoLogger({ level: 'warn' });
  const config = serviceConfig({ storage: { directory }, http: { port: 0 }, observability: { port: 0 }, models: { threads: THREADS, ...other }, ingest: { batchSize: BATCH, batchesInFlight: 2 } });
  const baseline = values.encoder ? folder : join(productRoot(), 'models', 'baselines', 'demo.safetensors');
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
    await new Promise((resolve) => setTimeout(resolve, 50));
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

const files = await prepare();
const other = await randomAligner();
const rounds: { bare: Rate; standalone: Rate; ratio: number; cpuRatio: number }[] = [];
await bareLoop(files.slice(0, Math.min(500, files.length >> 1)));
for (let round = 0; round < Number(values.rounds); round++) {
  const bare = await bareLoop(files);
  const whole = await standalone(files);
  const measured = { bare, standalone: whole, ratio: whole.imagesPerSecond / bare.imagesPerSecond, cpuRatio: bare.cpuSeconds / whole.cpuSeconds };
  rounds.push(measured);
  console.log(
    `round ${round + 1}: bare loop ${bare.imagesPerSecond.toFixed(0)} images/s (${bare.cpuSeconds.toFixed(2)} CPU s per 1,000), standalone ${whole.imagesPerSecond.toFixed(0)} (${whole.cpuSeconds.toFixed(2)}), ratio ${measured.ratio.toFixed(3)}, by CPU ${measured.cpuRatio.toFixed(3)}`,
  );
}
const result = {
  encoder: basename(ENCODER),
  images: files.length,
  concepts: CONCEPTS,
  batch: BATCH,
  cores: cpus().length,
  node: process.version,
  rounds,
  medianRatio: median(rounds.map(({ ratio }) => ratio)),
  medianCpuRatio: median(rounds.map(({ cpuRatio }) => cpuRatio)),
};
mkdirSync(join(values.out, '..'), { recursive: true });
writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
console.log(`median ratio ${result.medianRatio.toFixed(3)}, by CPU ${result.medianCpuRatio.toFixed(3)} → ${values.out}`);
process.exit(0);
