import { z } from 'zod';
import { SLUG } from './slug';

/** The prompt templates of the paper (its footnote on text-to-concept); `{}` is the concept's text. */
export const DEFAULT_TEMPLATES = [
  'itap of a {}',
  'a bad photo of the {}',
  'a origami {}',
  'a photo of the large {}',
  'a {} in a video game',
  'art of the {}',
  'a photo of the small {}',
];

export const conceptSchema = z.strictObject({
  slug: z.string().regex(SLUG, 'a slug has 1 to 64 characters of a-z, 0-9 and -').optional().describe('Name in files, JSON, labels and CLI; made from the text when absent.'),
  text: z.string().min(1).max(200).describe('The words that the text encoder reads.'),
  kind: z.enum(['object', 'context']).default('object').describe('A context concept ("in a tree") is averaged over template × class names.'),
  templates: z.array(z.string().includes('{}')).min(1).max(100).optional().describe('Prompt templates of this concept alone.'),
  prompts: z.array(z.string().min(1)).min(1).max(500).optional().describe('Raw prompts, used as they are instead of templates.'),
  vector: z.base64().min(4).max(65_536).optional().describe('A direction of the embedding space instead of prompts, as made from examples: base64 of little-endian binary16.'),
});

/** A concept bank as a file (YAML or JSON). */
export const bankFileSchema = z.strictObject({
  name: z.string().regex(SLUG),
  description: z.string().max(2000).optional(),
  templates: z.array(z.string().includes('{}')).min(1).max(100).default(DEFAULT_TEMPLATES),
  classNames: z.array(z.string().min(1)).max(2000).optional().describe('Class names for context concepts; "object" when absent.'),
  concepts: z.array(z.union([z.string().min(1).max(200).transform((text) => conceptSchema.parse({ text })), conceptSchema])).min(1).max(2000),
});

export type BankFile = z.infer<typeof bankFileSchema>;
export type ConceptEntry = z.infer<typeof conceptSchema>;
