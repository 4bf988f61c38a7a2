import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Document, jobFileBlob, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import type { JobRecord } from './job-record';
import { isGone } from './worker-name';

/** A worker that says nothing for longer has died: its job goes to another one. */
export const LEASE_MS = 30_000;
const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 2_000;

/**
 * A durable queue over the state store. Every change is a compare-and-swap on the document's version, so that two
 * workers never run one job at once. A job whose worker was killed is begun again: at once where the process is known to
 * be gone, otherwise when its lease has run out.
 */
@Injectable()
export class JobQueue {
  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Puts a job in the queue. A key that was used before gives the job of that time. */
  async add(job: string, options: Record<string, unknown>, by: { createdBy: string; idempotencyKey?: string }): Promise<{ document: Document<JobRecord>; isNew: boolean }> {
    const id = by.idempotencyKey === undefined ? randomUUID() : await idOf(by.createdBy, by.idempotencyKey);
    const now = this.clock.now();
    const body: JobRecord = { job, status: 'queued', options, attempts: 0, progress: null, summary: null, error: null, files: [], createdBy: by.createdBy, createdAt: now, startedAt: null, finishedAt: null, cancelAsked: false, notBefore: now, lease: null, idempotencyKey: by.idempotencyKey ?? null };
    try {
      return { document: await this.state.put('job', id, body, 0), isNew: true };
    } catch (error) {
      const known = error instanceof VersionConflict ? await this.get(id) : undefined;
      if (!known) throw error;
      return { document: known, isNew: false };
    }
  }

  get(id: string): Promise<Document<JobRecord> | undefined> {
    return this.state.get<JobRecord>('job', id);
  }

  /** Newest first. */
  async list(): Promise<Document<JobRecord>[]> {
    const all = await this.state.list<JobRecord>('job');
    return all.sort((a, b) => b.body.createdAt - a.body.createdAt || (a.id < b.id ? 1 : -1));
  }

  /** How many jobs nobody has taken yet, those among them that are tried again later. */
  async waiting(): Promise<number> {
    return (await this.state.list<JobRecord>('job')).filter(({ body }) => body.status === 'queued').length;
  }

  /** The oldest job that waits, or whose worker has died, now leased to `owner`. */
  async claim(owner: string): Promise<Document<JobRecord> | undefined> {
    const now = this.clock.now();
    for (const document of (await this.list()).reverse()) {
      const { status, lease, notBefore, attempts, cancelAsked } = document.body;
      const isAbandoned = status === 'running' && (lease === null || lease.until < now || isGone(lease.owner));
      if (!(status === 'queued' && notBefore <= now) && !isAbandoned) continue;
      if (cancelAsked) await this.change(document.id, (body) => ended(body, 'cancelled', now));
      else if (isAbandoned && attempts >= MOST_ATTEMPTS) await this.change(document.id, (body) => failed(body, now, { code: 'worker_died', detail: `The process that ran it ended ${attempts} times without a word. Look at the memory of the service, then begin the job again.` }));
      else {
        const claimed = await this.tryPut(document, { ...document.body, status: 'running', attempts: attempts + 1, startedAt: now, progress: null, lease: { owner, until: now + LEASE_MS } });
        if (claimed) return claimed;
      }
    }
    return undefined;
  }

  /** Says that the worker is alive and how far it is. @returns whether the job is still this worker's and wanted */
  async renew(id: string, owner: string, progress: JobRecord['progress']): Promise<boolean> {
    const document = await this.get(id);
    if (document?.body.lease?.owner !== owner || document.body.cancelAsked) return false;
    await this.change(id, (body) => (body.lease?.owner === owner ? { ...body, progress, lease: { owner, until: this.clock.now() + LEASE_MS } } : body));
    return true;
  }

  /** Ends a job with what it found. A cancel that came before holds. @returns whether the job has the outcome now */
  async finish(id: string, owner: string, outcome: Pick<JobRecord, 'summary' | 'files' | 'progress'>): Promise<boolean> {
    let isTaken = false;
    await this.change(id, (body) => {
      isTaken = body.lease?.owner === owner && !body.cancelAsked;
      if (isTaken) return { ...ended(body, 'done', this.clock.now()), ...outcome };
      return body.lease?.owner === owner ? ended(body, 'cancelled', this.clock.now()) : body;
    });
    return isTaken;
  }

  /** Forgets the oldest ended jobs beyond `kept`, with their files. @returns which */
  async prune(kept: number): Promise<Document<JobRecord>[]> {
    const old = (await this.list()).filter(({ body }) => body.finishedAt !== null).slice(kept);
    for (const { id, body } of old) {
      for (const { name } of body.files) await this.state.deleteBlob(jobFileBlob(id, name));
      await this.state.delete('job', id);
    }
    return old;
  }

  /** A fault that may pass is tried again later; another one ends the job. */
  async fail(id: string, owner: string, error: NonNullable<JobRecord['error']>, isRetriable: boolean): Promise<void> {
    const now = this.clock.now();
    await this.change(id, (body) => {
      if (body.lease?.owner !== owner) return body;
      if (body.cancelAsked) return ended(body, 'cancelled', now);
      if (!isRetriable || body.attempts >= MOST_ATTEMPTS) return failed(body, now, error);
      return { ...body, status: 'queued', lease: null, error, notBefore: now + FIRST_PAUSE_MS * 4 ** (body.attempts - 1) };
    });
  }

  /** Gives a job back that was not ended: the service stops. It does not count as an attempt. */
  release(id: string, owner: string): Promise<unknown> {
    return this.change(id, (body) => (body.lease?.owner === owner ? { ...body, status: 'queued', attempts: body.attempts - 1, lease: null, startedAt: null, notBefore: this.clock.now() } : body));
  }

  /** @returns undefined when there is no such job */
  cancel(id: string): Promise<Document<JobRecord> | undefined> {
    const now = this.clock.now();
    return this.change(id, (body) => {
      if (body.status === 'queued') return { ...ended(body, 'cancelled', now), cancelAsked: true };
      return body.status === 'running' ? { ...body, cancelAsked: true } : body;
    });
  }

  /** Begins an ended job again. */
  retry(id: string): Promise<Document<JobRecord> | undefined> {
    return this.change(id, (body) =>
      body.status === 'failed' || body.status === 'cancelled' ? { ...body, status: 'queued', attempts: 0, error: null, progress: null, cancelAsked: false, startedAt: null, finishedAt: null, notBefore: this.clock.now() } : body,
    );
  }

  /** Reads and writes until nobody came between. */
  private async change(id: string, to: (body: JobRecord) => JobRecord): Promise<Document<JobRecord> | undefined> {
    for (;;) {
      const document = await this.get(id);
      if (!document) return undefined;
      const next = to(document.body);
      const written = next === document.body ? document : await this.tryPut(document, next);
      if (written) return written;
    }
  }

  private async tryPut(document: Document<JobRecord>, body: JobRecord): Promise<Document<JobRecord> | undefined> {
    try {
      return await this.state.put('job', document.id, body, document.version);
    } catch (error) {
      if (error instanceof VersionConflict) return undefined;
      throw error;
    }
  }
}

const ended = (body: JobRecord, status: 'done' | 'failed' | 'cancelled', now: number): JobRecord => ({ ...body, status, lease: null, finishedAt: now, error: null });

const failed = (body: JobRecord, now: number, error: NonNullable<JobRecord['error']>): JobRecord => ({ ...ended(body, 'failed', now), error });

/** One id for one key of one caller. */
async function idOf(caller: string, key: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${caller}\n${key}`));
  return Buffer.from(hash).toString('hex').slice(0, 32);
}
