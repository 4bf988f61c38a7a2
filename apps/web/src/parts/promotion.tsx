import { useState } from 'react';
import type { AlignerView, Promotion } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { counted, whole } from '../format';
import { isLive } from './aligner-words';
import { Loading } from './words';

/** What a promotion brings about, and only then the question. */
export function PromotionCard({ aligner, onChange }: { aligner: AlignerView; onChange: () => void }) {
  const [isAsked, setAsked] = useState(false);
  return (
    <section className="card" aria-labelledby="promote">
      <h2 id="promote">Use it</h2>
      {aligner.promoted ? <p>{aligner.in_use ? 'It is in use.' : isLive(aligner) ? 'Every process is going over to it.' : 'The next start of the service uses it.'}</p> : isAsked ? <Preview aligner={aligner} onDone={() => (setAsked(false), onChange())} onNo={() => setAsked(false)} /> : (
        <>
          <p className="muted explain">{isLive(aligner) ? 'At once, in all processes of the cluster.' : 'From the next start of the service on.'} What was measured by another aligner has to be made again; look at what that is first.</p>
          <button type="button" className="small-button" onClick={() => setAsked(true)}>
            Promote {aligner.name} …
          </button>
        </>
      )}
    </section>
  );
}

function Preview({ aligner, onDone, onNo }: { aligner: AlignerView; onDone: () => void; onNo: () => void }) {
  const { name } = aligner;
  const preview = usePolled(`promotion ${name}`, () => api.promotion(name), 0);
  const [problem, setProblem] = useState('');
  if (!preview.data) return <Loading what="what that would change" error={preview.error} onRetry={preview.reload} />;
  const { allowed, why_not: why, digest } = preview.data;
  const promote = () => void api.promoteAligner(name, digest).then(onDone, (error: Error) => setProblem(error.message));
  return (
    <div role="group" aria-label={`What promoting ${name} brings about`}>
      {!allowed && <p className="notice">{name} cannot be promoted. {why}</p>}
      <Consequences preview={preview.data} again={isLive(aligner) ? 'The job baseline does it; until then the stream is not compared.' : 'The next start with this folder does it.'} />
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p className="job-actions">
        {allowed && (
          <button type="button" className="main-button" onClick={promote}>
            Yes, use {name} {isLive(aligner) ? 'now' : 'from the next start on'}
          </button>
        )}
        <button type="button" className="small-button" onClick={onNo}>
          {allowed ? 'No' : 'Close'}
        </button>
      </p>
    </div>
  );
}

/** @param again how a baseline from a folder is made again */
function Consequences({ preview: { baselines, banks, streams }, again }: { preview: Promotion; again: string }) {
  return (
    <ul className="consequences">
      {baselines.map(({ id, images, origin, folder, streams: users }) => (
        <li key={id}>
          <strong>Baseline {id}</strong> has to be made again from {counted(images, 'image')} ({origin}).
          <span className="muted"> {users.length > 0 ? `Used by ${users.join(', ')}. ` : ''}{folder ? again : 'Its images are not in a folder of this machine: it has to be replaced by another one.'}</span>
        </li>
      ))}
      {baselines.length === 0 && <li>Every baseline is of this aligner already.</li>}
      {streams.map(({ stream, stored }) => (
        <li key={stream}>
          <strong>Stream {stream}</strong> begins anew: its {whole(stored)} stored embeddings and their scores stay, and are not compared with new ones.
          <span className="muted"> A backfill from the images scores the past by the new aligner.</span>
        </li>
      ))}
      {banks.length > 0 && (
        <li>
          <strong>{counted(banks.length, 'bank')}</strong> ({banks.join(', ')}) {banks.length === 1 ? 'stays as it is' : 'stay as they are'}: words do not go through an aligner.
        </li>
      )}
    </ul>
  );
}
