import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import type { Problem } from '@conceptwatch/contracts';
import type { Logger } from '@conceptwatch/ports';

/** An expected refusal of the API: status, stable code, and a sentence that says what to do. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

interface Coded {
  code?: unknown;
  retriable?: unknown;
}

/** Answers every error as RFC 9457 problem details; what is not expected is logged and says nothing about the inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = this.toProblem(error);
    if (response.headersSent) {
      response.end();
      return;
    }
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    response.status(problem.body.status).type('application/problem+json').send(JSON.stringify(problem.body));
  }

  private toProblem(error: unknown): { body: Problem; headers: Readonly<Record<string, string>> } {
    if (error instanceof ProblemError) return { body: body(error.status, error.code, error.message), headers: error.headers };
    if (error instanceof HttpException) return { body: body(error.getStatus(), error.getStatus() === 404 ? 'not-found' : 'bad-request', error.message), headers: {} };
    const { status, statusCode } = (error ?? {}) as { status?: number; statusCode?: number };
    const parserStatus = status ?? statusCode;
    if (typeof parserStatus === 'number' && parserStatus >= 400 && parserStatus < 500) return { body: body(parserStatus, 'bad-request', (error as Error).message), headers: {} };
    if (error instanceof Error && (error as Coded).retriable === true)
      return { body: body(503, String((error as Coded).code ?? 'unavailable').replaceAll('_', '-'), `${error.message} Try again.`), headers: { 'retry-after': '2' } };
    this.logger.error('a request failed', { error });
    return { body: body(500, 'fault', 'The server failed on this request; its log says why.'), headers: {} };
  }
}

const TITLES: Record<number, string> = { 400: 'Bad request', 401: 'Not logged in', 403: 'Not allowed', 404: 'Not found', 409: 'Conflict', 413: 'Too large', 415: 'Unsupported', 422: 'Refused', 429: 'Too many tries', 500: 'Fault', 503: 'Unavailable' };

const body = (status: number, code: string, detail: string): Problem => ({
  type: `urn:conceptwatch:problem:${code}`,
  title: TITLES[status] ?? 'Problem',
  status,
  detail,
  code,
});
