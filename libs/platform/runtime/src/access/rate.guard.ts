import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import { type Clock, CLOCK } from '@conceptwatch/ports';
import { ProblemError } from '../problem-error';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options';
import { RequestRate } from './request-rate';

const DEFAULT_PER_SECOND = 200;
const UNMETERED = Symbol.for('conceptwatch.Unmetered');

/** For routes that carry the load itself and are bounded by what comes behind them. */
export const Unmetered = (): MethodDecorator & ClassDecorator => SetMetadata(UNMETERED, true);

/** Bounds how often one address may call one route. */
@Injectable()
export class RateGuard implements CanActivate {
  private readonly rate: RequestRate;

  constructor(@Inject(CLOCK) clock: Clock, @Inject(ACCESS_OPTIONS) options: AccessOptions) {
    this.rate = new RequestRate(clock, options.requestsPerSecond ?? DEFAULT_PER_SECOND);
  }

  canActivate(context: ExecutionContext): boolean {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    if (Reflect.hasMetadata(UNMETERED, handler) || Reflect.hasMetadata(UNMETERED, controller)) return true;
    const { ip } = context.switchToHttp().getRequest<Request>();
    const wait = this.rate.take(`${ip}\u0000${controller.name}.${handler.name}`);
    if (wait > 0) throw new ProblemError(429, 'too-many-requests', 'Too many requests from this address. Wait a second and go on slower.', { headers: { 'retry-after': String(Math.ceil(wait / 1000)) } });
    return true;
  }
}
