import { z } from 'zod';

/** One concept of a comparison, strongest first. `share` and `location` as defined in docs/STATISTICS.md. */
export const comparedConceptSchema = z.object({
  concept: z.string(),
  text: z.string().optional(),
  direction: z.enum(['rose', 'fell']),
  ks: z.number().min(0).max(1),
  location: z.number(),
  p_value: z.number().min(0).max(1),
  q_value: z.number().min(0).max(1),
  share: z.number().min(0).max(1),
  /** Slug of a stronger change in whose images this one happened; its own change is not there in the other images. */
  moves_with: z.string().optional(),
});

/** What `conceptwatch compare --json` prints. */
export const compareReportSchema = z.object({
  drift: z.boolean(),
  images: z.object({ baseline: z.int(), current: z.int(), refused: z.int() }),
  concepts: z.array(comparedConceptSchema),
  decoded: z.array(z.string()),
});
export type CompareReport = z.infer<typeof compareReportSchema>;
export type ComparedConcept = z.infer<typeof comparedConceptSchema>;
