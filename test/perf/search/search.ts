// Answers the queries of the paper's Table 4 on stored embeddings: `node scripts/run-ts.mjs test/perf/search/search.ts [--images 50000] [--json FILE]`.
// Timed is what "conceptwatch search FILE QUERY" does after the text model is loaded: read the file, embed the words, score, select.
// The embeddings are made up: unit vectors of the bundled model's dimension around a common mean, as real ones are.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createToolbox } from '@conceptwatch/composition';
import { encodeBaselineFile, toFloat16 } from '@conceptwatch/contracts';
import { searchFolder } from '@conceptwatch/jobs';

const { values } = parseArgs({ options: { images: { type: 'string', default: '50000' }, repeats: { type: 'string', default: '5' }, json: { type: 'string' } } });
const images = Number(values.images);
const QUERIES = ['dog > 2.25 & beach > 2 & sunset > 2', 'beach > 1', 'cat > 3 & orange > 2 & room < 0'];

/** Numbers in [-1, 1) from one seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

function madeUp(count: number, dimension: number): Uint8Array {
  const next = numbers(1);
  const mean = Float32Array.from({ length: dimension }, next);
  const rows = new Float32Array(count * dimension);
  for (let at = 0; at < rows.length; at += dimension) {
    for (let i = 0; i < dimension; i++) rows[at + i] = mean[i] + next();
    const length = Math.hypot(...rows.subarray(at, at + dimension));
    for (let i = 0; i < dimension; i++) rows[at + i] /= length;
  }
  return toFloat16(rows);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'search-'));
const toolbox = createToolbox({});
try {
  const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), textEncoder: await toolbox.textEncoder() };
  const { dimension, encoderDigest, alignerDigest } = tools.embedder.descriptor;
  const file = path.join(folder, 'corpus.safetensors');
  const definition = { id: 'corpus', description: '', images, refused: 0, dimension, encoderDigest, alignerDigest, createdAt: 0, origin: folder };
  writeFileSync(file, encodeBaselineFile(definition, madeUp(images, dimension), Array.from({ length: images }, (_, i) => `${String(i).padStart(6, '0')}.jpg`)));
  const rows: { query: string; found: number; seconds: number[]; slowest: number }[] = [];
  for (const query of QUERIES) {
    const seconds: number[] = [];
    let found = 0;
    for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
      const started = performance.now();
      found = (await searchFolder(tools, file, query)).matches.length;
      seconds.push((performance.now() - started) / 1000);
    }
    rows.push({ query, found, seconds, slowest: Math.max(...seconds) });
  }
  const result = { images, dimension, machine: `${os.cpus()[0].model}, load ${os.loadavg()[0].toFixed(2)}`, rows };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(result, null, 2));
  if (rows.some(({ slowest }) => slowest >= 1)) process.exitCode = 1;
} finally {
  await toolbox.close();
  rmSync(folder, { recursive: true });
}
