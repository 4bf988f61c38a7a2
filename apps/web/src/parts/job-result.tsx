import type { JobView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import type { Exemplar } from '../api/shapes';
import { fixed, percent } from '../format';
import { Gallery } from './exemplars';
import { Loading } from './words';

const ROWS = 25;
const SHOWN_IMAGES = 24;

interface Bar {
  name: string;
  /** 0 to 1. */
  share: number;
  note: string;
  direction?: 'rose' | 'fell';
}

/** What a job found, as a picture where there is one. */
export function JobResult({ job }: { job: JobView }) {
  const result = usePolled(`result ${job.id}`, () => api.jobResult(job.id), 0);
  if (!result.data) return <Loading what="the result" error={result.error} onRetry={result.reload} />;
  const data = result.data as Record<string, unknown>;
  const bars = barsOf(job.job, data);
  const confusion = confusionOf(data);
  const images = foundImages(job, data);
  if (bars.length === 0 && !confusion) return null;
  return (
    <section className="card" aria-labelledby="result">
      <h2 id="result">Result</h2>
      {confusion && <Confusion {...confusion} />}
      {images && <Gallery title="Found" about="Best first." images={images} empty="No image." />}
      {bars.length > 0 && (
        <ul className="bars">
          {bars.slice(0, ROWS).map(({ name, share, note, direction }) => (
            <li key={name}>
              <span className="bar-name">{name}</span>
              <span className="bar-track">
                <span className="bar-fill" data-direction={direction} style={{ width: `${Math.min(100, share * 100)}%` }} />
              </span>
              <span className="muted small no-wrap">{note}</span>
            </li>
          ))}
        </ul>
      )}
      {bars.length > ROWS && <p className="muted small">The first {ROWS} of {bars.length}; the files have all.</p>}
    </section>
  );
}

function barsOf(job: string, data: Record<string, unknown>): Bar[] {
  if (job === 'compare') return (data.concepts as { text?: string; concept: string; ks: number; direction: 'rose' | 'fell'; moves_with?: string }[]).map((c) => ({ name: c.text ?? c.concept, share: c.ks, direction: c.direction, note: `${c.direction}, D = ${fixed(c.ks)}${c.moves_with ? `, with ${c.moves_with}` : ''}` }));
  if (job === 'summarize') return (data.concepts as { text: string; prominent: number }[]).map((c) => ({ name: c.text, share: c.prominent, note: `prominent in ${percent(c.prominent)}` }));
  if (job === 'search') {
    const { constraints, images } = data as { constraints: { concept: string; count: number; alone: number }[]; images: number };
    return constraints.map((c) => ({ name: c.concept, share: c.count / images, note: `${c.alone} alone, ${c.count} with those before` }));
  }
  if (job === 'decode') return (data.decoded as string[]).map((word, i, all) => ({ name: word, share: 1 - i / all.length, note: `${i + 1}.` }));
  return [];
}

/** The images that a search over a stream found, to look at. */
function foundImages({ job, options }: JobView, data: Record<string, unknown>): Exemplar[] | undefined {
  const stream = /^stream:(.+)$/.exec(typeof options.images === 'string' ? options.images : '')?.[1];
  if (job !== 'search' || stream === undefined) return undefined;
  const matches = data.matches as { file: string; similarities: Record<string, number> }[];
  return matches.slice(0, SHOWN_IMAGES).map(({ file, similarities }) => ({ image_id: file, captured_at: 0, score: Object.values(similarities)[0] ?? 0, thumbnail_url: `/api/v1/streams/${encodeURIComponent(stream)}/images/${encodeURIComponent(file)}/thumbnail` }));
}

interface ConfusionTable {
  labels: string[];
  counts: number[][];
}

function confusionOf(data: Record<string, unknown>): ConfusionTable | undefined {
  const [first] = (data.quality ?? []) as { quality?: { counts?: number[][]; matrix?: number[][] } }[];
  const counts = first?.quality?.counts ?? first?.quality?.matrix;
  return Array.isArray(counts?.[0]) && Array.isArray(data.labels) ? { labels: data.labels as string[], counts } : undefined;
}

function Confusion({ labels, counts }: ConfusionTable) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Confusion matrix: rows are the truth, columns the prediction">
      <table className="confusion">
        <thead>
          <tr>
            <th scope="col">truth ↓ prediction →</th>
            {labels.map((label) => (
              <th scope="col" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, truth) => {
            const total = row.reduce((sum, count) => sum + count, 0) || 1;
            return (
              <tr key={labels[truth]}>
                <th scope="row">{labels[truth]}</th>
                {row.map((count, i) => (
                  <td key={labels[i]} style={{ background: `color-mix(in srgb, var(--accent) ${Math.round((55 * count) / total)}%, transparent)` }}>
                    {count}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
