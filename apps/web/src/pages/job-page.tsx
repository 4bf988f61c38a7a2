import { useState } from 'react';
import type { JobView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { capitalized, whole } from '../format';
import { JobResult } from '../parts/job-result';
import { JobProgress, JobStatus } from '../parts/job-status';
import { Link } from '../parts/link';
import { Loading, Time } from '../parts/words';

/** One job: how far it is, what came of it, and its files. */
export function JobPage({ id }: { id: string }) {
  const job = usePolled(`job ${id}`, () => api.job(id), 1000);
  return (
    <div className="overview">
      <nav className="steps" aria-label="Back">
        <Link to={{ page: 'jobs' }}>← All jobs</Link>
      </nav>
      {job.data ? <Shown job={job.data} onChange={job.reload} /> : <Loading what="the job" error={job.error} onRetry={job.reload} />}
    </div>
  );
}

function Shown({ job, onChange }: { job: JobView; onChange: () => void }) {
  const isGoing = job.status === 'queued' || job.status === 'running';
  return (
    <>
      <section className="hero" data-status={job.status === 'failed' ? 'drifting' : job.status === 'done' ? 'quiet' : 'waiting'}>
        <div className="hero-top">
          <JobStatus status={job.status} />
          <span className="muted">
            {job.job}, begun <Time at={job.created_at} />
            {job.attempts > 1 ? `, attempt ${job.attempts}` : ''}
          </span>
        </div>
        <h1 aria-live="polite">{job.summary ?? job.error?.detail ?? `${capitalized(job.job)} …`}</h1>
        {isGoing && <JobProgress job={job} />}
        <Actions job={job} isGoing={isGoing} onChange={onChange} />
      </section>
      {job.status === 'done' && <JobResult job={job} />}
      <section className="card" aria-labelledby="options">
        <h2 id="options">Options</h2>
        <pre>
          <code>{JSON.stringify(job.options, null, 2)}</code>
        </pre>
        <p className="muted small more">
          The same over the API: <code>POST /api/v1/jobs</code> with <code>{JSON.stringify({ job: job.job, options: job.options })}</code>
        </p>
      </section>
    </>
  );
}

function Actions({ job, isGoing, onChange }: { job: JobView; isGoing: boolean; onChange: () => void }) {
  const [problem, setProblem] = useState('');
  const act = (what: (id: string) => Promise<JobView>) => what(job.id).then(onChange, (error: Error) => setProblem(error.message));
  return (
    <div className="job-actions">
      {isGoing && (
        <button type="button" className="small-button" onClick={() => void act(api.cancelJob)}>
          Cancel
        </button>
      )}
      {(job.status === 'failed' || job.status === 'cancelled') && (
        <button type="button" className="small-button" onClick={() => void act(api.retryJob)}>
          Begin again
        </button>
      )}
      {job.files.map(({ name, bytes }) => (
        <a key={name} className="chip" href={`/api/v1/jobs/${job.id}/files/${encodeURIComponent(name)}`} download={`${job.job}-${name}`}>
          {name} <span className="muted small">{whole(Math.max(1, bytes / 1024))} kB</span>
        </a>
      ))}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
