import { z } from 'zod';
import { parseSegmentRule } from '@conceptwatch/contracts';

const segmentText = z.string().superRefine((text, context) => {
  try {
    parseSegmentRule(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

export const adminConfigSchema = z.strictObject({
  defaultBank: z.string().default('default').describe('Concept bank of streams that name none.'),
  window: z.int().min(20).max(100_000).default(500).meta({ unit: 'images' }).describe('Rolling window of streams that name none.'),
  mode: z.enum(['proved', 'calibrated']).default('proved').describe('Whether the false-alarm promise is proved for every baseline or calibrated by simulation.'),
  thinning: z.int().min(0).max(1000).default(0).meta({ unit: 'images' }).describe('Evidence counts every so many-th image of each source, so that images which depend on their neighbours are not counted as independent; 0 measures it on the baseline.'),
  smallestEffect: z.number().min(0.001).max(1).default(0.1).describe('Smallest change of a share of images that must be found: a baseline too small to prove it is reported.'),
  segments: segmentText.default('').describe('Baselines by segment: "metadata" (header x-segment of an image), or hours such as "day=6,night=20@+01:00". The baseline must have the same segments (baseline create --segments).'),
  imagesBetweenFalseAlarms: z.number().min(100).default(100_000).meta({ unit: 'images' }).describe('Promised mean number of images between two false alarms of a stream, over its whole bank.'),
  jobsAtOnce: z.int().min(0).max(64).default(1).describe('Jobs that this process runs at the same time; 0 leaves them to other processes.'),
  jobsKept: z.int().min(1).max(100_000).default(500).describe('Ended jobs that are kept with their results; older ones are removed.'),
  maxAlignerBytes: z.int().min(1024).default(64 * 1024 ** 2).meta({ unit: 'bytes' }).describe('Largest aligner file that is imported over the API.'),
  folders: z.array(z.string()).default([]).describe('Folders whose images jobs may read. A stream\'s stored images can always be used.'),
  liveMs: z.int().min(100).default(1000).meta({ unit: 'milliseconds' }).describe('How often open pages get news.'),
});

export type AdminConfig = z.infer<typeof adminConfigSchema>;
export const ADMIN_CONFIG = Symbol.for('conceptwatch.AdminConfig');
