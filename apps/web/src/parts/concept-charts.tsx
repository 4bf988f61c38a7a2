import type { ReactNode } from 'react';
import type { ConceptDetail } from '../api/shapes';
import { DensityChart } from '../charts/density-chart';
import { EcdfChart } from '../charts/ecdf-chart';
import { DistanceHistory, EvidenceHistory } from '../charts/history-chart';

/** Both distributions and the past of a concept. */
export function ConceptCharts({ detail, threshold }: { detail: ConceptDetail; threshold: number | undefined }) {
  return (
    <section className="card" aria-labelledby="distributions">
      <div className="card-head">
        <h2 id="distributions">How it is known</h2>
        <p className="keys-of-chart">
          <span className="key" data-of="baseline" /> baseline <span className="key" data-of="window" /> newest images
        </p>
      </div>
      <div className="charts">
        <Figure title="Distributions" about="How similar the images are to the concept. A shape that moves right means more of it.">
          <DensityChart detail={detail} />
        </Figure>
        <Figure title="Cumulative: where D comes from" about="The share of images below each similarity. D is the largest vertical gap.">
          <EcdfChart detail={detail} />
        </Figure>
        <Figure title="D over time" about="The distance between the window and the baseline.">
          <DistanceHistory detail={detail} />
        </Figure>
        <Figure title="Evidence over time" about="What the alarm goes by: it grows only when images keep differing from the baseline.">
          <EvidenceHistory detail={detail} threshold={threshold} />
        </Figure>
      </div>
    </section>
  );
}

function Figure({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> <span className="muted small">{about}</span>
      </figcaption>
      {children}
    </figure>
  );
}
