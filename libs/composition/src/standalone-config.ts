import { z } from 'zod';
import { adminConfigSchema } from '@conceptwatch/roles/admin';
import { conceptBankConfigSchema } from '@conceptwatch/roles/concept-bank';
import { driftConfigSchema } from '@conceptwatch/roles/drift';
import { ingestConfigSchema } from '@conceptwatch/roles/ingest';
import { notifyConfigSchema } from '@conceptwatch/roles/notify';
import { observabilityConfigSchema } from '@conceptwatch/platform/observability';
import { httpConfigSchema } from '@conceptwatch/platform/runtime';
import { databaseConfigSchema, kafkaConfigSchema } from './cluster-config';
import { fetchConfigSchema } from './image-references';
import { tracingConfigSchema } from './traces';

export const storageConfigSchema = z.strictObject({
  directory: z.string().default('.conceptwatch').describe('Folder for everything that is kept: inbox, state, history.'),
  retentionBytes: z.number().min(1 << 26).default(2 * 1024 ** 3).meta({ unit: 'bytes' }).describe('Images kept in the inbox for thumbnails and replays; the oldest go first.'),
});

export const modelsConfigSchema = z.strictObject({
  clip: z.string().optional().describe('Folder of a CLIP model in the layout of transformers.js, or the name of one that "conceptwatch models pull" fetched; the bundled one when absent.'),
  encoder: z.string().optional().describe('Folder or name of another vision encoder; needs an aligner.'),
  aligner: z.string().optional().describe('Aligner file (safetensors, npz, pth) from the encoder into the CLIP space.'),
  executionProvider: z.enum(['cpu', 'cuda']).default('cpu').describe('Where inference runs. cuda needs the CUDA libraries of ONNX Runtime and fails clearly without them.'),
  precision: z.enum(['fp32', 'fp16', 'int8']).default('fp32').describe('Which of a model\'s files is loaded: full, half or 8-bit weights. A model without that file is refused.'),
  languageModel: z.string().optional().describe('Folder or name of the language model of decode; the bundled one when absent.'),
  threads: z.int().min(0).max(256).optional().describe('Threads of one inference; 0 lets ONNX Runtime choose.'),
});

/** Every part of the configuration of a service, by name. */
export const CONFIG_PARTS = {
  http: httpConfigSchema,
  storage: storageConfigSchema,
  kafka: kafkaConfigSchema,
  database: databaseConfigSchema,
  models: modelsConfigSchema,
  fetch: fetchConfigSchema,
  observability: observabilityConfigSchema,
  ingest: ingestConfigSchema,
  conceptBank: conceptBankConfigSchema,
  drift: driftConfigSchema,
  admin: adminConfigSchema,
  notify: notifyConfigSchema,
  tracing: tracingConfigSchema,
};

export type ServiceConfig = { [Part in keyof typeof CONFIG_PARTS]: z.infer<(typeof CONFIG_PARTS)[Part]> };

/** All defaults, with what is given put over them. @throws ZodError */
export function serviceConfig(given: { [Part in keyof ServiceConfig]?: Partial<ServiceConfig[Part]> } = {}): ServiceConfig {
  return Object.fromEntries(Object.entries(CONFIG_PARTS).map(([part, schema]) => [part, schema.parse(given[part as keyof ServiceConfig] ?? {})])) as unknown as ServiceConfig;
}
