import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ProblemError } from './problem';
import { COOKIE, type Role, type Sessions } from './sessions';

const ACCESS = 'conceptwatch.access';
const RANK: Record<Role, number> = { viewer: 1, operator: 2, admin: 3 };

/** Who may call a route. A route without it is refused to everyone. */
export const Access = (role: Role | 'public'): MethodDecorator => SetMetadata(ACCESS, role);

/** Deny by default: bearer token or session cookie, role, and for writes by cookie the CSRF token and the same origin. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const wanted = this.reflector.get<Role | 'public' | undefined>(ACCESS, context.getHandler());
    if (wanted === 'public') return true;
    const request = context.switchToHttp().getRequest<Request & { role?: Role }>();
    const held = await this.identify(request);
    if (!wanted || RANK[held] < RANK[wanted])
      throw new ProblemError(403, 'forbidden', `This needs the role ${wanted ?? 'nobody has'}; your token has ${held}.`);
    request.role = held;
    return true;
  }

  private async identify(request: Request): Promise<Role> {
    const bearer = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1];
    if (bearer) {
      const role = await this.sessions.roleOfToken(bearer, request.ip ?? '');
      if (role) return role;
      throw new ProblemError(401, 'bad-token', 'This token is not known. `conceptwatch token` makes a new one.', { 'www-authenticate': 'Bearer' });
    }
    const session = this.sessions.find(cookieOf(request, COOKIE));
    if (!session) throw new ProblemError(401, 'no-token', 'Send "Authorization: Bearer TOKEN"; the token was printed at the first start, `conceptwatch token` makes a new one.', { 'www-authenticate': 'Bearer' });
    if (!['GET', 'HEAD'].includes(request.method)) refuseForgery(request, session.csrfToken);
    return session.role;
  }
}

/** A write that rides on a cookie must come from our own page: right CSRF token, same origin. */
function refuseForgery(request: Request, csrfToken: string): void {
  const site = request.header('sec-fetch-site');
  const origin = request.header('origin');
  const foreign = (site !== undefined && site !== 'same-origin' && site !== 'none') || (origin !== undefined && new URL(origin).host !== request.header('host'));
  if (foreign || request.header('x-csrf-token') !== csrfToken) throw new ProblemError(403, 'forgery', 'This write did not come from the web app: its CSRF token or origin is wrong.');
}

export function cookieOf(request: Request, name: string): string | undefined {
  for (const part of (request.header('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}
