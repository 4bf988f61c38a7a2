import { RefusedInput } from '@conceptwatch/jobs';
import type { JobContext, JobDefinition, JobOutcome } from '@conceptwatch/ports';
import { z } from 'zod';
import { parquetOf } from './parquet-of';

interface Job<Shape extends z.ZodType<Record<string, unknown>>> {
  name: string;
  title: string;
  description: string;
  options: Shape;
  run(options: z.output<Shape>, context: JobContext): Promise<JobOutcome>;
  forget?(id: string): Promise<void>;
}

/** A job of the API from its zod schema: the check of its options and the form of the web app are one thing. */
export function defineJob<Shape extends z.ZodType<Record<string, unknown>>>({ name, title, description, options, run, forget }: Job<Shape>): JobDefinition {
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
    run: async (given, context) => withParquet(await run(given as z.output<Shape>, context)),
    ...(forget ? { forget } : {}),
  };
}

/** A table is there for notebooks, too. */
function withParquet(outcome: JobOutcome): JobOutcome {
  if (!outcome.table) return outcome;
  return { ...outcome, files: [...(outcome.files ?? []), { name: 'result.parquet', contentType: 'application/vnd.apache.parquet', bytes: parquetOf(outcome.table) }] };
}
