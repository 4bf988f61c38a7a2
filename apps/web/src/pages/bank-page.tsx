import { useState } from 'react';
import type { BankDetail, JobView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { diffOf, withConcept } from '../bank-text';
import { counted } from '../format';
import { ConceptProbe } from '../parts/concept-probe';
import { Link } from '../parts/link';
import { Loading, Time } from '../parts/words';
import { go } from '../route';

const ASKED_MS = 400;

/** A concept bank as text: its versions, what a change would change, and any concept tried before it is added. */
export function BankPage({ name, streams }: { name: string; streams: readonly string[] }) {
  const [said, setSaid] = useState<Said>();
  const { data: bank, error, reload } = usePolled(`bank ${name}`, () => api.bank(name), 0);
  if (!bank) return <Loading what={`the bank “${name}”`} error={error} onRetry={reload} />;
  return <Editor key={bank.digest} bank={bank} streams={streams} said={said} onSaid={(told) => (setSaid(told), told.isProblem || reload())} />;
}

interface Said {
  text: string;
  isProblem: boolean;
}

function Editor({ bank, streams, said, onSaid }: { bank: BankDetail; streams: readonly string[]; said: Said | undefined; onSaid: (said: Said) => void }) {
  const [text, setText] = useState(bank.text);
  const [isSaving, setSaving] = useState(false);
  const save = () => {
    setSaving(true);
    saved(text)
      .then(
        ({ status, summary, error }) => onSaid(status === 'done' ? { text: summary ?? 'Saved.', isProblem: false } : { text: error?.detail ?? `The job is ${status}.`, isProblem: true }),
        (error: Error) => onSaid({ text: error.message, isProblem: true }),
      )
      .finally(() => setSaving(false));
  };
  return (
    <div className="overview">
      <section className="card" aria-labelledby="bank">
        <p className="steps">
          <Link to={{ page: 'library' }}>← Library</Link>
        </p>
        <h1 id="bank">Bank {bank.name}</h1>
        <p className="muted explain">
          {counted(bank.concepts.length, 'concept')}, version {bank.version}
          {bank.streams.length > 0 ? `, used by ${bank.streams.join(', ')}: a saved change takes effect there within seconds, and drift begins anew` : ', not in use'}.
        </p>
        {bank.text === '' && <p className="notice">An older conceptwatch kept this bank without its text: paste it here and save it.</p>}
        <label className="bank-editor">
          The bank as YAML
          <textarea rows={16} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <p className="job-actions">
          <button type="button" className="main-button" disabled={isSaving || text === bank.text} onClick={save}>
            {isSaving ? 'Saving …' : 'Save'}
          </button>
          <button type="button" className="small-button" disabled={text === bank.text} onClick={() => setText(bank.text)}>
            Undo all
          </button>
          {bank.streams.map((stream) => (
            <LookBack key={stream} stream={stream} bank={bank.name} isSaved={text === bank.text} />
          ))}
        </p>
        {said && (
          <p role={said.isProblem ? 'alert' : 'status'} className={said.isProblem ? 'problem' : 'notice'}>
            {said.text}
          </p>
        )}
        {text !== bank.text && <Diff title="What a save changes" before={bank.text} after={text} />}
      </section>
      <Probe streams={bank.streams.length ? bank.streams : streams} onTake={(concept) => setText(withConcept(text, concept))} />
      <Versions bank={bank} onTake={setText} />
    </div>
  );
}

/** Begins the job and waits for its end. */
async function saved(text: string): Promise<JobView> {
  let job = await api.beginJob('bank', { bank: text });
  while (job.status === 'queued' || job.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, ASKED_MS));
    job = await api.job(job.id);
  }
  return job;
}

/** Scores the stored past of a stream with the bank as it is now: a new concept gets its history without an image. */
function LookBack({ stream, bank, isSaved }: { stream: string; bank: string; isSaved: boolean }) {
  const [problem, setProblem] = useState('');
  const begin = () => void api.beginJob('backfill', { from: 'history', stream, bank }).then(({ id }) => go({ page: 'job', id }), (error: Error) => setProblem(error.message));
  return (
    <>
      <button type="button" className="small-button" disabled={!isSaved} title="Scores the stored images with this bank, from embeddings" onClick={begin}>
        Look back over {stream}
      </button>
      {problem && (
        <span role="alert" className="problem">
          {problem}
        </span>
      )}
    </>
  );
}

function Probe({ streams, onTake }: { streams: readonly string[]; onTake: (concept: { text: string; vector: string | null }) => void }) {
  const [stream, setStream] = useState(streams[0]);
  return (
    <section className="card" aria-labelledby="try">
      <h2 id="try">Try a concept</h2>
      {stream === undefined ? (
        <p className="muted">There is no stream yet whose images could show it.</p>
      ) : (
        <>
          <p className="muted explain">
            What it finds among the newest images of{' '}
            {streams.length === 1 ? (
              stream
            ) : (
              <select className="small-button" aria-label="Stream" value={stream} onChange={(event) => setStream(event.target.value)}>
                {streams.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            )}
            , and how it separates them from the baseline.
          </p>
          <ConceptProbe stream={stream} onTake={{ name: 'Add to the bank', take: onTake }} />
        </>
      )}
    </section>
  );
}

function Diff({ title, before, after }: { title: string; before: string; after: string }) {
  const lines = diffOf(before, after);
  const sign = { same: ' ', added: '+', removed: '−' };
  return (
    <figure className="diff">
      <figcaption className="muted small">{title}</figcaption>
      <pre tabIndex={0} aria-label={title}>
        {lines.map(({ kind, text }, at) => (
          <span key={at} data-kind={kind}>
            {sign[kind]} {text.length > 240 ? `${text.slice(0, 240)}…` : text}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}

function Versions({ bank, onTake }: { bank: BankDetail; onTake: (text: string) => void }) {
  const [chosen, setChosen] = useState<string>();
  const version = usePolled(`version ${bank.name} ${chosen}`, () => (chosen === undefined ? Promise.resolve(undefined) : api.bankVersion(bank.name, chosen)), 0);
  return (
    <section className="card" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ul className="versions">
        {bank.versions.map(({ digest, kept_at, concepts, current }) => (
          <li key={digest}>
            <Time at={kept_at} /> <span className="muted">{counted(concepts, 'concept')}, digest {digest.slice(0, 12)}</span>{' '}
            {current ? (
              <strong>in use</strong>
            ) : (
              <button type="button" className="small-button" aria-pressed={chosen === digest} onClick={() => setChosen(digest)}>
                Compare with it
              </button>
            )}
          </li>
        ))}
      </ul>
      {version.data && (
        <>
          <Diff title="From that version to the one in use" before={version.data.text} after={bank.text} />
          <p className="job-actions">
            <button type="button" className="small-button" onClick={() => onTake(version.data?.text ?? '')}>
              Take its text into the editor
            </button>
          </p>
        </>
      )}
    </section>
  );
}
