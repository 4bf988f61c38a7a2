import type { JobView } from '@conceptwatch/contracts';
import type { Document } from '@conceptwatch/ports';

/** A job as it is kept: a document of the state store, so that it survives whatever happens to the process that runs it. */
export interface JobRecord {
  job: string;
  status: JobView['status'];
  options: Record<string, unknown>;
  attempts: number;
  progress: JobView['progress'];
  summary: string | null;
  error: JobView['error'];
  files: JobView['files'];
  createdBy: string;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  cancelAsked: boolean;
  /** Not before this time. */
  notBefore: number;
  /** Who runs it, and until when others must leave it alone. */
  lease: { owner: string; until: number } | null;
  /** Key of a post that may be repeated. */
  idempotencyKey: string | null;
}

export const RESULT_FILE = 'result.json';

export function toJobView({ id, body }: Document<JobRecord>, now: number): JobView {
  const { job, status, options, attempts, progress, summary, error, files, createdBy, createdAt, startedAt, finishedAt } = body;
  return {
    id,
    job,
    status,
    options,
    attempts,
    progress,
    seconds_left: status === 'running' ? secondsLeft(body, now) : null,
    summary,
    error,
    files,
    created_by: createdBy,
    created_at: createdAt,
    started_at: startedAt,
    finished_at: finishedAt,
  };
}

/** What is left goes on at the speed so far. */
function secondsLeft({ progress, startedAt }: JobRecord, now: number): number | null {
  if (!progress || startedAt === null || progress.done < 1 || progress.total <= 0) return null;
  return Math.max(0, Math.round(((now - startedAt) / 1000) * (progress.total / progress.done - 1)));
}
