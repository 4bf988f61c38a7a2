import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from '@conceptwatch/ports';
import { ProblemError } from './problem-error';

const CODES: Record<number, string> = { 400: 'bad-request', 401: 'not-logged-in', 403: 'forbidden', 404: 'not-found', 405: 'method-not-allowed', 413: 'too-many-bytes', 415: 'unsupported-media-type', 429: 'too-many-requests' };
const RETRY_AFTER_SECONDS = '1';

interface Fault {
  status?: unknown;
  code?: unknown;
  expose?: unknown;
  retriable?: unknown;
}

/** Every error of the API leaves as problem details: a refusal with its reason, a fault with a number to look for in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = this.problemOf(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(problem.status).set(problem.headers).type('application/problem+json').send(JSON.stringify(problem.toProblem()));
  }

  private problemOf(error: unknown): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof HttpException) return new ProblemError(error.getStatus(), codeOf(error.getStatus()), error.message);
    const fault = error as Fault | undefined;
    if (error instanceof Error && fault?.expose === true && isRefusal(fault.status)) return new ProblemError(fault.status, codeOf(fault.status), `The request cannot be read: ${error.message}.`);
    if (error instanceof Error && fault?.retriable === true) return retriableProblem(error, fault.code);
    const id = randomUUID();
    this.logger.error('A request failed.', { id, error });
    return new ProblemError(500, 'internal-error', `The service failed on this request. The log tells more under id ${id}.`);
  }
}

const isRefusal = (status: unknown): status is number => typeof status === 'number' && status >= 400 && status < 500;
const codeOf = (status: number): string => CODES[status] ?? `http-${status}`;

function retriableProblem(error: Error, code: unknown): ProblemError {
  const slug = typeof code === 'string' ? code.replaceAll('_', '-').toLowerCase() : 'try-again';
  if (slug === 'version-conflict') return new ProblemError(409, slug, 'Someone else changed this in the same moment. Read it again and repeat the change.');
  return new ProblemError(503, slug, error.message, { cause: error, headers: { 'retry-after': RETRY_AFTER_SECONDS } });
}
