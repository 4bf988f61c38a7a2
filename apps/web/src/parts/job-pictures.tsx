import type { AlignerDetail, JobView } from '@conceptwatch/contracts';
import { ComponentMap } from '../charts/component-map';
import { DimensionChart } from '../charts/dimension-chart';
import { EfficiencyChart, type MethodRow } from '../charts/efficiency-chart';
import { fixed, percent, whole } from '../format';
import { Facts } from './facts';
import { JobWords } from './job-words';
import { Time } from './words';

/** Whether there is more to see than bars. */
export const hasPicture = ({ job }: JobView, data: Record<string, unknown>): boolean => ['calibrate', 'backfill', 'replay', 'refine'].includes(job) || (job === 'align' && Boolean(data.alignments ?? data.r2PerDimension ?? data.heldOut)) || (job === 'bottleneck' && data.explanations !== undefined) || (job === 'decode' && Boolean(data.texts ?? data.rows));

/** What a job found, as the picture that suits it; nothing for jobs that bars or tables say enough of. */
export function JobPicture({ job, data }: { job: JobView; data: Record<string, unknown> }) {
  if (job.job === 'calibrate') return <Calibration data={data as unknown as CalibrationData} />;
  if (job.job === 'backfill') return <Episodes data={data as unknown as BackfillData} />;
  if (job.job === 'replay') return <Replayed data={data as unknown as ReplayData} />;
  if (job.job === 'align' && data.alignments) return <EfficiencyChart rows={data.alignments as MethodRow[]} />;
  if (job.job === 'align' && data.r2PerDimension) return <Evaluated data={data as unknown as EvaluationData} />;
  if (job.job === 'align' && data.heldOut) return <Fitted data={data as unknown as FitData} />;
  if (job.job === 'refine') return <Refined data={data as unknown as RefinedData} />;
  if (job.job === 'decode' && (data.texts ?? data.rows)) return <JobWords data={data} />;
  if (job.job === 'bottleneck' && data.explanations) return <Explanations data={data as unknown as ExplanationData} />;
  return null;
}

interface EvaluationData {
  aligner: string;
  r2PerDimension: (number | null)[];
  components: AlignerDetail['components'];
}

function Evaluated({ data }: { data: EvaluationData }) {
  return (
    <div className="two-charts">
      <figure>
        <figcaption className="muted small">R² of every dimension of the target, best first</figcaption>
        <DimensionChart series={[{ name: data.aligner, values: data.r2PerDimension }]} />
      </figure>
      {data.components && (
        <figure>
          <figcaption className="muted small">Principal components of both spaces</figcaption>
          <ComponentMap components={data.components} />
        </figure>
      )}
    </div>
  );
}

interface FitData {
  heldOut: { r2: number; r2Centred: number; cosine: number };
  images: { training: number; heldOut: number; refused: number };
}

function Fitted({ data: { heldOut, images } }: { data: FitData }) {
  return (
    <Facts
      rows={[
        { name: 'R²', value: fixed(heldOut.r2, 3), note: `on ${whole(images.heldOut)} held-out images; 1 is perfect` },
        { name: 'R², centred', value: fixed(heldOut.r2Centred, 3), note: 'about each dimension’s mean' },
        { name: 'Cosine', value: fixed(heldOut.cosine, 3), note: 'mapped against target' },
        { name: 'Fitted on', value: whole(images.training), note: images.refused ? `images; ${whole(images.refused)} could not be read` : 'images' },
      ]}
    />
  );
}

interface RefinedData {
  positives: string[];
  negatives: string[];
  auroc?: { before: number; after: number; images: number };
}

function Refined({ data: { positives, negatives, auroc } }: { data: RefinedData }) {
  return (
    <>
      {auroc && (
        <Facts
          rows={[
            { name: 'By the text alone', value: fixed(auroc.before, 3), note: `AUROC on ${whole(auroc.images)} other images; 0.5 is a guess, 1 is perfect` },
            { name: 'Sharpened', value: fixed(auroc.after, 3), note: 'AUROC on the same images' },
          ]}
        />
      )}
      <div className="before-after">
        <Named title="Most similar" names={positives} />
        <Named title="Least similar" names={negatives} />
      </div>
      <p className="muted small">Name those that are wrong in the option Exclude, and begin again.</p>
    </>
  );
}

function Named({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ol>
        {names.map((name) => (
          <li key={name} className="reference">
            {name}
          </li>
        ))}
      </ol>
    </div>
  );
}

interface Rate {
  alarms: number;
  mean: number | null;
  low: number;
  high: number | null;
}

interface CalibrationData {
  images: number;
  images_between_false_alarms: { promised: number; measured: Rate; dummy: Rate };
  rank_autocorrelation: { stream: number };
}

const rateOf = ({ mean }: Rate, images: number): string => (mean === null ? `none in ${whole(images)}` : whole(mean));
const spreadOf = ({ alarms, low, high }: Rate): string => `${whole(alarms)} alarms, 95 %: ${whole(low)} to ${high === null ? 'infinity' : whole(high)}`;

function Calibration({ data: { images, images_between_false_alarms: between, rank_autocorrelation: correlation } }: { data: CalibrationData }) {
  return (
    <Facts
      rows={[
        { name: 'Promised', value: whole(between.promised), note: 'images between false alarms, at least' },
        { name: 'Measured', value: rateOf(between.measured, images), note: spreadOf(between.measured) },
        { name: 'A dummy', value: rateOf(between.dummy, images), note: `looks at nothing; ${spreadOf(between.dummy)}` },
        { name: 'Dependence', value: fixed(correlation.stream), note: 'rank autocorrelation of neighbours' },
      ]}
    />
  );
}

interface BackfillData {
  images: { scored: number; refused: number };
  episodes: { concept: string; text: string; direction: 'rose' | 'fell'; since: number | null; since_position: number; recovered_at: number | null; recovered_position: number | null; share: number }[];
}

function Episodes({ data: { images, episodes } }: { data: BackfillData }) {
  if (episodes.length === 0) return <p>No drift in {whole(images.scored)} images.</p>;
  return (
    <ol className="timeline" aria-label="When it drifted">
      {episodes.map((each) => (
        <li key={`${each.concept}-${each.since_position}`}>
          <Moment at={each.since} position={each.since_position} />
          <span>
            <strong>{each.text}</strong> {each.direction} in {percent(each.share)} of images; {each.recovered_position === null ? 'not back to normal by the end' : <>back to normal <Moment at={each.recovered_at} position={each.recovered_position} /></>}
          </span>
        </li>
      ))}
    </ol>
  );
}

interface ReplayData {
  events: { id: string; at: number | null; position: number; kind: 'onset' | 'recovery'; sentence: string }[];
}

function Replayed({ data: { events } }: { data: ReplayData }) {
  if (events.length === 0) return <p>No event.</p>;
  return (
    <ol className="timeline" aria-label="Events">
      {events.map(({ id, at, position, kind, sentence }) => (
        <li key={id}>
          <Moment at={at} position={position} />
          <span>
            <span className="badge" data-kind={kind}>
              {kind}
            </span>{' '}
            {sentence}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Moment({ at, position }: { at: number | null; position: number }) {
  return <span className="muted no-wrap">{at === null ? `image ${whole(position + 1)}` : <Time at={at} />}</span>;
}

interface Share {
  concept: string;
  share: number;
}

interface ExplanationData {
  explanations: { file: string; predicted: string; runnerUp: string; reasons: Share[]; contrasts: Share[] }[];
}

function Explanations({ data: { explanations } }: { data: ExplanationData }) {
  return (
    <>
      {explanations.map(({ file, predicted, runnerUp, reasons, contrasts }) => (
        <div key={file} className="before-after">
          <div>
            <h3>
              {file}: {predicted}
            </h3>
            <Shares shares={reasons} />
          </div>
          <div>
            <h3>rather than {runnerUp}</h3>
            <Shares shares={contrasts} />
          </div>
        </div>
      ))}
    </>
  );
}

function Shares({ shares }: { shares: readonly Share[] }) {
  return (
    <ul className="bars">
      {shares.map(({ concept, share }) => (
        <li key={concept}>
          <span className="bar-name">{concept}</span>
          <span className="bar-track">
            <span className="bar-fill" style={{ width: `${Math.min(100, share * 100)}%` }} />
          </span>
          <span className="muted small no-wrap">{percent(share)}</span>
        </li>
      ))}
    </ul>
  );
}
