import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Logger, LOGGER } from '@conceptwatch/ports';
import { catchError, concatMap, from, map, type Observable, throwError } from 'rxjs';
import { ProblemError } from '../problem-error';
import { callerOf } from './access.guard';
import { AuditLog } from './audit-log';
import { isSafeMethod } from './request-origin';
import { TokenVault } from './token-vault';

const UNAUDITED = Symbol.for('conceptwatch.Unaudited');
const LONGEST = 300;

/** For routes that change nothing that people decide: images that arrive, questions that need a body. */
export const Unaudited = (): MethodDecorator & ClassDecorator => SetMetadata(UNAUDITED, true);

const changes = new WeakMap<object, { before?: unknown; after?: unknown }>();

/** A handler says what it changed, for the audit log. */
export const tellChange = (request: object, change: { before?: unknown; after?: unknown }): void => void changes.set(request, change);

/** Writes every change to the audit log, done or refused, before it is answered. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(TokenVault) private readonly tokens: TokenVault,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    if (isSafeMethod(request.method) || [context.getHandler(), context.getClass()].some((target) => Reflect.hasMetadata(UNAUDITED, target))) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      concatMap((answer: unknown) => from(this.write(request, response.statusCode)).pipe(map(() => answer))),
      catchError((error: unknown) => from(this.write(request, error instanceof ProblemError ? error.status : 500)).pipe(concatMap(() => throwError(() => error)))),
    );
  }

  private async write(request: Request, status: number): Promise<void> {
    const caller = callerOf(request);
    const token = caller && (await this.tokens.list()).find(({ id }) => id === caller.tokenId);
    const change = changes.get(request);
    const short = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value).slice(0, LONGEST));
    try {
      await this.audit.record({ who: token?.name ?? caller?.tokenId ?? 'nobody', role: caller?.role ?? null, address: request.ip ?? 'unknown', action: `${request.method} ${request.path}`.slice(0, LONGEST), status, before: short(change?.before), after: short(change?.after) });
    } catch (error) {
      this.logger.error('An entry of the audit log could not be written.', { error, action: `${request.method} ${request.path}` });
    }
  }
}
