import { z } from 'zod';

export const conceptBankConfigSchema = z.strictObject({
  batchSize: z.int().min(1).max(4096).default(512).meta({ unit: 'images' }).describe('Most embeddings that are scored at once.'),
});

export type ConceptBankConfig = z.infer<typeof conceptBankConfigSchema>;
export const CONCEPT_BANK_CONFIG = Symbol.for('conceptwatch.ConceptBankConfig');
