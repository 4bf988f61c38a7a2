import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Document, JOB_DEFINITIONS, type JobDefinition, type JobFile, jobFileBlob, type JobOutcome, type Logger, LOGGER, METRICS, type MetricSink, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { atScrape } from '@conceptwatch/platform/observability';
import { ADMIN_CONFIG, type AdminConfig } from '../admin.config';
import { adminMetrics } from '../admin.metrics';
import { toCsv } from './csv';
import { JobQueue, LEASE_MS } from './job-queue';
import { type JobRecord, RESULT_FILE } from './job-record';
import { WORKER } from './worker-name';

const POLL_MS = 500;
const RENEW_MS = 1_000;

/** Runs queued jobs in this process, as many at once as the settings allow. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly running = new Map<string, { controller: AbortController; ended: Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JOB_DEFINITIONS) private readonly definitions: readonly JobDefinition[],
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(ADMIN_CONFIG) private readonly config: AdminConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    for (const { name } of this.definitions) for (const outcome of ['done', 'failed']) this.metrics.increment(adminMetrics.jobs, { kind: name, outcome }, 0);
    this.metrics.onScrape(() => this.metrics.set(adminMetrics.jobsRunning, this.running.size));
    atScrape(this.metrics, async () => this.metrics.set(adminMetrics.jobsWaiting, await this.queue.waiting()));
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    for (const { controller } of this.running.values()) controller.abort(new Error('the service stops'));
    await Promise.all([...this.running.values()].map(({ ended }) => ended));
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.takeJobs()
        .catch((error: unknown) => this.logger.warn('The job queue cannot be read; it is tried again.', { error }))
        .finally(() => this.isStopping || this.schedule());
    }, POLL_MS);
  }

  private async takeJobs(): Promise<void> {
    while (!this.isStopping && this.running.size < this.config.jobsAtOnce) {
      const document = await this.queue.claim(WORKER);
      if (!document) return;
      const controller = new AbortController();
      const ended = this.run(document, controller).finally(() => this.running.delete(document.id));
      this.running.set(document.id, { controller, ended });
    }
  }

  private async run({ id, body }: Document<JobRecord>, controller: AbortController): Promise<void> {
    let progress: JobRecord['progress'] = null;
    const beat = setInterval(() => {
      this.queue.renew(id, WORKER, progress).then(
        (isWanted) => isWanted || controller.abort(new Error('the job was cancelled')),
        (error: unknown) => this.logger.warn(`Job ${id} cannot say that it is alive; after ${LEASE_MS / 1000} s another worker may begin it.`, { error }),
      );
    }, RENEW_MS);
    try {
      const definition = this.definitions.find(({ name }) => name === body.job);
      if (!definition) throw Object.assign(new Error(`This build has no job "${body.job}".`), { code: 'unknown_job', retriable: false });
      const outcome = await definition.run(body.options, { signal: controller.signal, id, createdBy: body.createdBy, progress: (label, done, total) => void (progress = { label, done, total }) });
      controller.signal.throwIfAborted();
      const files = await this.keepFiles(id, outcome);
      const isKept = await this.queue.finish(id, WORKER, { summary: outcome.summary, files, progress });
      if (!isKept) for (const { name } of files) await this.state.deleteBlob(jobFileBlob(id, name));
      else this.metrics.increment(adminMetrics.jobs, { kind: body.job, outcome: 'done' });
    } catch (error) {
      await this.endBadly(id, body.job, error).catch((fault: unknown) => this.logger.error(`The end of job ${id} cannot be written.`, { error: fault }));
    } finally {
      clearInterval(beat);
      await this.forgetOld().catch((error: unknown) => this.logger.warn('Old jobs cannot be removed; it is tried again after the next one.', { error }));
    }
  }

  private async endBadly(id: string, job: string, error: unknown): Promise<void> {
    if (this.isStopping) return void (await this.queue.release(id, WORKER));
    const { code, retriable, message } = error as { code?: string; retriable?: boolean; message?: string };
    await this.queue.fail(id, WORKER, { code: code ?? 'fault', detail: message ?? String(error) }, retriable ?? code === undefined);
    this.metrics.increment(adminMetrics.jobs, { kind: job, outcome: 'failed' });
    if (code === undefined) this.logger.error(`Job ${id} (${job}) failed.`, { error });
  }

  private async forgetOld(): Promise<void> {
    for (const { id, body } of await this.queue.prune(this.config.jobsKept)) await this.definitions.find(({ name }) => name === body.job)?.forget?.(id);
  }

  private async keepFiles(id: string, { result, table, files = [] }: JobOutcome): Promise<JobRecord['files']> {
    const all: JobFile[] = [
      { name: RESULT_FILE, contentType: 'application/json', bytes: Buffer.from(JSON.stringify(result)) },
      ...(table ? [{ name: 'result.csv', contentType: 'text/csv; charset=utf-8', bytes: Buffer.from(toCsv(table)) }] : []),
      ...files,
    ];
    for (const { name, bytes } of all) await this.state.putBlob(jobFileBlob(id, name), bytes);
    return all.map(({ name, contentType, bytes }) => ({ name, content_type: contentType, bytes: bytes.length }));
  }
}
