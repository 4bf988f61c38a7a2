import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { type Session, sessionRequestSchema } from '@conceptwatch/contracts';
import { type Logger, LOGGER } from '@conceptwatch/ports';
import { ProblemError } from '../problem-error';
import { zodPipe } from '../zod-pipe';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options';
import { Access } from './access';
import { callerOf } from './access.guard';
import { tellChange } from './audit.interceptor';
import { LoginThrottle } from './login-throttle';
import { readSessionCookie, sessionCookie } from './session-cookie';
import { SessionVault } from './session-vault';
import { TokenVault } from './token-vault';

/** A token does not expire by itself: the last moment that a Date can hold. */
const NEVER = 8.64e15;

/** /api/v1/session: a browser exchanges its token for a cookie that scripts cannot read. */
@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(TokenVault) private readonly tokens: TokenVault,
    @Inject(SessionVault) private readonly sessions: SessionVault,
    @Inject(LoginThrottle) private readonly throttle: LoginThrottle,
    @Inject(ACCESS_OPTIONS) private readonly options: AccessOptions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('public')
  async open(@Body(zodPipe(sessionRequestSchema)) body: z.infer<typeof sessionRequestSchema>, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Session> {
    const address = request.ip ?? 'unknown';
    this.refuseWhileThrottled(address);
    const token = await this.tokens.verify(body.token.trim());
    if (!token) {
      this.throttle.failed(address);
      this.logger.warn('A login was refused.', { address });
      throw new ProblemError(401, 'unknown-token', 'This token is not known. The first one was printed at the first start; "npx conceptwatch token" makes another.');
    }
    this.throttle.succeeded(address);
    tellChange(request, { after: { token: token.name, role: token.role } });
    const session = await this.sessions.open(token);
    response.append('set-cookie', sessionCookie(session.secret, Math.floor(this.options.sessionMs / 1000), this.options.isSecure));
    return { role: session.role, expires_at: session.expiresAt, csrf_token: session.csrfToken };
  }

  @Get()
  @Access('viewer')
  get(@Req() request: Request): Session {
    const caller = callerOf(request);
    if (!caller) throw new ProblemError(401, 'not-logged-in', 'There is no session.');
    return { role: caller.role, expires_at: caller.session?.expiresAt ?? NEVER, csrf_token: caller.session?.csrfToken ?? '' };
  }

  @Delete()
  @HttpCode(204)
  @Access('viewer')
  async close(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const secret = readSessionCookie(request.headers.cookie, this.options.isSecure);
    if (secret !== undefined) await this.sessions.close(secret);
    response.append('set-cookie', sessionCookie('', 0, this.options.isSecure));
  }

  private refuseWhileThrottled(address: string): void {
    const wait = this.throttle.waitMs(address);
    if (wait === 0) return;
    const seconds = Math.ceil(wait / 1000);
    throw new ProblemError(429, 'too-many-logins', `Too many wrong tokens from this address. Try again in ${seconds} s.`, { headers: { 'retry-after': String(seconds) } });
  }
}
