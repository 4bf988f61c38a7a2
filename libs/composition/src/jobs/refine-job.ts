import { refineConcept } from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { defineJob } from './define-job';
import { allowedFolder } from './image-set';
import type { JobParts } from './job-parts';

/** A concept sharpened by the images most and least similar to it. */
export const refineJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'refine',
    title: 'Sharpen a concept by examples',
    description: "The images most and least similar to a concept's text, less those that are wrong, turn its direction. Where the folder says what is true: AUROC before and after.",
    options: z.strictObject({
      folder: z.string().min(1).max(1024).describe('A folder below one of admin.folders.').meta({ format: 'folder' }),
      concept: z.string().min(1).max(200).describe('The concept in words.'),
      count: z.int().min(1).max(1000).default(20).describe('Exemplars of each kind.'),
      exclude: z.array(z.string().min(1).max(1024)).max(2000).optional().describe('Exemplars that are wrong, by name.'),
      method: z.enum(['mean', 'cav']).default('mean').describe('Difference of means, or a linear classifier.'),
      blend: z.number().min(0).max(1).default(0.5).describe('How much the exemplars count beside the text.'),
    }),
    async run({ folder, ...options }, context) {
      const { toolbox, config } = parts;
      const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), textEncoder: await toolbox.textEncoder() };
      const refined = await refineConcept(tools, { ...options, folder: await allowedFolder(config.admin.folders, folder), signal: context.signal, onProgress: (done, total) => context.progress('Embedding', done, total) });
      const { concept, positives, negatives, auroc, vector } = refined;
      return {
        summary: `${concept}: ${positives.length} exemplars of each kind${auroc ? `; AUROC on ${auroc.images} other images ${auroc.before.toFixed(4)} by the text, ${auroc.after.toFixed(4)} refined` : ''}.`,
        result: refined,
        table: [['image', 'exemplar'], ...positives.map((file) => [file, 'most similar']), ...negatives.map((file) => [file, 'least similar'])],
        files: [{ name: 'vector.json', contentType: 'application/json', bytes: Buffer.from(`${JSON.stringify(vector)}\n`) }],
      };
    },
  });
