import { z } from 'zod';
import { SLUG } from './slug';

/** What a job is doing. `queued` also while it waits to be tried again. */
export const jobStatusSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);

export const jobSchema = z.object({
  id: z.string(),
  job: z.string().regex(SLUG).describe('Which job: a name of GET /api/v1/job-types.'),
  status: jobStatusSchema,
  options: z.record(z.string(), z.unknown()),
  attempts: z.int().describe('How often it was begun.'),
  progress: z.object({ label: z.string(), done: z.number(), total: z.number() }).nullable(),
  seconds_left: z.number().nullable().describe('Estimated from the progress; null while that says nothing.'),
  summary: z.string().nullable().describe('The result in a sentence.'),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  files: z.array(z.object({ name: z.string(), content_type: z.string(), bytes: z.int() })),
  created_by: z.string(),
  created_at: z.number(),
  started_at: z.number().nullable(),
  finished_at: z.number().nullable(),
});
export type JobView = z.infer<typeof jobSchema>;

export const jobPageSchema = z.object({ jobs: z.array(jobSchema).describe('Newest first.'), next: z.string().nullable().describe('`before` of the next page.') });
export type JobPage = z.infer<typeof jobPageSchema>;

export const jobTypeSchema = z.object({
  job: z.string(),
  title: z.string(),
  description: z.string(),
  options: z.record(z.string(), z.unknown()).describe('JSON Schema of the options, with defaults and descriptions: the form.'),
});
export type JobType = z.infer<typeof jobTypeSchema>;

export const newJobSchema = z.strictObject({ job: z.string().min(1).max(64), options: z.record(z.string(), z.unknown()).default({}) });
