import type { ReactNode } from 'react';
import type { AlignerDetail } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { ComponentMap } from '../charts/component-map';
import { DimensionChart } from '../charts/dimension-chart';
import { fixed, percent, whole } from '../format';
import { AlignerBadges, evaluatedOn, figuresOf, judgedOn, originOf } from '../parts/aligner-words';
import { Facts } from '../parts/facts';
import { JobForm } from '../parts/job-form';
import { Link } from '../parts/link';
import { PromotionCard } from '../parts/promotion';
import { Loading, Time } from '../parts/words';

const FORMATS = ['safetensors', 'npz', 'pth', 'onnx'] as const;

/** One aligner: how good it is, where it comes from, and what using it would change. */
export function AlignerPage({ name }: { name: string }) {
  const aligner = usePolled(`aligner ${name}`, () => api.aligner(name), 10_000);
  return (
    <div className="overview">
      <nav className="steps" aria-label="Back">
        <Link to={{ page: 'aligners' }}>← All aligners</Link>
      </nav>
      {aligner.data ? <Shown aligner={aligner.data} onChange={aligner.reload} /> : <Loading what="the aligner" error={aligner.error} onRetry={aligner.reload} />}
    </div>
  );
}

function Shown({ aligner, onChange }: { aligner: AlignerDetail; onChange: () => void }) {
  const { name, evaluated, fits_not: unfit, components, r2_per_dimension: dimensions } = aligner;
  const figures = figuresOf(aligner);
  return (
    <>
      <section className="hero" data-status={aligner.in_use ? 'quiet' : 'waiting'}>
        <div className="hero-top">
          <AlignerBadges aligner={aligner} />
          <span className="muted">{originOf(aligner)}</span>
        </div>
        <h1>
          Aligner <strong>{name}</strong>, {whole(aligner.source_dim)} to {whole(aligner.target_dim)} values
        </h1>
        {unfit && <p className="notice">{unfit}</p>}
        <Facts
          rows={[
            { name: 'R²', value: fixed(figures?.r2, 3), note: judgedOn(aligner) },
            { name: 'R², centred', value: fixed(figures?.r2_centred, 3), note: 'about each dimension’s mean' },
            { name: 'Cosine', value: fixed(figures?.cosine, 3), note: 'mapped against target' },
            { name: 'Retained accuracy', value: percent(figures?.retained_accuracy), note: figures?.retained_accuracy === null ? 'evaluate with labels to know' : 'of the target’s own, by text' },
          ]}
        />
      </section>
      {dimensions.length > 0 && (
        <section className="card" aria-labelledby="evaluation">
          <h2 id="evaluation">How well each dimension is met</h2>
          {evaluated && <p className="muted explain">On {evaluatedOn(aligner, evaluated)}: R² {fixed(evaluated.r2, 3)}, cosine {fixed(evaluated.cosine, 3)}.</p>}
          <div className="two-charts">
            <figure>
              <figcaption className="muted small">R² of every dimension of the target, best first</figcaption>
              <DimensionChart series={[{ name, values: dimensions }]} />
            </figure>
            {components && (
              <figure>
                <figcaption className="muted small">Principal components of both spaces</figcaption>
                <ComponentMap components={components} />
              </figure>
            )}
          </div>
        </section>
      )}
      <div className="side-sections">
        <PromotionCard aligner={aligner} onChange={onChange} />
        <Evaluate name={name} onChange={onChange} />
        <Lineage aligner={aligner} />
      </div>
    </>
  );
}

function Evaluate({ name, onChange }: { name: string; onChange: () => void }) {
  const types = usePolled('job types', api.jobTypes, 0);
  const type = types.data?.find(({ job }) => job === 'align');
  return (
    <section className="card" aria-labelledby="judge">
      <h2 id="judge">Judge it on a folder</h2>
      {type ? <JobForm type={type} streams={[]} onBegun={onChange} given={{ verb: 'evaluate', name }} /> : <Loading what="the form" error={types.error} onRetry={types.reload} />}
    </section>
  );
}

function Lineage({ aligner }: { aligner: AlignerDetail }) {
  const { name, digest, source, target, method, origin, images, created_at: at, created_by: by, parent } = aligner;
  const rows: [string, ReactNode][] = [
    ['Digest', <span className="reference" key="digest">{digest}</span>],
    ['Source encoder', <Model key="source" model={source} values={aligner.source_dim} />],
    ['Target', <Model key="target" model={target} values={aligner.target_dim} />],
    ['Method', method ?? 'not known: it was imported'],
    ['Data', images ? `${whole(images.training)} images to fit on, ${whole(images.held_out)} held out${origin ? `, ${origin}` : ''}` : (origin ?? 'not known')],
    ['Made', <span key="made"><Time at={at} />{by ? ` by ${by}` : ''}</span>],
    ['In use when it was made', parent ?? 'not known'],
  ];
  return (
    <section className="card" aria-labelledby="lineage">
      <h2 id="lineage">Where it comes from</h2>
      <dl className="lineage">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="job-actions">
        {FORMATS.map((format) => (
          <a key={format} className="chip" href={`/api/v1/aligners/${encodeURIComponent(name)}/file?format=${format}`} download={`${name}.${format}`}>
            {name}.{format}
          </a>
        ))}
      </p>
    </section>
  );
}

function Model({ model, values }: { model: AlignerDetail['source']; values: number }) {
  if (!model) return <>an encoder of {whole(values)} values</>;
  return (
    <>
      {model.name} <span className="reference">{model.digest?.slice(0, 12)}</span>
    </>
  );
}
