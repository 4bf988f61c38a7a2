import { RefusedInput } from '@conceptwatch/jobs';
import type { JobContext, JobDefinition, JobOutcome } from '@conceptwatch/ports';
import { z } from 'zod';

interface Job<Shape extends z.ZodType<Record<string, unknown>>> {
  name: string;
  title: string;
  description: string;
  options: Shape;
  run(options: z.output<Shape>, context: JobContext): Promise<JobOutcome>;
}

/** A job of the API from its zod schema: the check of its options and the form of the web app are one thing. */
export function defineJob<Shape extends z.ZodType<Record<string, unknown>>>({ name, title, description, options, run }: Job<Shape>): JobDefinition {
  return {
    name,
    title,
    description,
    optionsSchema: z.toJSONSchema(options, { target: 'draft-2020-12', io: 'input' }) as Record<string, unknown>,
    parse(given) {
      const parsed = options.safeParse(given);
      if (parsed.success) return parsed.data;
      throw new RefusedInput('option-invalid', `${parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the options'}: ${message}`).join('; ')}.`);
    },
    run: (given, context) => run(given as z.output<Shape>, context),
  };
}
