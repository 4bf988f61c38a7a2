import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '@conceptwatch/contracts';
import { type Clock, CLOCK, type Document, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import type { AccessRole } from './access';
import { csrfTokenOf, digestOf, newSecret } from './access-token';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options';
import { ShortMemory } from './short-memory';
import { type AccessToken, TokenVault } from './token-vault';

const KEEP_MS = 5000;
/** How exactly it is known when a session was last used. */
const USED_MS = 30_000;

interface StoredSession {
  tokenId: string;
  role: AccessRole;
  scopes?: Scope[];
  expiresAt: number;
  /** Sessions of older versions have none: they end. */
  usedAt?: number;
}

export interface BrowserSession {
  tokenId: string;
  role: AccessRole;
  scopes?: Scope[];
  expiresAt: number;
  csrfToken: string;
}

/** Sessions of browsers: the cookie's secret is kept only as a digest; revoking the token ends its sessions. */
@Injectable()
export class SessionVault {
  private readonly recent: ShortMemory<BrowserSession>;

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TokenVault) private readonly tokens: TokenVault,
    @Inject(ACCESS_OPTIONS) private readonly options: AccessOptions,
  ) {
    this.recent = new ShortMemory(clock, KEEP_MS);
  }

  async open(token: AccessToken): Promise<BrowserSession & { secret: string }> {
    await this.forgetExpired();
    const secret = newSecret();
    const session: StoredSession = { tokenId: token.id, role: token.role, ...(token.scopes ? { scopes: token.scopes } : {}), expiresAt: this.clock.now() + this.options.sessionMs, usedAt: this.clock.now() };
    await this.state.put('session', digestOf(secret), session, 0);
    return { ...session, csrfToken: csrfTokenOf(secret), secret };
  }

  async resolve(secret: string): Promise<BrowserSession | undefined> {
    const id = digestOf(secret);
    const session = this.recent.get(id) ?? (await this.load(id, secret));
    return session && session.expiresAt > this.clock.now() ? session : undefined;
  }

  async close(secret: string): Promise<void> {
    this.recent.clear();
    await this.state.delete('session', digestOf(secret));
  }

  private async load(id: string, secret: string): Promise<BrowserSession | undefined> {
    const stored = await this.state.get<StoredSession>('session', id);
    if (!stored || this.isOver(stored.body) || !(await this.tokens.exists(stored.body.tokenId))) return undefined;
    await this.noteUse(stored);
    const session = { ...stored.body, csrfToken: csrfTokenOf(secret) };
    this.recent.set(id, session);
    return session;
  }

  private isOver({ expiresAt, usedAt = 0 }: StoredSession): boolean {
    const now = this.clock.now();
    return expiresAt <= now || usedAt <= now - (this.options.sessionIdleMs ?? Infinity);
  }

  /** A session that was closed meanwhile stays closed. */
  private async noteUse({ id, version, body }: Document<StoredSession>): Promise<void> {
    const now = this.clock.now();
    if ((body.usedAt ?? 0) > now - USED_MS) return;
    try {
      await this.state.put<StoredSession>('session', id, { ...body, usedAt: now }, version);
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }

  private async forgetExpired(): Promise<void> {
    for (const { id, body } of await this.state.list<StoredSession>('session')) if (this.isOver(body)) await this.state.delete('session', id);
  }
}
