import type { Problem } from '@conceptwatch/contracts';

/** An outcome of a request that the client is told about as RFC 9457 problem details. `detail` says what to do. */
export class ProblemError extends Error {
  readonly headers: Record<string, string>;

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    options: { cause?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.headers = options.headers ?? {};
  }

  toProblem(): Problem {
    const title = `${this.code[0].toUpperCase()}${this.code.slice(1).replaceAll('-', ' ')}`;
    return { type: `urn:conceptwatch:problem:${this.code}`, title, status: this.status, detail: this.detail, code: this.code };
  }
}
