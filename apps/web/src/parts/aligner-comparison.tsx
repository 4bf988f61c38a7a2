import { useState } from 'react';
import type { AlignerDetail, AlignerView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { DimensionChart } from '../charts/dimension-chart';
import { fixed, percent, whole } from '../format';
import { evaluatedOn, figuresOf, judgedOn } from './aligner-words';
import { Loading } from './words';

type Figures = AlignerView['held_out'];

const FIGURES: { name: string; of: (aligner: AlignerView, figures: Figures, isSame: boolean) => string }[] = [
  { name: 'R²', of: (_, figures) => fixed(figures?.r2, 4) },
  { name: 'R² about each dimension’s mean', of: (_, figures) => fixed(figures?.r2_centred, 4) },
  { name: 'Cosine', of: (_, figures) => fixed(figures?.cosine, 4) },
  { name: 'Retained accuracy', of: (_, figures) => percent(figures?.retained_accuracy) },
  { name: 'Judged', of: (aligner, _, isSame) => (isSame && aligner.evaluated ? `on ${evaluatedOn(aligner, aligner.evaluated)}` : judgedOn(aligner)) },
  { name: 'Fitted on', of: (aligner) => (aligner.images ? `${whole(aligner.images.training)} images` : '–') },
  { name: 'Objective', of: (aligner) => aligner.objective ?? '–' },
  { name: 'Digest', of: (aligner) => aligner.digest.slice(0, 12) },
];

/** Two aligners side by side. Figures compare only where they were judged on the same images, and it says so. */
export function AlignerComparison({ aligners }: { aligners: readonly AlignerView[] }) {
  const [names, setNames] = useState<readonly [string, string]>([aligners[0].name, aligners[1].name]);
  const [one, other] = names.map((name) => aligners.find((aligner) => aligner.name === name) ?? aligners[0]);
  const details = usePolled(`aligners ${names.join(' ')} ${one.evaluated?.at} ${other.evaluated?.at}`, () => Promise.all(names.map((name) => api.aligner(name))), 0);
  const isComparable = one.evaluated?.on === other.evaluated?.on && one.evaluated !== null;
  const figures = (aligner: AlignerView): Figures => (isComparable ? aligner.evaluated : figuresOf(aligner));
  const choose = (at: 0 | 1, name: string) => setNames(at === 0 ? [name, names[1]] : [names[0], name]);
  return (
    <section className="card" aria-labelledby="two">
      <h2 id="two">Two side by side</h2>
      <p className="heat-tools">
        {([0, 1] as const).map((at) => (
          <select key={at} aria-label={at === 0 ? 'First aligner' : 'Second aligner'} value={names[at]} onChange={(event) => choose(at, event.target.value)}>
            {aligners.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        ))}
      </p>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Two aligners">
        <table className="side-by-side">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">{one.name}</th>
              <th scope="col">{other.name}</th>
            </tr>
          </thead>
          <tbody>
            {FIGURES.map(({ name, of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{of(one, figures(one), isComparable)}</td>
                <td>{of(other, figures(other), isComparable)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!isComparable && <p className="muted small more">The figures come from different images. Evaluate both on one folder to compare them.</p>}
      {details.data ? <Dimensions details={details.data} /> : <Loading what="both aligners" error={details.error} onRetry={details.reload} />}
    </section>
  );
}

function Dimensions({ details: [one, other] }: { details: readonly AlignerDetail[] }) {
  if (one.name === other.name || one.r2_per_dimension.length === 0 || other.r2_per_dimension.length === 0) return null;
  return <DimensionChart series={[{ name: one.name, values: one.r2_per_dimension }, { name: other.name, values: other.r2_per_dimension }]} />;
}
