import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SLUG } from '@conceptwatch/contracts';
import { BUNDLED_ALIGNER as BUNDLED, compareOnFolder, describeAlignments, evaluateOnFolder, fitOnFolder, isModelName, OBJECTIVES, type ObjectiveTools, RefusedInput } from '@conceptwatch/jobs';
import type { AlignerWeights, JobContext, JobDefinition, JobOutcome } from '@conceptwatch/ports';
import { z } from 'zod';
import { alignerFiles, alignerLibrary, openAlignTools } from '../align-tools';
import { FolderAlignerShelf } from '../aligner-shelf';
import { bundledSource } from '../model-choice';
import { modelFolder } from '../model-cache';
import { productRoot } from '../product-root';
import { defineJob } from './define-job';
import { allowedFolder } from './image-set';
import { type JobParts, percent } from './job-parts';

const name = z.string().regex(SLUG);
const images = z.string().min(1).max(1024).describe('A folder below one of admin.folders.').meta({ format: 'folder' });
const heldOut = z.number().min(0.01).max(0.5).default(0.1).describe('Share of the images to judge by.');
const encoders = {
  source: z.string().min(1).max(200).optional().describe('Name of a model that was pulled or is bundled; the source encoder in use when empty.'),
  target: z.string().min(1).max(200).optional().describe('The same of the target; the CLIP in use when empty.'),
};

const fitSchema = z.strictObject({
  verb: z.literal('fit'),
  name: name.describe('What to call it.'),
  images,
  objective: z.enum(OBJECTIVES).default('least-squares').describe("What it is fitted for: the target's vectors exactly, or by the paper's SGD; labels; the source's own predictions; or its head alone, without images."),
  classes: z.array(z.string().min(1).max(200)).min(2).max(1000).optional().describe('Of the objective labels: names of the classes; those of the folders (or the backgrounds of truth.jsonl) when empty.'),
  group: z.string().min(1).max(100).optional().describe("Of the objectives predictions and data-free: one group of the source's head, such as object."),
  heldOut,
  ridge: z.number().min(0).max(1).optional().describe('Of least squares, in units of the mean variance; chosen by the number of images when empty.'),
  mirror: z.boolean().default(false).describe('Of least squares: fits on every image and on its mirror image. More out of few images, where left and right mean the same.'),
  ...encoders,
});
const evaluateSchema = z.strictObject({ verb: z.literal('evaluate'), name: name.describe('Which aligner.').meta({ format: 'aligner' }), images, labels: z.array(z.string().min(1).max(200)).min(2).max(1000).optional().describe('Classes that the folder knows: also says what can be classified through the aligner.'), ...encoders });
const compareSchema = z.strictObject({ verb: z.literal('compare'), images, heldOut, ...encoders });
const importSchema = z.strictObject({ verb: z.literal('import'), file: z.string().min(1).max(1024).describe('A safetensors, .npz or .pth file below one of admin.folders.'), name: name.describe('What to call it.') });
const exportSchema = z.strictObject({ verb: z.literal('export'), name: name.describe('Which aligner.').meta({ format: 'aligner' }), format: z.enum(['safetensors', 'npz', 'pth', 'onnx']).default('safetensors').describe('Format of the file.') });

/** Aligners: fitted, judged, compared, read from files and written to them. */
export const alignJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'align',
    title: 'Fit and judge aligners',
    description: "Maps from an encoder's space into CLIP's: fits one on a folder, judges it dimension by dimension, compares methods and numbers of images.",
    options: z.discriminatedUnion('verb', [fitSchema, evaluateSchema, compareSchema, importSchema, exportSchema]),
    async run(options, context) {
      if (options.verb === 'import') return importFile(parts, options, context);
      if (options.verb === 'export') return exportFile(parts, options);
      const tools = await openAlignTools({ ...modelsOf(parts, options), ...('group' in options ? { group: options.group } : {}), threads: parts.config.models.threads, ownThread: true });
      try {
        if (options.verb === 'fit') return await fit(parts, tools, options, context);
        return options.verb === 'evaluate' ? await evaluate(parts, tools, options, context) : await compare(parts, tools, options, context);
      } finally {
        await tools.close();
      }
    },
  });

/** Models by name only: a path would let whoever asks read files of this machine. The ones in use when none is named. */
function modelsOf({ config, toolbox }: JobParts, { source, target }: { source?: string; target?: string }): { source?: string; target?: string } {
  const named = (given: string): string => {
    if (/^conceptwatch-[a-z-]+$/.test(given)) return path.join(productRoot(), 'models', given);
    if (isModelName(given)) return modelFolder(given);
    throw new RefusedInput('model-name', `"${given}" is no name of a model: give one that "conceptwatch models pull" fetched, or a bundled one such as conceptwatch-source-selfsupervised. Folders are for the command line.`);
  };
  const { clip } = toolbox.models();
  const used = config.models.encoder === undefined ? (config.models.clip === undefined ? bundledSource().encoder : clip) : modelFolder(config.models.encoder);
  return { source: source === undefined ? used : named(source), target: target === undefined ? clip : named(target) };
}

async function fit(parts: JobParts, tools: ObjectiveTools, { verb: _, images: given, ...options }: z.output<typeof fitSchema>, { id, createdBy, signal, progress }: JobContext): Promise<JobOutcome> {
  const folder = await allowedFolder(parts.config.admin.folders, given);
  const card = { origin: given, job: id, ...(await new FolderAlignerShelf(parts).lineage(createdBy)) };
  const { entry, report } = await fitOnFolder(tools, alignerLibrary(parts.config.storage.directory), { ...options, images: folder, card, signal, onProgress: progress });
  const { statistics: __, ...figures } = report;
  return {
    summary: `${entry.name}: held-out R² ${report.heldOut.r2.toFixed(4)}, cosine ${report.heldOut.cosine.toFixed(4)} (${report.images.training} images fitted, ${report.images.heldOut} held out, ${report.images.refused} refused).`,
    result: { ...entry, objective: options.objective, ...figures },
    table: [['measure', 'value'], ...Object.entries(report.heldOut).map(([measure, value]) => [measure, value])],
  };
}

async function evaluate(parts: JobParts, tools: ObjectiveTools, { name: which, images: given, labels }: z.output<typeof evaluateSchema>, { signal, progress }: JobContext): Promise<JobOutcome> {
  const folder = await allowedFolder(parts.config.admin.folders, given);
  const library = alignerLibrary(parts.config.storage.directory);
  const result = await evaluateOnFolder(tools, await weightsOf(parts, which), { images: folder, labels, signal, onProgress: progress });
  await library.note(which, { evaluation: { ...result, on: given, at: parts.clock.now() } });
  const retained = result.accuracy ? ` By text alone ${percent(result.accuracy.aligned)} of ${result.accuracy.images} labelled images are right: ${percent(result.accuracy.retained)} of what the target itself reaches.` : '';
  return {
    summary: `${which} on ${result.images} images: R² ${result.r2.toFixed(4)}, cosine ${result.cosine.toFixed(4)}.${retained}`,
    result: { aligner: which, ...result },
    table: [['dimension', 'r2'], ...result.r2PerDimension.map((value, dimension) => [dimension, value])],
  };
}

async function compare(parts: JobParts, tools: ObjectiveTools, options: z.output<typeof compareSchema>, { signal, progress }: JobContext): Promise<JobOutcome> {
  const folder = await allowedFolder(parts.config.admin.folders, options.images);
  const rows = await compareOnFolder(tools, { images: folder, heldOut: options.heldOut, signal, onProgress: progress });
  const [first] = rows;
  return {
    summary: `${first.method} on ${first.images} images: R² ${first.r2.toFixed(4)}; ${rows.length - 1} others beside it.`,
    result: { alignments: rows },
    table: [['method', 'images', 'r2', 'r2_centred', 'cosine'], ...rows.map(({ method, images: n, r2, r2Centred, cosine }) => [method, n, r2, r2Centred, cosine])],
    files: [{ name: 'comparison.txt', contentType: 'text/plain; charset=utf-8', bytes: Buffer.from(`${describeAlignments(rows)}\n`) }],
  };
}

async function importFile(parts: JobParts, options: z.output<typeof importSchema>, { createdBy }: JobContext): Promise<JobOutcome> {
  const file = await allowedFolder(parts.config.admin.folders, options.file);
  const { name: called, source_dim, target_dim, digest } = await new FolderAlignerShelf(parts).add(options.name, await readFile(file), createdBy);
  return { summary: `${called}: ${source_dim} to ${target_dim} values.`, result: { name: called, source_dim, target_dim, digest } };
}

async function exportFile(parts: JobParts, { name: which, format }: z.output<typeof exportSchema>): Promise<JobOutcome> {
  const weights = await weightsOf(parts, which);
  const bytes = alignerFiles().write(weights, format);
  return { summary: `${which}.${format}: ${weights.sourceDimension} to ${weights.targetDimension} values.`, result: { name: which, format, source_dim: weights.sourceDimension, target_dim: weights.targetDimension }, files: [{ name: `${which}.${format}`, contentType: 'application/octet-stream', bytes }] };
}

async function weightsOf({ config }: JobParts, which: string): Promise<AlignerWeights> {
  if (which === BUNDLED) return alignerFiles().read(await readFile(bundledSource().aligner));
  return (await alignerLibrary(config.storage.directory).read(which)).aligner;
}
