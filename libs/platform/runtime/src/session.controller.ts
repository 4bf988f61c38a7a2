import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Session, sessionRequestSchema } from '@conceptwatch/contracts';
import { Access, cookieOf } from './access';
import { ProblemError } from './problem';
import { COOKIE, type OpenSession, type Role, Sessions } from './sessions';

/** Login of the web app: a token for a session cookie. */
@Controller('api/v1/session')
export class SessionController {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  @Post()
  @HttpCode(200)
  @Access('public')
  async login(@Body() body: unknown, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Session> {
    const parsed = sessionRequestSchema.safeParse(body);
    if (!parsed.success) throw new ProblemError(400, 'bad-request', 'Send {"token": "…"} as JSON.');
    const session = await this.sessions.login(parsed.data.token, request.ip ?? '');
    response.cookie(COOKIE, session.id, { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' });
    return toSession(session);
  }

  @Get()
  @Access('viewer')
  current(@Req() request: Request & { role?: Role }): Session {
    const session = this.sessions.find(cookieOf(request, COOKIE));
    return session ? toSession(session) : { role: request.role ?? 'viewer', expires_at: 0, csrf_token: '' };
  }

  @Delete()
  @HttpCode(204)
  @Access('viewer')
  logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    this.sessions.logout(cookieOf(request, COOKIE));
    response.clearCookie(COOKIE, { path: '/' });
  }
}

const toSession = ({ role, expiresAt, csrfToken }: OpenSession): Session => ({ role, expires_at: expiresAt, csrf_token: csrfToken });
