import { useState } from 'react';
import type { AlignerList, AlignerView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { AlignerComparison } from '../parts/aligner-comparison';
import { AlignerImport } from '../parts/aligner-import';
import { AlignerBadges, figuresOf, isLive, originOf } from '../parts/aligner-words';
import { JobForm } from '../parts/job-form';
import { Link } from '../parts/link';
import { Loading, Time } from '../parts/words';
import { fixed, percent } from '../format';

/** Maps from the encoder in use into the space of words: which there are, how good they are, and which one is used. */
export function AlignersPage() {
  const list = usePolled('aligners', api.aligners, 10_000);
  return (
    <div className="overview">
      <section className="card" aria-labelledby="aligners">
        <h1 id="aligners">Aligners</h1>
        <p className="muted explain">An aligner takes what the vision encoder sees into the space in which words live. Another aligner is another scale: scores of two aligners are never compared.</p>
        {list.data ? <Listed list={list.data} onChange={list.reload} /> : <Loading what="the aligners" error={list.error} onRetry={list.reload} />}
      </section>
      {list.data && list.data.aligners.length > 1 && <AlignerComparison aligners={list.data.aligners} />}
      <Makers onChange={list.reload} />
    </div>
  );
}

function Listed({ list: { aligners, back_to: back, fixed_by: fixed }, onChange }: { list: AlignerList; onChange: () => void }) {
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Aligners">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">State</th>
              <th scope="col">R²</th>
              <th scope="col">Cosine</th>
              <th scope="col">Retained accuracy</th>
              <th scope="col">From → to</th>
              <th scope="col">Made</th>
            </tr>
          </thead>
          <tbody>
            {aligners.map((aligner) => (
              <Row key={aligner.name} aligner={aligner} />
            ))}
          </tbody>
        </table>
      </div>
      {fixed && <p className="notice fading">The setting {fixed} names the aligner in use, so that promotion has no say.</p>}
      {back && <RollBack back={back} isAtOnce={aligners.some(isLive)} onChange={onChange} />}
    </>
  );
}

function Row({ aligner }: { aligner: AlignerView }) {
  const figures = figuresOf(aligner);
  return (
    <tr>
      <td>
        <Link to={{ page: 'aligner', name: aligner.name }}>
          <strong>{aligner.name}</strong>
        </Link>
        <div className="muted small">{originOf(aligner)}</div>
      </td>
      <td className="no-wrap">
        <AlignerBadges aligner={aligner} />
      </td>
      <td data-label="R²">{fixed(figures?.r2, 3)}</td>
      <td data-label="Cosine">{fixed(figures?.cosine, 3)}</td>
      <td data-label="Retained accuracy">{percent(figures?.retained_accuracy)}</td>
      <td className="reference">
        {aligner.source?.name ?? `${aligner.source_dim} values`} → {aligner.target?.name ?? `${aligner.target_dim} values`}
      </td>
      <td className="no-wrap">
        <Time at={aligner.created_at} />
        {aligner.created_by && <div className="muted small">by {aligner.created_by}</div>}
      </td>
    </tr>
  );
}

function RollBack({ back, isAtOnce, onChange }: { back: string; isAtOnce: boolean; onChange: () => void }) {
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState('');
  const go = () => void api.rollBackAligner().then(() => (setSure(false), onChange()), (error: Error) => setProblem(error.message));
  return (
    <p className="job-actions">
      {isSure ? (
        <>
          {isAtOnce ? 'Every process' : 'The next start'} will use “{back}” again.
          <button type="button" className="small-button" onClick={go}>
            Yes, roll back to {back}
          </button>
          <button type="button" className="small-button" onClick={() => setSure(false)}>
            No
          </button>
        </>
      ) : (
        <button type="button" className="small-button" onClick={() => setSure(true)}>
          Roll back to {back}
        </button>
      )}
      {problem && (
        <span className="problem" role="alert">
          {problem}
        </span>
      )}
    </p>
  );
}

const MAKERS = [
  { what: 'fit', title: 'Fit one', about: 'On a folder of images: exactly, by the paper’s recipe, for labels, or without images.' },
  { what: 'import', title: 'Import a file', about: 'safetensors, NumPy .npz or PyTorch .pth of {W, b}. Nothing in a file is executed.' },
  { what: 'compare', title: 'Compare methods', about: 'Every method side by side, and how much fewer images would cost.' },
] as const;

function Makers({ onChange }: { onChange: () => void }) {
  const types = usePolled('job types', api.jobTypes, 0);
  const [chosen, setChosen] = useState<(typeof MAKERS)[number]['what']>();
  const type = types.data?.find(({ job }) => job === 'align');
  return (
    <section className="card" aria-labelledby="make">
      <h2 id="make">Make one</h2>
      <ul className="job-types">
        {MAKERS.map(({ what, title, about }) => (
          <li key={what}>
            <button type="button" className="job-type" aria-pressed={chosen === what} onClick={() => setChosen(what)}>
              <strong>{title}</strong>
              <span className="muted small">{about}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen === 'import' && <AlignerImport onDone={onChange} />}
      {chosen !== undefined && chosen !== 'import' && type && <JobForm key={chosen} type={type} streams={[]} onBegun={onChange} given={{ verb: chosen }} />}
    </section>
  );
}
