import type { JobView } from '@conceptwatch/contracts';
import { whole } from '../format';

const WORDS: Record<JobView['status'], string> = { queued: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' };
const LOOKS: Record<JobView['status'], string> = { queued: 'waiting', running: 'filling', done: 'quiet', failed: 'drifting', cancelled: 'starting' };

export function JobStatus({ status }: { status: JobView['status'] }) {
  return (
    <span className="badge" data-status={LOOKS[status]}>
      {WORDS[status]}
    </span>
  );
}

/** How far a job is, and how long it will take. */
export function JobProgress({ job: { status, progress, seconds_left: left, error } }: { job: JobView }) {
  if (status === 'queued') return <span className="muted">{error ? `Tried again soon: ${error.detail}` : 'Waits for its turn.'}</span>;
  if (!progress) return <span className="muted">Getting ready …</span>;
  return (
    <span className="job-progress">
      {progress.total > 0 ? <progress value={progress.done} max={progress.total} aria-label={progress.label} /> : <progress aria-label={progress.label} />}
      <span className="muted small">
        {progress.label}: {whole(progress.done)}
        {progress.total > 0 ? ` of ${whole(progress.total)}` : ' so far'}
        {left === null ? '' : `, about ${duration(left)} left`}
      </span>
    </span>
  );
}

function duration(seconds: number): string {
  if (seconds < 90) return `${whole(seconds)} s`;
  return seconds < 5400 ? `${whole(seconds / 60)} min` : `${whole(seconds / 3600)} h`;
}
