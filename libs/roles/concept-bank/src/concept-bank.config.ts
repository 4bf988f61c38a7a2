import { z } from 'zod';

export const conceptBankConfigSchema = z.strictObject({
  batchSize: z.int().min(1).max(4096).default(512).meta({ unit: 'images' }).describe('Most embeddings that are scored at once.'),
  api: z.boolean().default(false).describe('Whether a process of this role alone answers, on http.port, how any phrase scores over a stream (POST /api/v1/streams/NAME/phrase). The role admin always does.'),
});

export type ConceptBankConfig = z.infer<typeof conceptBankConfigSchema>;
export const CONCEPT_BANK_CONFIG = Symbol.for('conceptwatch.ConceptBankConfig');
