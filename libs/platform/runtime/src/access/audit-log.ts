import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditEntry } from '@conceptwatch/contracts';
import { type Clock, CLOCK, STATE_STORE, type StateStore } from '@conceptwatch/ports';

/** Older entries beyond this many are dropped. */
const KEPT = 10_000;
const PRUNED_EVERY = 500;

/** Who changed what: every request that is no mere reading, and every login, with its outcome. Secrets and images never come here. */
@Injectable()
export class AuditLog {
  private sincePruned = 0;

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
    const at = this.clock.now();
    await this.state.put('audit', `${String(at).padStart(15, '0')}-${randomUUID().slice(0, 8)}`, { ...entry, at }, 0);
    if (++this.sincePruned < PRUNED_EVERY) return;
    this.sincePruned = 0;
    for (const { id } of (await this.newestFirst()).slice(KEPT)) await this.state.delete('audit', id);
  }

  /** @param before only older than this time */
  async list(limit: number, before = Infinity): Promise<AuditEntry[]> {
    return (await this.newestFirst()).filter(({ body }) => body.at < before).slice(0, limit).map(({ id, body }) => ({ ...body, id }));
  }

  private async newestFirst() {
    const all = await this.state.list<Omit<AuditEntry, 'id'>>('audit');
    return all.sort((a, b) => (a.id < b.id ? 1 : -1));
  }
}
