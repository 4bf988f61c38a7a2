import { SLUG } from '@conceptwatch/contracts';
import { baselineFrom } from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { keepBaseline } from '../definitions';
import { defineJob } from './define-job';
import { imageSet, imagesOption } from './image-set';
import { type JobParts, setParts } from './job-parts';

/** Keeps images as the reference sample that streams are compared with. */
export const baselineJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'baseline',
    title: 'Make a baseline',
    description: "Keeps training images, or a stream's past, as the reference sample that streams are compared with.",
    options: z.strictObject({
      folder: imagesOption('The images that are normal'),
      id: z.string().regex(SLUG).describe('Name of the baseline.'),
      segments: z.boolean().default(false).describe('Each folder in the folder or archive, such as day and night, is a segment with a baseline of its own.'),
      description: z.string().max(1000).default('').describe('A note for people.'),
    }),
    async run({ folder, id, segments, description }, context) {
      const sets = await setParts(parts);
      const { definition, vectors, refused } = baselineFrom(await imageSet(sets, folder, context), sets.embedder.descriptor, { folder, id, segments, description, createdAt: parts.clock.now() });
      await keepBaseline(parts.state, definition, vectors, sets.embedder);
      const told = definition.segments ? ` in ${definition.segments.length} segments` : '';
      return { summary: `Baseline "${id}" of ${definition.images.toLocaleString('en-US')} images${told}.`, result: { ...definition, refused } };
    },
  });
