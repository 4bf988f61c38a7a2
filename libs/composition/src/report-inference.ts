import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { MetricSink } from '@conceptwatch/ports';
import { inferenceMetrics } from './inference.metrics';
import { bundledSource } from './model-choice';
import type { ServiceConfig } from './standalone-config';
import { toolboxOptionsOf } from './toolbox';

/** What `align fit` writes beside an aligner, as far as it is shown. */
const alignerReportSchema = z.looseObject({ heldOut: z.looseObject({ r2: z.number(), cosine: z.number().optional() }) });

/** Shows what inference runs on. @param aligner name of the aligner in use */
export async function reportInference(metrics: MetricSink, config: Pick<ServiceConfig, 'models' | 'storage'>, aligner: string): Promise<void> {
  const { executionProvider, precision, clip, encoder } = config.models;
  metrics.set(inferenceMetrics.inference, 1, { provider: executionProvider, precision });
  const used = toolboxOptionsOf(config).aligner ?? (clip === undefined && encoder === undefined ? bundledSource().aligner : undefined);
  const heldOut = used === undefined ? undefined : await heldOutOf(used);
  if (heldOut === undefined) return;
  metrics.set(inferenceMetrics.alignerR2, heldOut.r2, { aligner });
  if (heldOut.cosine !== undefined) metrics.set(inferenceMetrics.alignerCosine, heldOut.cosine, { aligner });
}

/** Undefined for an aligner that came without a report, as imported ones do. */
async function heldOutOf(file: string): Promise<z.infer<typeof alignerReportSchema>['heldOut'] | undefined> {
  const report = path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.json`);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : alignerReportSchema.safeParse(JSON.parse(text)).data?.heldOut;
}
