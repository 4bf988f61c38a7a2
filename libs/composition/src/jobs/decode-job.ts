import { conceptToText, decodeHead, meanVector, RefusedInput } from '@conceptwatch/jobs';
import type { JobContext, JobDefinition, JobOutcome } from '@conceptwatch/ports';
import { z } from 'zod';
import { imageDirection, imageVector } from '../directions';
import { loadHead } from '../load-head';
import { bundledSource } from '../model-choice';
import { defineJob } from './define-job';
import { allowedFolder, imageSet, imagesOption } from './image-set';
import { type JobParts, percent, setParts } from './job-parts';

const shiftSchema = z.strictObject({
  what: z.literal('shift'),
  from: imagesOption('From'),
  to: imagesOption('To'),
  words: z.int().min(1).max(50).default(10).describe('How many words.'),
});
const imagesSchema = z.strictObject({
  what: z.literal('images'),
  images: z.array(z.string().min(1).max(1024)).min(1).max(200).describe('Images below one of admin.folders.'),
  by: z.enum(['search', 'limber']).default('search').describe('Search for text that comes near, or a caption by LimBeR (bundled models only).'),
  length: z.int().min(1).max(20).default(1).describe('Most words of a text.'),
});
const headSchema = z.strictObject({
  what: z.literal('head'),
  group: z.string().min(1).max(64).optional().describe('Rows of one group of the head only, for example "object".'),
  method: z.enum(['placed', 'scaled', 'raw']).default('placed').describe('How rows are prepared: spread like images, by one constant, or as they are.'),
});

/** Shifts, images, and the rows of the source encoder's classification head, in words. */
export const decodeJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'decode',
    title: 'Put a shift, images or a classification head into words',
    description: 'Words for the way from one set of images to another, also for what no bank lists; for single images, by search or as a caption; or for every row of the classification head of the source encoder.',
    options: z.discriminatedUnion('what', [shiftSchema, imagesSchema, headSchema]),
    run(options, context) {
      if (options.what === 'shift') return wordsOfShift(parts, options, context);
      return options.what === 'images' ? wordsOfImages(parts, options, context) : wordsOfHead(parts, options, context);
    },
  });

async function wordsOfShift(parts: JobParts, { from, to, words }: z.output<typeof shiftSchema>, context: JobContext): Promise<JobOutcome> {
  const sets = await setParts(parts);
  const [before, after] = [await imageSet(sets, from, context), await imageSet(sets, to, context)];
  const decoded = await (await parts.toolbox.shiftDecoder()).decode(meanVector(before), meanVector(after), words);
  return { summary: decoded.join(', '), result: { from, to, decoded }, table: [['rank', 'word'], ...decoded.map((word, i) => [i + 1, word])] };
}

async function wordsOfImages({ toolbox, config }: JobParts, { images, by, length }: z.output<typeof imagesSchema>, context: JobContext): Promise<JobOutcome> {
  const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), textEncoder: await toolbox.textEncoder(), languageModel: await toolbox.languageModel() };
  const captioner = by === 'limber' ? await toolbox.captioner() : undefined;
  const texts: { image: string; text: string }[] = [];
  for (const image of images) {
    context.signal.throwIfAborted();
    const file = await allowedFolder(config.admin.folders, image);
    const text = captioner ? await captioner.caption(await imageVector(file, tools), length) : (await conceptToText(tools, await imageDirection(file, tools), { length, top: 1 }))[0]?.text;
    texts.push({ image, text: text ?? '' });
    context.progress('Reading images', texts.length, images.length);
  }
  return { summary: texts.slice(0, 3).map(({ image, text }) => `${image}: ${text}`).join('; '), result: { texts }, table: [['image', 'text'], ...texts.map(({ image, text }) => [image, text])] };
}

async function wordsOfHead({ toolbox, config }: JobParts, { group, method }: z.output<typeof headSchema>, context: JobContext): Promise<JobOutcome> {
  const { encoder, aligner } = config.models;
  if (encoder !== undefined && aligner === undefined) throw new RefusedInput('option-invalid', 'The encoder in use (models.encoder) has no aligner (models.aligner), so its head cannot be put into words.');
  const source = encoder === undefined ? bundledSource() : { encoder, aligner: aligner as string };
  const head = await loadHead(source.encoder, source.aligner, group);
  const tools = { textEncoder: await toolbox.textEncoder(), languageModel: await toolbox.languageModel() };
  const rows = await decodeHead(tools, head, { method, signal: context.signal, onProgress: (done, total) => context.progress('Decoding', done, total) });
  const right = rows.filter(({ isRight }) => isRight).length / rows.length;
  return { summary: `${percent(right)} of ${rows.length} rows are described by their first word.`, result: { method, right, rows }, table: [['row', 'first_word', 'right'], ...rows.map(({ label, words, isRight }) => [label, words[0] ?? '', Number(isRight)])] };
}
