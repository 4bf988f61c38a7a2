import { useState } from 'react';
import type { JobPage, JobType, JobView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import type { StreamSummary } from '../api/shapes';
import { usePolled } from '../api/use-polled';
import { JobForm } from '../parts/job-form';
import { JobProgress, JobStatus } from '../parts/job-status';
import { Link } from '../parts/link';
import { Loading, Time } from '../parts/words';

/** Long work: what can be done, what is being done, and what came of it. */
export function JobsPage({ streams }: { streams: readonly StreamSummary[] }) {
  const types = usePolled('job types', api.jobTypes, 0);
  const jobs = usePolled('jobs', () => api.jobs(), 1500);
  const [older, setOlder] = useState<JobPage>();
  const next = (older ?? jobs.data)?.next;
  const showOlder = () => void api.jobs(next ?? undefined).then((page) => setOlder({ jobs: [...(older?.jobs ?? []), ...page.jobs], next: page.next }));
  const [chosen, setChosen] = useState<string>();
  const type = types.data?.find(({ job }) => job === chosen);
  return (
    <div className="overview">
      <section className="card" aria-labelledby="new-job">
        <h1 id="new-job">Jobs</h1>
        {types.data ? <Choice types={types.data} chosen={chosen} onChoose={setChosen} /> : <Loading what="the jobs" error={types.error} onRetry={types.reload} />}
        {type && <JobForm key={type.job} type={type} streams={streams.map(({ stream }) => stream)} onBegun={jobs.reload} />}
      </section>
      <section className="card" aria-labelledby="past-jobs">
        <h2 id="past-jobs">What was done</h2>
        {jobs.data ? <JobTable jobs={withOlder(jobs.data.jobs, older?.jobs ?? [])} titles={types.data ?? []} /> : <Loading what="the jobs" error={jobs.error} onRetry={jobs.reload} />}
        {next && (
          <button type="button" className="quiet-button" onClick={showOlder}>
            Older jobs
          </button>
        )}
      </section>
    </div>
  );
}

/** Jobs move down while new ones come; each is listed once. */
function withOlder(newest: readonly JobView[], older: readonly JobView[]): JobView[] {
  const known = new Set(newest.map(({ id }) => id));
  return [...newest, ...older.filter(({ id }) => !known.has(id))];
}

function Choice({ types, chosen, onChoose }: { types: readonly JobType[]; chosen: string | undefined; onChoose: (job: string) => void }) {
  return (
    <ul className="job-types">
      {types.map(({ job, title, description }) => (
        <li key={job}>
          <button type="button" className="job-type" aria-pressed={job === chosen} onClick={() => onChoose(job)}>
            <strong>{title}</strong>
            <span className="muted small">{description}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function JobTable({ jobs, titles }: { jobs: readonly JobView[]; titles: readonly JobType[] }) {
  if (jobs.length === 0) return <p className="muted">Nothing yet. Choose a job above.</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Jobs">
      <table>
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col">State</th>
            <th scope="col">What came of it</th>
            <th scope="col">Begun</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td>
                <Link to={{ page: 'job', id: job.id }}>{titles.find((type) => type.job === job.job)?.title ?? job.job}</Link>
              </td>
              <td className="no-wrap">
                <JobStatus status={job.status} />
              </td>
              <td>{job.status === 'running' || job.status === 'queued' ? <JobProgress job={job} /> : (job.summary ?? job.error?.detail)}</td>
              <td className="no-wrap">
                <Time at={job.created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
