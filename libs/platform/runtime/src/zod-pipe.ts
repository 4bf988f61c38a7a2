import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { ProblemError } from './problem-error';

/** `@Body(zodPipe(schema))`: what does not fit the schema is answered with 400 and each field that is wrong. */
export function zodPipe<T extends z.ZodType>(schema: T): PipeTransform<unknown, z.output<T>> {
  return {
    transform(value) {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
      throw new ProblemError(400, 'bad-request', `${wrong.join('; ')}.`);
    },
  };
}
