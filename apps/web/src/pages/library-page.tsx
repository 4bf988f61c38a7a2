import { useState } from 'react';
import type { BankView, BaselineView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { counted, whole } from '../format';
import { JobForm } from '../parts/job-form';
import { Link } from '../parts/link';
import { Loading, Time } from '../parts/words';

const MAKERS = ['bank', 'baseline'];

/** What streams are measured with: the words, and the images that are normal. */
export function LibraryPage() {
  const banks = usePolled('banks', api.banks, 10_000);
  const baselines = usePolled('baselines', api.baselines, 10_000);
  return (
    <div className="overview">
      <section className="card" aria-labelledby="banks">
        <h1 id="banks">Concept banks</h1>
        <p className="muted explain">The words that every image is compared with. Scores are comparable under one digest only.</p>
        {banks.data ? banks.data.map((bank) => <Bank key={bank.name} bank={bank} />) : <Loading what="the banks" error={banks.error} onRetry={banks.reload} />}
      </section>
      <section className="card" aria-labelledby="baselines">
        <h2 id="baselines">Baselines</h2>
        <p className="muted explain">The images that are normal. A baseline that other models embedded is never compared: it is refused and says so.</p>
        {baselines.data ? <Baselines baselines={baselines.data} /> : <Loading what="the baselines" error={baselines.error} onRetry={baselines.reload} />}
      </section>
      <Makers />
    </div>
  );
}

function Bank({ bank: { name, description, version, concepts, digest, streams, updated_at } }: { bank: BankView }) {
  const [find, setFind] = useState('');
  const shown = concepts.filter(({ text, concept }) => `${text} ${concept}`.toLowerCase().includes(find.toLowerCase()));
  const stream = streams[0];
  return (
    <details className="bank">
      <summary>
        <strong>{name}</strong> {counted(concepts.length, 'concept')}, version {version}, <Time at={updated_at} />
        {streams.length > 0 ? `, used by ${streams.join(', ')}` : ', not in use'}
      </summary>
      {description && <p className="muted">{description}</p>}
      <p className="heat-tools">
        <Link to={{ page: 'bank', bank: name }} className="small-button">
          Edit, versions
        </Link>
        <input type="search" aria-label={`Find a concept of ${name}`} placeholder="Find a concept" value={find} onChange={(event) => setFind(event.target.value)} />
        <span className="muted small reference">digest {digest.slice(0, 12)}</span>
      </p>
      <ul aria-label={`Concepts of ${name}`}>
        {shown.map(({ concept, text }) => (
          <li key={concept} className="chip">
            {stream === undefined ? text : <Link to={{ page: 'concept', stream, concept }}>{text}</Link>}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="muted">No concept of this name.</p>}
    </details>
  );
}

function Baselines({ baselines }: { baselines: readonly BaselineView[] }) {
  if (baselines.length === 0) return <p className="muted">None yet: make one below.</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Baselines">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Images</th>
            <th scope="col">Segments</th>
            <th scope="col">From</th>
            <th scope="col">Made</th>
            <th scope="col">Used by</th>
            <th scope="col">Models</th>
          </tr>
        </thead>
        <tbody>
          {baselines.map(({ id, version, images, refused, origin, created_at, streams, space, description, segments, fits_not: unfit }) => (
            <tr key={id}>
              <td>
                <strong>{id}</strong>
                {version > 1 && <span className="muted small"> version {version}</span>}
                {unfit && <p className="notice small">{unfit}</p>}
                {description && <div className="muted small">{description}</div>}
              </td>
              <td className="no-wrap" data-label="Images">
                {whole(images)}
                {refused > 0 ? <span className="muted small">, {whole(refused)} refused</span> : null}
              </td>
              <td data-label="Segments">{segments.map(({ name, images: many }) => `${name} ${whole(many)}`).join(', ') || '–'}</td>
              <td className="reference" data-label="From">
                {origin}
              </td>
              <td className="no-wrap" data-label="Made">
                <Time at={created_at} />
              </td>
              <td data-label="Used by">{streams.join(', ') || '–'}</td>
              <td className="reference no-wrap" title={space} data-label="Models">
                {space.slice(0, 12)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Makers() {
  const types = usePolled('job types', api.jobTypes, 0);
  const [chosen, setChosen] = useState<string>();
  const makers = (types.data ?? []).filter(({ job }) => MAKERS.includes(job));
  const type = makers.find(({ job }) => job === chosen);
  return (
    <section className="card" aria-labelledby="make">
      <h2 id="make">Make one</h2>
      <ul className="job-types">
        {makers.map(({ job, title, description }) => (
          <li key={job}>
            <button type="button" className="job-type" aria-pressed={job === chosen} onClick={() => setChosen(job)}>
              <strong>{title}</strong>
              <span className="muted small">{description}</span>
            </button>
          </li>
        ))}
      </ul>
      {type && <JobForm key={type.job} type={type} streams={[]} onBegun={() => undefined} />}
    </section>
  );
}
