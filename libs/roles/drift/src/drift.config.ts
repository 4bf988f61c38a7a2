import { z } from 'zod';

export const driftConfigSchema = z.strictObject({
  batchSize: z.int().min(1).max(4096).default(512).meta({ unit: 'images' }).describe('Most score records that are tracked at once.'),
  checkpointMs: z.int().min(50).max(60_000).default(1000).meta({ unit: 'milliseconds' }).describe('How often state and offset are saved when nothing happens; a drift event saves at once.'),
  minimumWindow: z.int().min(20).default(100).meta({ unit: 'images' }).describe('No distance is shown before the window holds this many images.'),
  trendMs: z.int().min(100).default(2000).meta({ unit: 'milliseconds' }).describe('Time between two points of the history that the heat map shows; doubles when the memory is full.'),
});

export type DriftConfig = z.infer<typeof driftConfigSchema>;
export const DRIFT_CONFIG = Symbol.for('conceptwatch.DriftConfig');
