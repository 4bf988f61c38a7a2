import { z } from 'zod';

const model = z.object({ name: z.string(), digest: z.string().nullable() });

/** How well an aligner did on images. */
export const alignerFiguresSchema = z.object({
  images: z.int(),
  r2: z.number().describe('About the grand mean of the target, as the paper has it.'),
  r2_centred: z.number().describe("About each dimension's own mean: the stricter figure."),
  cosine: z.number(),
  retained_accuracy: z.number().nullable().describe("Accuracy by text through the aligner in units of the target's own; null when nobody gave labels."),
});

export const alignerSchema = z.object({
  name: z.string().describe('"bundled" is the one that comes with conceptwatch.'),
  digest: z.string(),
  source_dim: z.int(),
  target_dim: z.int(),
  in_use: z.boolean().describe('The running service embeds by it.'),
  promoted: z.boolean().describe('It was chosen last: in use, or from the next start on.'),
  takes_effect: z.enum(['at-once', 'next-start']).describe('When a promotion or a roll-back takes effect: in a cluster at once, in all its processes.'),
  fits: z.boolean().describe('It maps the encoder in use into the text space in use.'),
  fits_not: z.string().nullable().describe('Why it does not fit.'),
  source: model.nullable(),
  target: model.nullable(),
  objective: z.string().nullable(),
  method: z.string().nullable(),
  origin: z.string().nullable().describe('The folder it was fitted on, or the file it came from.'),
  images: z.object({ training: z.int(), held_out: z.int() }).nullable(),
  held_out: alignerFiguresSchema.nullable().describe('On images kept apart when it was fitted.'),
  evaluated: alignerFiguresSchema.extend({ on: z.string(), at: z.number() }).nullable().describe('The newest evaluation.'),
  created_at: z.number().nullable(),
  created_by: z.string().nullable(),
  parent: z.string().nullable().describe('The aligner that was in use when this one was made.'),
});
export type AlignerView = z.infer<typeof alignerSchema>;

export const alignerListSchema = z.object({
  aligners: z.array(alignerSchema),
  back_to: z.string().nullable().describe('What a roll-back would use; null when nothing was promoted.'),
  fixed_by: z.string().nullable().describe('The setting that names an aligner, so that promotion has no say; null without one.'),
});
export type AlignerList = z.infer<typeof alignerListSchema>;

export const alignerDetailSchema = alignerSchema.extend({
  r2_per_dimension: z.array(z.number().nullable()).describe('Of the newest evaluation.'),
  components: z
    .object({ size: z.int(), weights: z.array(z.array(z.number())), diagonal: z.array(z.number()), random: z.array(z.number()) })
    .nullable()
    .describe('Which principal components of the source make up those of the target; rows of unit length.'),
});
export type AlignerDetail = z.infer<typeof alignerDetailSchema>;

/** What a promotion would bring about. */
export const promotionSchema = z.object({
  name: z.string(),
  digest: z.string().describe('Send it with the promotion: what was looked at is what is promoted.'),
  allowed: z.boolean(),
  why_not: z.string().nullable(),
  baselines: z.array(z.object({ id: z.string(), images: z.int(), origin: z.string(), folder: z.boolean().describe('Its folder is on this machine, so that it can be made again from there.'), streams: z.array(z.string()) })).describe('Baselines of another space: to be made again.'),
  banks: z.array(z.string()).describe('Banks that stay as they are: words do not go through the aligner.'),
  streams: z.array(z.object({ stream: z.string(), stored: z.int() })).describe('Streams whose stored scores and embeddings cannot be compared with new ones.'),
});
export type Promotion = z.infer<typeof promotionSchema>;

export const promoteSchema = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/).describe('Of the aligner, as its preview says.') });
