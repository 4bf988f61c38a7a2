import { useState } from 'react';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { DensityChart } from '../charts/density-chart';
import { EcdfChart } from '../charts/ecdf-chart';
import { HistoryChart } from '../charts/history-chart';
import { ago, clock, evidence, fixed, percent } from '../format';
import { Exemplars } from '../parts/pictures';

/** Everything about one concept of a stream. */
export function ConceptPage({ stream, concept, onBack }: { stream: string; concept: string; onBack: () => void }) {
  const [problem, setProblem] = useState('');
  const { data: detail, error } = usePolled(() => api.concept(stream, concept), 2500, `concept ${stream} ${concept}`);
  if (!detail) return <p className={error ? 'problem' : 'center quiet'}>{error?.message ?? 'Loading…'}</p>;
  const acknowledge = () => {
    api.acknowledge(stream, concept).then(
      () => setProblem(''),
      (failure: Error) => setProblem(failure.message),
    );
  };
  return (
    <section className="card" aria-labelledby="concept">
      <div className="title-row">
        <h2 id="concept">{detail.text}</h2>
        <span>
          {detail.active && !detail.acknowledged && (
            <button type="button" onClick={acknowledge}>
              Acknowledge
            </button>
          )}{' '}
          <button type="button" className="plain" onClick={onBack}>
            Back to the stream
          </button>
        </span>
      </div>
      {problem && <p className="problem" role="alert">{problem}</p>}
      <p>
        {detail.active ? `${detail.direction === 'fell' ? 'Fell' : 'Rose'} for ${percent(detail.share)} of images since ${clock(detail.since)} (${ago(detail.since)}).` : 'Not in alarm.'}
        {detail.acknowledged && ' Acknowledged.'}
        {detail.active && !detail.certified && ' Not certified: see what an alarm means.'}
      </p>
      <dl className="facts">
        <div><dt>D</dt><dd>{fixed(detail.ks, 3)}</dd></div>
        <div><dt>share that moved</dt><dd>{percent(detail.share)}</dd></div>
        <div><dt>at similarity</dt><dd>{fixed(detail.location, 3)}</dd></div>
        <div><dt>evidence</dt><dd>{evidence(detail.evidence)}</dd></div>
        <div><dt>alarm raised</dt><dd>{clock(detail.onset_at)}</dd></div>
      </dl>
      <p className="legend"><span className="key baseline" /> baseline <span className="key window" /> last images</p>
      <div className="columns">
        <figure><DensityChart detail={detail} /><figcaption>Distribution of the similarity</figcaption></figure>
        <figure><EcdfChart detail={detail} /><figcaption>Cumulative: D is the largest gap</figcaption></figure>
        <figure><HistoryChart detail={detail} /><figcaption>D over time</figcaption></figure>
      </div>
      <div className="columns">
        <Exemplars title={detail.active ? 'Before' : 'Typical'} images={detail.exemplars.before} />
        <Exemplars title={detail.active ? `Since, ${detail.direction === 'fell' ? 'least' : 'most'} ${detail.text}` : `Most ${detail.text}`} images={detail.exemplars.after} />
      </div>
    </section>
  );
}
