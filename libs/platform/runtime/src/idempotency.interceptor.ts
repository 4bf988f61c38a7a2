import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { catchError, concatMap, from, type Observable, of, throwError } from 'rxjs';
import { type Clock, CLOCK, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import { callerOf } from './access/access.guard';
import { ProblemError } from './problem-error';

const KEPT_MS = 86_400_000;
const KEY = /^[\x21-\x7e]{1,128}$/;

/** A post that was taken, and its answer once there is one. */
interface TakenPost {
  /** Of path and body. */
  digest: string;
  at: number;
  answer?: { status: number; body: unknown };
}

/** A post with the header idempotency-key is done once; a repetition gets the first answer for a day. One that failed may be repeated. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const key = request.header('idempotency-key');
    if (key === undefined) return next.handle();
    if (!KEY.test(key)) throw new ProblemError(400, 'bad-request', 'The idempotency-key has 1 to 128 printable characters without spaces.');
    const id = digestOf([callerOf(request)?.tokenId, key]);
    const post: TakenPost = { digest: digestOf([request.path, request.body]), at: this.clock.now() };
    const before = await this.take(id, post);
    if (before) {
      response.status(before.status);
      return of(before.body);
    }
    return next.handle().pipe(
      concatMap((body: unknown) => from(this.state.put<TakenPost>('idempotency', id, { ...post, answer: { status: response.statusCode, body } }).then(() => body))),
      catchError((error: unknown) => from(this.state.delete('idempotency', id)).pipe(concatMap(() => throwError(() => error)))),
    );
  }

  /** @returns the answer that was given before @throws ProblemError while it is being done, and for a key of another post */
  private async take(id: string, post: TakenPost): Promise<TakenPost['answer']> {
    for (const { id: old, body } of await this.state.list<TakenPost>('idempotency')) if (body.at < post.at - KEPT_MS) await this.state.delete('idempotency', old);
    try {
      await this.state.put('idempotency', id, post, 0);
      return undefined;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
    const known = (await this.state.get<TakenPost>('idempotency', id))?.body;
    if (known && known.digest !== post.digest) throw new ProblemError(422, 'idempotency-key-reused', 'The idempotency-key was used for another request. Take a new one for every request.');
    if (!known?.answer) throw new ProblemError(409, 'in-progress', 'The first request with this idempotency-key is not done yet: ask again in a moment.');
    return known.answer;
  }
}

/** The handler takes the header idempotency-key. */
export const Idempotent = (): MethodDecorator => UseInterceptors(IdempotencyInterceptor);

const digestOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
