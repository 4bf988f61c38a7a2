import { readFile } from 'node:fs/promises';
import { type BottleneckModel, explainImage, readBottleneck, RefusedInput, trainBottleneck } from '@conceptwatch/jobs';
import { type JobContext, type JobDefinition, jobFileBlob, type JobOutcome } from '@conceptwatch/ports';
import { z } from 'zod';
import { defineJob } from './define-job';
import { allowedFolder } from './image-set';
import { type JobParts, percent } from './job-parts';
import { namedBank } from './named-bank';

const MODEL_FILE = 'bottleneck.json';
const bank = z.string().min(1).max(64).optional().describe('A concept bank that is kept; the bundled one when empty.');

const trainSchema = z.strictObject({
  verb: z.literal('train'),
  folder: z.string().min(1).max(1024).describe('A folder per class, or drawn scenes with truth.jsonl, below one of admin.folders.').meta({ format: 'folder' }),
  classes: z.array(z.string().min(1).max(200)).min(2).max(1000).optional().describe('Names of the classes; those of the folders (or the backgrounds of truth.jsonl) when empty.'),
  bank,
});
const explainSchema = z.strictObject({
  verb: z.literal('explain'),
  model: z.string().min(1).max(1024).describe('job:ID of a training, or a file below one of admin.folders.').meta({ format: 'bottleneck' }),
  images: z.array(z.string().min(1).max(1024)).min(1).max(200).describe('Images below one of admin.folders.'),
  bank,
});

/** Classifiers that decide by concepts, so that every decision can be explained. */
export const bottleneckJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'bottleneck',
    title: 'Classify by concepts, and say why',
    description: 'Trains a classifier that decides by concepts alone, beside a linear probe on the embedding; explains single images: which concepts decided, and which set the winner apart from the runner-up.',
    options: z.discriminatedUnion('verb', [trainSchema, explainSchema]),
    run: (options, context) => (options.verb === 'train' ? train(parts, options, context) : explain(parts, options, context)),
  });

async function toolsOf(parts: JobParts, name: string | undefined) {
  return { decoder: await parts.toolbox.decoder(), embedder: await parts.toolbox.embedder(), bank: await namedBank(parts, name) };
}

async function train(parts: JobParts, options: z.output<typeof trainSchema>, context: JobContext): Promise<JobOutcome> {
  const folder = await allowedFolder(parts.config.admin.folders, options.folder);
  const { model, report } = await trainBottleneck(await toolsOf(parts, options.bank), { folder, classes: options.classes, signal: context.signal, onProgress: (done, total) => context.progress('Embedding', done, total) });
  const { images, accuracy, probeAccuracy } = report;
  return {
    summary: `${model.classes.length} classes by ${model.concepts.length} concepts: on ${images.heldOut} held-out images ${percent(accuracy)} right; a linear probe on the embedding itself: ${percent(probeAccuracy)}.`,
    result: { classes: model.classes, ...report },
    table: [['class', 'concept', 'weight'], ...model.classes.flatMap((name, c) => model.concepts.map((concept, k) => [name, concept, model.weight[c][k]]))],
    files: [{ name: MODEL_FILE, contentType: 'application/json', bytes: Buffer.from(`${JSON.stringify(model)}\n`) }],
  };
}

async function explain(parts: JobParts, options: z.output<typeof explainSchema>, context: JobContext): Promise<JobOutcome> {
  const model = await modelOf(parts, options.model);
  const tools = await toolsOf(parts, options.bank);
  const explanations = [];
  for (const image of options.images) {
    context.signal.throwIfAborted();
    const file = await allowedFolder(parts.config.admin.folders, image);
    explanations.push({ ...(await explainImage(tools, model, file)), file: image });
    context.progress('Explaining', explanations.length, options.images.length);
  }
  const listed = (shares: { concept: string; share: number }[]): string => shares.slice(0, 3).map(({ concept, share }) => `${concept} ${percent(share)}`).join(', ');
  const [first] = explanations;
  return {
    summary: `${first.file}: ${first.predicted}, by ${listed(first.reasons)}; rather than ${first.runnerUp}, by ${listed(first.contrasts)}${explanations.length > 1 ? ` (and ${explanations.length - 1} more)` : ''}.`,
    result: { explanations },
    table: [['image', 'predicted', 'runner_up', 'concept', 'share', 'contrast'], ...explanations.flatMap(({ file, predicted, runnerUp, reasons, contrasts }) => reasons.map(({ concept, share }) => [file, predicted, runnerUp, concept, share, contrasts.find((each) => each.concept === concept)?.share ?? null]))],
  };
}

/** @throws RefusedInput when there is no such model */
async function modelOf({ state, config }: JobParts, given: string): Promise<BottleneckModel> {
  const id = /^job:(.+)$/.exec(given)?.[1];
  if (id === undefined) return readBottleneck(await readFile(await allowedFolder(config.admin.folders, given), 'utf8'), given);
  const bytes = await state.getBlob(jobFileBlob(id, MODEL_FILE));
  if (!bytes) throw new RefusedInput('option-invalid', `The job "${id}" has trained no bottleneck: begin one with the verb train, and give its id.`);
  return readBottleneck(new TextDecoder().decode(bytes), given);
}
