import { AlignedEmbedder } from '@conceptwatch/adapters/inference-onnx';
import { PROMPT_PRESETS, zeroShot, type ZeroShotTools } from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { defineJob } from './define-job';
import { allowedFolder } from './image-set';
import { type JobParts, percent } from './job-parts';

/** Images classified by text alone, by the encoder in use and by the target model itself. */
export const zeroShotJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'zero-shot',
    title: 'Classify images by text alone',
    description: 'Every label becomes a concept vector, every image goes to the most similar one. With labels in the folder: accuracy and confusion matrix, also of the target model itself.',
    options: z.strictObject({
      folder: z.string().min(1).max(1024).describe('A folder below one of admin.folders.').meta({ format: 'folder' }),
      labels: z.array(z.string().min(1).max(200)).min(2).max(1000).describe('Any words, at least two.'),
      preset: z.enum(Object.keys(PROMPT_PRESETS) as [string, ...string[]]).optional().describe('The prompt of one of the data sets of the paper.'),
      templates: z.array(z.string().min(1).max(200).includes('{}')).max(100).optional().describe('Prompts of your own with {} for the label, in place of a preset; the seven templates of the paper when both are empty.'),
      top: z.int().min(1).max(20).default(3).describe('Labels listed for each image.'),
      scale: z.number().positive().max(10_000).default(100).describe('Inverse temperature of the probabilities.'),
    }),
    async run({ folder, preset, templates, ...options }, context) {
      const tools = await zeroShotTools(parts);
      const prompts = preset ? [PROMPT_PRESETS[preset]] : templates?.length ? templates : undefined;
      const result = await zeroShot(tools, { ...options, folder: await allowedFolder(parts.config.admin.folders, folder), templates: prompts, signal: context.signal, onProgress: (model, done, total) => context.progress(`Embedding by ${model}`, done, total) });
      const right = result.quality.map(({ model, quality }) => `${percent(quality.accuracy)} by ${model}`);
      const table = [['file', 'truth', 'prediction', 'probability'], ...result.predictions.map(({ file, truth, top: [best] }) => [file, truth ?? null, best.label, best.probability])];
      return { summary: `${result.predictions.length.toLocaleString('en-US')} images classified${right.length ? `; of the labelled ones right: ${right.join(', ')}` : ''}.`, result, table };
    },
  });

/** The encoder in use first; beside it the target itself, where an aligner lies between them. */
async function zeroShotTools({ toolbox }: JobParts): Promise<ZeroShotTools> {
  const [embedder, target] = [await toolbox.embedder(), await toolbox.targetEncoder()];
  const beside = target ? [{ name: target.descriptor.name, embedder: new AlignedEmbedder(target) }] : [];
  return { decoder: await toolbox.decoder(), textEncoder: await toolbox.textEncoder(), embedders: [{ name: embedder.descriptor.encoder, embedder }, ...beside] };
}
