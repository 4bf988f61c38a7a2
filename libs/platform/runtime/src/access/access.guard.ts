import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type Scope, scopeOf } from '@conceptwatch/contracts';
import type { Request } from 'express';
import { ProblemError } from '../problem-error';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options';
import { accessOf, type AccessRole, covers } from './access';
import { isSameSecret } from './access-token';
import { isSafeMethod, isSameOrigin } from './request-origin';
import { readSessionCookie } from './session-cookie';
import { type BrowserSession, SessionVault } from './session-vault';
import { TokenVault } from './token-vault';

/** Who calls; handlers find it with `callerOf(request)`. */
export interface Caller {
  tokenId: string;
  role: AccessRole;
  /** Parts of the API that the token is for; all when absent. */
  scopes?: readonly Scope[];
  session?: BrowserSession;
}

const callers = new WeakMap<object, Caller>();
export const callerOf = (request: object): Caller | undefined => callers.get(request);

/** Lets a request through when its token or session has the role that `@Access` of the route asks for. Denies by default. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(TokenVault) private readonly tokens: TokenVault,
    @Inject(SessionVault) private readonly sessions: SessionVault,
    @Inject(ACCESS_OPTIONS) private readonly options: AccessOptions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needed = accessOf(context.getHandler(), context.getClass());
    const request = context.switchToHttp().getRequest<Request>();
    if (needed === undefined) throw new ProblemError(403, 'forbidden', 'This route does not say who may call it, so nobody may.');
    if (needed === 'public') {
      requireSameOrigin(request);
      return true;
    }
    const caller = await this.identify(request);
    if (!caller)
      throw new ProblemError(401, 'not-logged-in', 'Send an access token as "Authorization: Bearer …" or log in on the web page.', { headers: { 'www-authenticate': 'Bearer realm="conceptwatch"' } });
    if (!covers(caller.role, needed)) throw new ProblemError(403, 'role-too-low', `This needs the role ${needed}; your token has the role ${caller.role}.`);
    requireScope(request, caller);
    if (caller.session) requireOwnPage(request, caller.session);
    callers.set(request, caller);
    return true;
  }

  private async identify(request: Request): Promise<Caller | undefined> {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) {
      const token = await this.tokens.verify(bearer);
      return token && { tokenId: token.id, role: token.role, scopes: token.scopes };
    }
    const secret = readSessionCookie(request.headers.cookie, this.options.isSecure);
    const session = secret === undefined ? undefined : await this.sessions.resolve(secret);
    return session && { tokenId: session.tokenId, role: session.role, scopes: session.scopes, session };
  }
}

function requireScope({ method, path }: Request, { scopes }: Caller): void {
  const needed = scopeOf(method, path);
  if (!scopes || needed === 'any' || (needed !== undefined && scopes.includes(needed))) return;
  throw new ProblemError(403, 'out-of-scope', `Your token is held to the scopes ${scopes.join(', ')}${needed ? `; this needs ${needed}` : ''}.`);
}

function requireSameOrigin(request: Request): void {
  if (!isSafeMethod(request.method) && !isSameOrigin(request, request.host))
    throw new ProblemError(403, 'cross-site', 'Changes are only taken from pages of this server.');
}

function requireOwnPage(request: Request, session: BrowserSession): void {
  if (isSafeMethod(request.method)) return;
  requireSameOrigin(request);
  if (!isSameSecret(request.header('x-csrf-token') ?? '', session.csrfToken))
    throw new ProblemError(403, 'csrf-token-missing', 'A change with a session cookie needs the header x-csrf-token with the csrf_token of GET /api/v1/session.');
}
