import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { catchError, concatMap, from, type Observable, of, throwError } from 'rxjs';
import { type Clock, CLOCK, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import { callerOf } from './access/access.guard';
import { ProblemError } from './problem-error';

const KEPT_MS = 86_400_000;
const SWEPT_MS = 600_000;
/** A post without an answer for this long was lost with the process that did it. */
const LOST_MS = 120_000;
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
  private sweptAt = 0;

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
    const post: TakenPost = { digest: digestOf([request.path, request.body, request.header('content-type'), request.header('content-length')]), at: this.clock.now() };
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
    await this.sweep(post.at);
    try {
      await this.state.put('idempotency', id, post, 0);
      return undefined;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
    const document = await this.state.get<TakenPost>('idempotency', id);
    const known = document?.body;
    if (known && known.digest !== post.digest) throw new ProblemError(422, 'idempotency-key-reused', 'The idempotency-key was used for another request. Take a new one for every request.');
    if (document && known && !known.answer && known.at < post.at - LOST_MS) {
      await this.state.put('idempotency', id, post, document.version);
      return undefined;
    }
    if (!known?.answer) throw new ProblemError(409, 'in-progress', 'The first request with this idempotency-key is not done yet: ask again in a moment.');
    return known.answer;
  }

  /** Forgets what is a day old, now and then. */
  private async sweep(now: number): Promise<void> {
    if (now - this.sweptAt < SWEPT_MS) return;
    this.sweptAt = now;
    for (const { id, body } of await this.state.list<TakenPost>('idempotency')) if (body.at < now - KEPT_MS) await this.state.delete('idempotency', id);
  }
}

/** The handler takes the header idempotency-key. */
export const Idempotent = (): MethodDecorator => UseInterceptors(IdempotencyInterceptor);

const digestOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
