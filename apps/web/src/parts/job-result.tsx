import type { JobView } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import type { Exemplar } from '../api/shapes';
import { counted, fixed, percent, whole } from '../format';
import { Gallery } from './exemplars';
import { hasPicture, JobPicture } from './job-pictures';
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
  const picture = hasPicture(job, data);
  if (bars.length === 0 && !confusion && !picture) return null;
  return (
    <section className="card" aria-labelledby="result">
      <h2 id="result">Result</h2>
      {picture && <JobPicture job={job} data={data} />}
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
    return constraints.map((c) => ({ name: c.concept, share: c.count / images, note: `${counted(c.alone, 'image')} by it alone, ${whole(c.count)} together with those above` }));
  }
  if (job === 'zero-shot') return predictedOf(data as unknown as Predictions);
  if (job === 'decode' && data.decoded) return (data.decoded as string[]).map((word, i, all) => ({ name: word, share: 1 - i / all.length, note: `${i + 1}.` }));
  if (job === 'evaluate') return (data.measures as { measure: string; model: string; value: number }[]).map((m) => ({ name: m.measure, share: m.value, note: `${fixed(m.value, 3)}, ${m.model}` }));
  if (job === 'backfill') return (data.concepts as { text: string; ks: number | null; direction: 'rose' | 'fell' | null; active: boolean }[]).map((c) => ({ name: c.text, share: c.ks ?? 0, note: `D = ${fixed(c.ks)} at the end`, ...(c.active && c.direction ? { direction: c.direction } : {}) }));
  if (job === 'bottleneck' && Array.isArray(data.concepts)) return (data.concepts as { concept: string; auroc: number; positives: number }[]).map((c) => ({ name: c.concept, share: c.auroc, note: `AUROC ${fixed(c.auroc)} over ${c.positives} images` }));
  if (job === 'align' && Array.isArray(data.alignments)) return (data.alignments as { method: string; images: number; r2: number; cosine: number }[]).map((row) => ({ name: row.method, share: Math.max(0, row.r2), note: `R² ${fixed(row.r2, 3)}, cosine ${fixed(row.cosine, 3)}, ${row.images} images` }));
  return [];
}

interface Predictions {
  labels: string[];
  predictions: { top: { label: string }[] }[];
}

/** How the images fall on the labels. */
function predictedOf({ labels, predictions }: Predictions): Bar[] {
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { top } of predictions) counts.set(top[0].label, (counts.get(top[0].label) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => ({ name, share: count / predictions.length, note: `${counted(count, 'image')}, ${percent(count / predictions.length)}` }));
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
  const found = Array.isArray(data.quality) ? (data.quality as { quality?: { matrix?: number[][] } }[])[0]?.quality : (data.quality as { matrix?: number[][] } | undefined);
  const labels = (data.labels ?? data.classes) as string[] | undefined;
  return Array.isArray(found?.matrix?.[0]) && Array.isArray(labels) ? { labels, counts: found.matrix } : undefined;
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
