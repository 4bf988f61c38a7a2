import { calibrateSets, calibrationDocument, describeCalibration } from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { defineJob } from './define-job';
import { imageSet, imagesOption } from './image-set';
import { type JobParts, setParts } from './job-parts';
import { namedBank } from './named-bank';

/** Measures the false-alarm promise on images that are without drift. */
export const calibrateJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'calibrate',
    title: 'Measure the false-alarm promise',
    description: 'Runs a stream of images without drift through the monitor, beside a dummy that looks at nothing, and says whether what was promised is kept.',
    options: z.strictObject({
      baseline: imagesOption('Images that are as they should be'),
      stream: imagesOption('Images that came one after another, without drift'),
      imagesBetweenFalseAlarms: z.int().min(100).max(1_000_000_000).default(100_000).describe('The promise to be measured.'),
      mode: z.enum(['proved', 'calibrated']).default('proved').describe('Proved for every baseline, or calibrated by simulation.'),
      thinning: z.int().min(1).max(1000).optional().describe('Evidence counts every so many-th image of each source; measured on the baseline when empty.'),
      bank: z.string().min(1).max(64).optional().describe('A concept bank that is kept; the bundled one when empty.'),
    }),
    async run({ baseline, stream, bank, ...settings }, context) {
      const sets = await setParts(parts);
      const before = await imageSet(sets, baseline, context);
      const calibration = await calibrateSets(await namedBank(parts, bank), { baseline: before, stream: () => imageSet(sets, stream, context) }, settings);
      const [summary] = describeCalibration(calibration).split('\n');
      const table = [['image', 'concept', 'direction'], ...calibration.alarms.map(({ file, concept, direction }) => [file, concept, direction])];
      return { summary, result: calibrationDocument(calibration), table };
    },
  });
