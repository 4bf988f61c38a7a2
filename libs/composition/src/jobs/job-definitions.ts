import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { fromFloat16 } from '@conceptwatch/contracts';
import {
  compareDocument,
  compareSets,
  evaluateModels,
  evaluationTable,
  queryMatrix,
  readQuery,
  searchEmbeddings,
  summarizeSet,
  writeCompareReport,
  writeContactSheet,
} from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { decodeJob } from './decode-job';
import { defineJob } from './define-job';
import { alignJob } from './align-job';
import { baselineJob } from './baseline-job';
import { backfillJob } from './backfill-job';
import { bankJob } from './bank-job';
import { bottleneckJob } from './bottleneck-job';
import { calibrateJob } from './calibrate-job';
import { imageSet, imagesOption } from './image-set';
import { type JobParts, percent, setParts } from './job-parts';
import { refineJob } from './refine-job';
import { replayJob } from './replay-job';
import { zeroShotJob } from './zero-shot-job';

/** Every job of the API. Models are loaded when a job first wants them. */
export function jobDefinitions(parts: JobParts): JobDefinition[] {
  return [compareJob(parts), summarizeJob(parts), searchJob(parts), zeroShotJob(parts), decodeJob(parts), refineJob(parts), bottleneckJob(parts), baselineJob(parts), bankJob(parts), evaluateJob(parts), alignJob(parts), calibrateJob(parts), backfillJob(parts), replayJob(parts)];
}

const compareJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'compare',
    title: 'Compare two sets of images',
    description: 'Tests every concept between two sets of images and says in words what differs.',
    options: z.strictObject({
      baseline: imagesOption('What it is compared with'),
      current: imagesOption('What is looked at'),
      fdr: z.number().min(1e-6).max(0.5).default(0.01).describe('False discovery rate over the bank.'),
      minEffect: z.number().min(0).max(1).default(0.05).describe('Smallest D that counts as drift.'),
    }),
    async run({ baseline, current, fdr, minEffect }, context) {
      const sets = await setParts(parts);
      const [before, after] = [await imageSet(sets, baseline, context), await imageSet(sets, current, context)];
      const comparison = await compareSets(await parts.toolbox.compareTools(), { baseline: before, current: after }, { fdr, minEffect });
      const html = await asFile((file) => writeCompareReport(file, sets, comparison, { version: parts.version, createdAt: parts.clock.now() }));
      const document = compareDocument(comparison);
      const table = [['concept', 'direction', 'ks', 'share', 'p_value', 'q_value', 'moves_with'], ...document.concepts.map((c) => [c.concept, c.direction, c.ks, c.share, c.p_value, c.q_value, c.moves_with ?? null])];
      return { summary: comparison.sentence, result: document, table, files: [{ name: 'report.html', contentType: 'text/html; charset=utf-8', bytes: html }] };
    },
  });

const summarizeJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'summarize',
    title: 'Say what a set of images shows',
    description: 'The spread of every concept over a set of images, most prominent first.',
    options: z.strictObject({ images: imagesOption('The images') }),
    async run({ images }, context) {
      const set = await imageSet(await setParts(parts), images, context);
      const summary = summarizeSet(set, await parts.toolbox.bank());
      const [first] = summary.concepts;
      const table = [['concept', 'prominent', 'mean', 'deviation', 'low', 'median', 'high', 'example'], ...summary.concepts.map((c) => [c.concept, c.prominent, c.mean, c.deviation, c.low, c.median, c.high, c.example])];
      return { summary: `${summary.images.toLocaleString('en-US')} images; ${first.text} is prominent in ${percent(first.prominent)}.`, result: summary, table };
    },
  });

const searchJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'search',
    title: 'Find images by concepts',
    description: 'Images in which several concepts are present (>) or absent (<), by standard deviations over the set.',
    options: z.strictObject({
      images: imagesOption('Where to look'),
      query: z.string().min(1).max(2000).describe('For example: dog > 2.25 & beach > 2 & snow < -2').meta({ examples: ['snow > 2 & dog > 1'] }),
      limit: z.int().min(1).max(10_000).default(200).describe('Most images that are listed.'),
    }),
    async run({ images, query, limit }, context) {
      const constraints = readQuery(query);
      const matrix = await queryMatrix(constraints, await parts.toolbox.textEncoder());
      const sets = await setParts(parts);
      const corpus = await imageSet(sets, images, context);
      const found = searchEmbeddings({ vectors: fromFloat16(corpus.vectors), dimension: corpus.dimension, files: corpus.files }, constraints, matrix);
      const matches = found.matches.slice(0, limit);
      const names = constraints.map(({ concept }) => concept);
      const table = [['image', ...names], ...matches.map(({ file, similarities }) => [file, ...names.map((name) => similarities[name])])];
      const sheet = corpus.paths.some((file) => file !== undefined) ? await asFile((file) => writeContactSheet(file, sets, { ...found, corpus })) : undefined;
      return { summary: `${found.matches.length} of ${found.images.toLocaleString('en-US')} images: ${found.query}`, result: { ...found, matches, found: found.matches.length }, table, files: sheet ? [{ name: 'contact-sheet.html', contentType: 'text/html; charset=utf-8', bytes: sheet }] : [] };
    },
  });

const evaluateJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'evaluate',
    title: 'Measure the models on drawn scenes',
    description: 'How often the models name what is in a scene whose content is known.',
    options: z.strictObject({
      scenes: z.int().min(1000).max(1_000_000).default(4000).describe('Drawn scenes of the main set.'),
      seed: z.int().min(1_000_000).max(1_999_999).default(1_000_000).describe('First seed of the scenes: none of these was seen in training.'),
      trials: z.int().min(1).max(1000).default(20).describe('Trials of every shift.'),
    }),
    async run({ scenes, seed, trials }, context) {
      const { tools, world } = await parts.toolbox.evaluationTools();
      const evaluation = await evaluateModels(tools, world, { seed, scenes, trials, signal: context.signal, onProgress: context.progress });
      const models = tools.models.map(({ name, embedder }) => ({ name, space: embedder.descriptor.spaceDigest }));
      const date = new Date().toISOString().slice(0, 10);
      const text = evaluationTable(evaluation, { seed, scenes, trials, date, models });
      const table = [
        ['measure', 'model', 'value', 'count', 'target', 'paper'],
        ...evaluation.measures.map(({ measure, model, value, count, target, paper }) => [measure, model, value, count, target ?? null, paper ?? null]),
        ...evaluation.drift.map(({ concept, model, trials: tried, first }) => [`${concept} is named first`, model, first / tried, tried, null, null]),
      ];
      return { summary: `${models.length} models on ${scenes.toLocaleString('en-US')} scenes.`, result: { date, seed, scenes, trials, models, ...evaluation }, table, files: [{ name: 'evaluation.md', contentType: 'text/markdown; charset=utf-8', bytes: Buffer.from(text) }] };
    },
  });

/** What a function writes to a file, as bytes. */
async function asFile(write: (file: string) => Promise<void>): Promise<Uint8Array> {
  const file = path.join(tmpdir(), `conceptwatch-job-${randomUUID()}.html`);
  try {
    await write(file);
    return await readFile(file);
  } finally {
    await rm(file, { force: true });
  }
}

