// Makes what the demo ships beside the models, from the picture-book world: `node scripts/run-ts.mjs scripts/build-demo-assets.ts [--models DIR]`.
//   models/aligners/NAME.safetensors and .json      source encoder -> target image space, fitted by our solver; `--name selfsupervised --source conceptwatch-source-selfsupervised --clean 0.5 --baseline 0` for the other source
//   models/baselines/demo.safetensors               embeddings of the demo camera's base mixture
// Deterministic: the same models give the same files. `--resume FILE` keeps how far the fit came; an interrupted one goes on.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { EmojiArtBook, encodeImage, SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { AlignedEmbedder, OnnxEncoder, OnnxMatrixProduct } from '@conceptwatch/adapters/inference-onnx';
import { encodeBaselineFile, fromFloat16 } from '@conceptwatch/contracts';
import { embedScenes, fitAligner, FitCheckpoint } from '@conceptwatch/jobs';
import { captionOf, DEMO_BASELINE_SEED, DEMO_PICTURE, describeScene, NOUNS, renderScene, type Scene } from '@conceptwatch/world';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'models' },
    out: { type: 'string' },
    name: { type: 'string', default: 'default' },
    source: { type: 'string', default: 'conceptwatch-source-supervised' },
    target: { type: 'string', default: 'conceptwatch-mini-clip' },
    fit: { type: 'string', default: '12000' },
    clean: { type: 'string' },
    resume: { type: 'string' },
    held: { type: 'string', default: '1500' },
    baseline: { type: 'string', default: '10000' },
    threads: { type: 'string', default: '1' },
  },
});
const out = values.out ?? values.models;
const SEEDS = { training: DEMO_BASELINE_SEED + 1, heldOut: DEMO_BASELINE_SEED + 2, baseline: DEMO_BASELINE_SEED };
const book = new EmojiArtBook(NOUNS);

async function picture(scene: Scene): Promise<Uint8Array> {
  const { pixels, size } = await renderScene(scene, DEMO_PICTURE.size, book);
  return encodeImage({ pixels, width: size, height: size }, DEMO_PICTURE.format, DEMO_PICTURE.quality);
}

async function* scenes(seed: number, count: number, { clean, from = 0 }: { clean?: number; from?: number } = {}): AsyncGenerator<{ bytes: Uint8Array; truth: Scene & { caption: string } }> {
  for (let index = from; index < count; index++) {
    const scene = describeScene(seed, index, { clean });
    yield { bytes: await picture(scene), truth: { ...scene, caption: captionOf(scene) } };
  }
}

async function* pictures(seed: number, count: number, which: { clean?: number; from?: number } = {}): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of scenes(seed, count, which)) yield bytes;
}

/** Lists of numbers on one line. */
const compactLists = (json: string): string => json.replace(/\[[-\d.,e\s]+\]/g, (list) => list.replace(/\s+/g, ' '));

const tell = (label: string, total: number) => (done: number) => {
  if (done % 1024 === 0) console.error(`${label}: ${done} of ${total} images`);
};

const options = { threads: Number(values.threads) };
const decoder = new SharpImageDecoder();
const product = new OnnxMatrixProduct();
const [source, target] = await Promise.all([OnnxEncoder.load(join(values.models, values.source), options), OnnxEncoder.load(join(values.models, values.target), options)]);
/** Share of easy pictures among those to fit on. */
const clean = values.clean === undefined ? undefined : Number(values.clean);
const data = { world: `base mixture${clean === undefined ? '' : `, ${clean} of the pictures to fit on clean`}`, seeds: SEEDS, picture: DEMO_PICTURE };

const checkpoint = values.resume === undefined ? undefined : await FitCheckpoint.open(values.resume, JSON.stringify([source.descriptor.digest, target.descriptor.digest, values.fit, data]));

const { weights, report } = await fitAligner(
  { decoder, source, target, product },
  {
    training: pictures(SEEDS.training, Number(values.fit), { clean, from: checkpoint?.restored?.taken }),
    checkpoint,
    heldOut: pictures(SEEDS.heldOut, Number(values.held)),
    onProgress: (label, done) => tell(`aligner, ${label}`, Number(label === 'training' ? values.fit : values.held))(done),
  },
);
const alignerBytes = new AlignerFileFormats().write(weights, 'safetensors');
const alignerDigest = createHash('sha256').update(alignerBytes).digest('hex');
mkdirSync(join(out, 'aligners'), { recursive: true });
writeFileSync(join(out, `aligners/${values.name}.safetensors`), alignerBytes);
writeFileSync(join(out, `aligners/${values.name}.json`), `${compactLists(JSON.stringify({ name: values.name, digest: alignerDigest, ...report, data }, null, 2))}\n`);
console.log(`aligner ${report.source.name} -> ${report.target.name}: held-out R² ${report.heldOut.r2.toFixed(4)} (about each mean ${report.heldOut.r2Centred.toFixed(4)}), cosine ${report.heldOut.cosine.toFixed(4)}`);

async function writeBaseline(images: number): Promise<void> {
  const embedder = new AlignedEmbedder(source, { name: values.name, digest: alignerDigest, weights });
  const [{ vectors, dimension }] = await embedScenes({ decoder, embedders: [embedder] }, scenes(SEEDS.baseline, images), { onProgress: tell('baseline', images) });
  if (!fromFloat16(vectors).every(Number.isFinite)) throw new Error('An embedding of the baseline is not finite.');
  const version = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const definition = {
    id: 'demo',
    description: `What the demo camera shows before its world changes: ${images} independent pictures.`,
    images,
    refused: 0,
    dimension,
    encoderDigest: source.descriptor.digest,
    alignerDigest,
    createdAt: Date.UTC(2026, 10, 23),
    origin: `picture-book world, seed ${SEEDS.baseline}, ${DEMO_PICTURE.size} px ${DEMO_PICTURE.format} of quality ${DEMO_PICTURE.quality}, conceptwatch ${version.version}`,
  };
  mkdirSync(join(out, 'baselines'), { recursive: true });
  writeFileSync(join(out, 'baselines/demo.safetensors'), encodeBaselineFile(definition, vectors));
  console.log(`baseline demo: ${images} × ${dimension}`);
}

if (Number(values.baseline) > 0) await writeBaseline(Number(values.baseline));
await Promise.all([source.close(), target.close(), product.close()]);
