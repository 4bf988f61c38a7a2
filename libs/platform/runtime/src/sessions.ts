import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, StateStore } from '@conceptwatch/ports';
import { ProblemError } from './problem';

export type Role = 'viewer' | 'operator' | 'admin';
export const COOKIE = 'conceptwatch_session';

/** kind 'token' of the state store: only the hash is kept. */
interface TokenDocument {
  name: string;
  role: Role;
  hash: string;
  createdAt: number;
}

export interface OpenSession {
  id: string;
  role: Role;
  csrfToken: string;
  expiresAt: number;
}

const IDLE_MS = 12 * 3600_000;
const FREE_TRIES = 5;
const FORGET_MS = 15 * 60_000;
const random = (): string => randomBytes(32).toString('base64url');
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Access tokens (256 random bits, hashed at rest) and the browser sessions that they open. */
export class Sessions {
  private readonly open = new Map<string, OpenSession>();
  private readonly failures = new Map<string, { count: number; at: number }>();

  constructor(
    private readonly state: StateStore,
    private readonly clock: Clock,
  ) {}

  /** Makes a token. @returns the secret, which nobody can read again */
  async issue(name: string, role: Role): Promise<string> {
    const secret = `cw_${random()}`;
    const body: TokenDocument = { name, role, hash: hashOf(secret), createdAt: this.clock.now() };
    await this.state.put('token', body.hash.slice(0, 16), body);
    return secret;
  }

  /** The administrator's token of a first start; undefined when there is one already. */
  async issueFirst(): Promise<string | undefined> {
    const tokens = await this.state.list<TokenDocument>('token');
    return tokens.length ? undefined : this.issue('first start', 'admin');
  }

  /** @throws ProblemError 429 when this address has guessed too often */
  async roleOfToken(token: string, address: string): Promise<Role | undefined> {
    const hash = hashOf(token);
    const found = await this.state.get<TokenDocument>('token', hash.slice(0, 16));
    const right = found !== undefined && timingSafeEqual(Buffer.from(found.body.hash), Buffer.from(hash));
    if (right) return found.body.role;
    this.noteFailure(address);
    return undefined;
  }

  /** Opens a session for a right token. @throws ProblemError 401 or 429 */
  async login(token: string, address: string): Promise<OpenSession> {
    const role = await this.roleOfToken(token, address);
    if (!role) throw new ProblemError(401, 'bad-token', 'This token is not known. `conceptwatch token` makes a new one.');
    this.failures.delete(address);
    const session = { id: random(), role, csrfToken: random(), expiresAt: this.clock.now() + IDLE_MS };
    this.open.set(session.id, session);
    return session;
  }

  /** A living session; each use keeps it alive. */
  find(id: string | undefined): OpenSession | undefined {
    const session = id === undefined ? undefined : this.open.get(id);
    if (!session) return undefined;
    const now = this.clock.now();
    if (session.expiresAt < now) {
      this.open.delete(session.id);
      return undefined;
    }
    session.expiresAt = now + IDLE_MS;
    return session;
  }

  logout(id: string | undefined): void {
    if (id !== undefined) this.open.delete(id);
  }

  /** After a few wrong tries each further one costs twice the wait of the one before. */
  private noteFailure(address: string): void {
    const now = this.clock.monotonic();
    const known = this.failures.get(address);
    const fresh = known && now - known.at < FORGET_MS ? known : { count: 0, at: now };
    const wait = fresh.count < FREE_TRIES ? 0 : Math.min(60_000, 1000 * 2 ** (fresh.count - FREE_TRIES));
    if (fresh.count >= FREE_TRIES && now - fresh.at < wait)
      throw new ProblemError(429, 'too-many-tries', 'Too many wrong tokens from this address.', { 'retry-after': String(Math.ceil(wait / 1000)) });
    this.failures.set(address, { count: fresh.count + 1, at: now });
    if (this.failures.size > 10_000) this.failures.delete(this.failures.keys().next().value as string);
  }
}
