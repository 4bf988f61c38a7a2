import { z } from 'zod';

/** RFC 9457 problem details: every error of the API has this shape. */
export const problemSchema = z.object({
  type: z.string().describe('A stable identifier of the kind of problem, for example "urn:conceptwatch:problem:not-an-image".'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('What happened and what to do.'),
  code: z.string().describe('The slug at the end of type.'),
});
export type Problem = z.infer<typeof problemSchema>;
