import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '@conceptwatch/contracts';
import { type Clock, CLOCK, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import type { AccessRole } from './access';
import { digestOf, isSameSecret, newSecret } from './access-token';
import { ShortMemory } from './short-memory';

const KEEP_MS = 5000;
/** Of the digest: enough to name a token, too little to find it. */
const ID_LENGTH = 16;
const FIRST_TOKEN = 'first-start';

interface StoredToken {
  name: string;
  role: AccessRole;
  /** Parts of the API that it is for; all when absent. */
  scopes?: Scope[];
  digest: string;
  createdAt: number;
  /** Not good from then on; never when absent. */
  expiresAt?: number;
}

export interface AccessToken {
  id: string;
  name: string;
  role: AccessRole;
  scopes?: Scope[];
  createdAt: number;
  expiresAt?: number;
}

/** Access tokens: random, shown once, kept only as digests. A revoked one stops within seconds in other processes, at once in this one. */
@Injectable()
export class TokenVault {
  private readonly recent: ShortMemory<AccessToken>;

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.recent = new ShortMemory(clock, KEEP_MS);
  }

  /** @returns the new admin token at the very first start, to be printed once; undefined ever after. */
  async ensureFirstToken(): Promise<string | undefined> {
    try {
      await this.state.put('setting', FIRST_TOKEN, { at: this.clock.now() }, 0);
    } catch (error) {
      if (error instanceof VersionConflict) return undefined;
      throw error;
    }
    return (await this.create('first start', 'admin')).secret;
  }

  /** The secret is in the answer and nowhere else. */
  async create(name: string, role: AccessRole, { expiresAt, scopes }: Pick<AccessToken, 'expiresAt' | 'scopes'> = {}): Promise<AccessToken & { secret: string }> {
    const secret = newSecret();
    const digest = digestOf(secret);
    const id = digest.slice(0, ID_LENGTH);
    const token = { name, role, createdAt: this.clock.now(), ...(expiresAt === undefined ? {} : { expiresAt }), ...(scopes === undefined ? {} : { scopes }) };
    await this.state.put<StoredToken>('token', id, { ...token, digest }, 0);
    return { id, ...token, secret };
  }

  async verify(secret: string): Promise<AccessToken | undefined> {
    const digest = digestOf(secret);
    const known = this.recent.get(digest);
    if (known) return this.isExpired(known) ? undefined : known;
    const token = await this.find(digest.slice(0, ID_LENGTH));
    if (!token || !isSameSecret(token.digest, digest) || this.isExpired(token)) return undefined;
    const { digest: _digest, ...shown } = token;
    this.recent.set(digest, shown);
    return shown;
  }

  /** Whether a token is still good, for sessions that were opened with it. */
  async exists(id: string): Promise<boolean> {
    const token = await this.find(id);
    return token !== undefined && !this.isExpired(token);
  }

  async list(): Promise<AccessToken[]> {
    const stored = await this.state.list<StoredToken>('token');
    return stored.map(({ id, body: { digest: _, ...shown } }) => ({ id, ...shown }));
  }

  async revoke(id: string): Promise<boolean> {
    this.recent.clear();
    return this.state.delete('token', id);
  }

  private isExpired({ expiresAt }: { expiresAt?: number }): boolean {
    return expiresAt !== undefined && expiresAt <= this.clock.now();
  }

  private async find(id: string): Promise<(AccessToken & { digest: string }) | undefined> {
    const stored = await this.state.get<StoredToken>('token', id);
    return stored && { id, ...stored.body };
  }
}
