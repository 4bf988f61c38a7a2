import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { MetricSink } from '@conceptwatch/ports';
import { inferenceMetrics } from './inference.metrics';
import { bundledSource } from './model-choice';
import type { ServiceConfig } from './standalone-config';

/** What `align fit` writes beside an aligner, as far as it is shown. */
const alignerReportSchema = z.looseObject({ heldOut: z.looseObject({ r2: z.number() }) });

/** Shows what inference runs on. @param aligner name of the aligner in use */
export async function reportInference(metrics: MetricSink, { executionProvider, precision, aligner: file, clip, encoder }: ServiceConfig['models'], aligner: string): Promise<void> {
  metrics.set(inferenceMetrics.inference, 1, { provider: executionProvider, precision });
  const used = file ?? (clip === undefined && encoder === undefined ? bundledSource().aligner : undefined);
  const r2 = used === undefined ? undefined : await r2Of(used);
  if (r2 !== undefined) metrics.set(inferenceMetrics.alignerR2, r2, { aligner });
}

/** Undefined for an aligner that came without a report, as imported ones do. */
async function r2Of(file: string): Promise<number | undefined> {
  const report = path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.json`);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : alignerReportSchema.safeParse(JSON.parse(text)).data?.heldOut.r2;
}
