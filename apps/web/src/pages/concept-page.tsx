import { type ReactNode, useEffect, useRef } from 'react';
import { api } from '../api/client';
import type { ConceptDetail, DriftState } from '../api/shapes';
import { usePolled } from '../api/use-polled';
import { DensityChart } from '../charts/density-chart';
import { EcdfChart } from '../charts/ecdf-chart';
import { DistanceHistory, EvidenceHistory } from '../charts/history-chart';
import { ago, capitalized, clock, evidence, fixed, moment, percent } from '../format';
import { AcknowledgeButton } from '../parts/acknowledge-button';
import { Decoded } from '../parts/decoded';
import { Exemplars } from '../parts/exemplars';
import { Facts } from '../parts/facts';
import { Icon } from '../parts/icons';
import { Link } from '../parts/link';
import { PromiseNote } from '../parts/promise-note';
import { Loading, Words } from '../parts/words';
import { isFading, peakSince } from '../peak';
import { changeOf, evidenceAgainst, type Piece } from '../sentence';
import { useNow } from '../use-now';

interface ConceptPageProps {
  stream: string;
  concept: string;
  drift: DriftState | undefined;
  isPaused: boolean;
  /** Counts up when the reader asks for an acknowledgement by key. */
  acknowledgeAsked: number;
}

const REFRESH_MS = 2000;

/** Everything about one concept of a stream: what it did, how it is known, and what it looks like. */
export function ConceptPage({ stream, concept, drift, isPaused, acknowledgeAsked }: ConceptPageProps) {
  const { data: detail, error, reload } = usePolled(`concept ${stream} ${concept}`, () => api.concept(stream, concept), isPaused ? 0 : REFRESH_MS);
  useAcknowledgeKey(stream, detail, acknowledgeAsked, reload);
  if (!detail)
    return (
      <>
        <Steps stream={stream} concept={concept} drift={drift} />
        <Loading what={`“${concept}”`} error={error} onRetry={reload} />
      </>
    );
  return (
    <article className="concept">
      <Steps stream={stream} concept={concept} drift={drift} />
      {error && <p className="notice" role="alert">What is shown may be old. {error.message}</p>}
      <Headline detail={detail} threshold={drift?.threshold} decoded={drift?.decoded ?? []} onDone={reload} />
      <Charts detail={detail} threshold={drift?.threshold} />
      <Exemplars detail={detail} />
      {drift && <PromiseNote drift={drift} />}
    </article>
  );
}

function useAcknowledgeKey(stream: string, detail: ConceptDetail | undefined, asked: number, done: () => void): void {
  const answered = useRef(asked);
  useEffect(() => {
    if (asked === answered.current) return;
    answered.current = asked;
    if (detail?.active && !detail.acknowledged) api.acknowledge(stream, detail.concept).then(done, done);
  }, [asked, detail, stream, done]);
}

/** Back to the stream, and to the neighbours in the order of their alarms and D. */
function Steps({ stream, concept, drift }: { stream: string; concept: string; drift: DriftState | undefined }) {
  const place = drift?.concepts.findIndex((candidate) => candidate.concept === concept) ?? -1;
  const previous = drift?.concepts[place - 1];
  const next = place < 0 ? undefined : drift?.concepts[place + 1];
  return (
    <nav className="steps" aria-label="Concepts">
      <Link to={{ page: 'stream', stream }}>
        <Icon name="back" /> {stream}
      </Link>
      <span className="steps-neighbours">
        {previous && (
          <Link to={{ page: 'concept', stream, concept: previous.concept }} aria-label={`Previous concept: ${previous.text}`}>
            <Icon name="back" /> {previous.text}
          </Link>
        )}
        {next && (
          <Link to={{ page: 'concept', stream, concept: next.concept }} aria-label={`Next concept: ${next.text}`}>
            {next.text} <Icon name="forward" />
          </Link>
        )}
      </span>
    </nav>
  );
}

function Headline({ detail, threshold, decoded, onDone }: { detail: ConceptDetail; threshold: number | undefined; decoded: readonly string[]; onDone: () => void }) {
  const now = useNow();
  const peak = peakSince(detail.history.map(({ at }) => at), detail.history.map(({ ks }) => ks), detail.active ? detail.since : null);
  return (
    <section className="hero" data-status={detail.active ? 'drifting' : 'quiet'} aria-labelledby="headline">
      <p className="hero-top">
        <span className="badge" data-status={detail.active ? 'drifting' : 'quiet'}>
          {detail.active ? 'In alarm' : 'No alarm'}
        </span>
        {detail.active && <AcknowledgeButton stream={detail.stream} concept={detail} onDone={onDone} />}
      </p>
      <h1 id="headline">
        <Words pieces={sentenceOf(detail)} />
      </h1>
      {isFading(detail.ks, peak) && (
        <p className="muted fading">
          It is fading: at its strongest, at {clock(peak.at)}, D was {fixed(peak.ks)}. The alarm ends once D has stayed low long enough.
        </p>
      )}
      {detail.active && <Decoded words={decoded} />}
      <Facts
        rows={[
          { name: 'D', value: fixed(detail.ks, 3), note: detail.location === null ? 'not judged yet' : `largest gap at ${fixed(detail.location, 3)}` },
          { name: 'Share that moved', value: percent(detail.share), note: detail.direction === null ? undefined : detail.direction === 'rose' ? 'to higher similarity' : 'to lower similarity' },
          { name: 'Changed', value: moment(detail.since, now), note: detail.since === null ? 'no change known' : ago(detail.since, now) },
          { name: 'Alarm raised', value: moment(detail.onset_at, now), note: detail.onset_at === null || detail.since === null ? undefined : `${Math.max(0, Math.round((detail.onset_at - detail.since) / 1000))} s after the change` },
          { name: 'Evidence', value: evidence(detail.evidence), note: threshold === undefined ? undefined : `alarm at ${evidence(threshold)}` },
          { name: 'False-alarm promise', value: detail.certified ? 'certified' : 'not certified', note: 'see below' },
        ]}
      />
      {threshold !== undefined && <EvidenceBar value={detail.evidence} threshold={threshold} />}
    </section>
  );
}

function sentenceOf(detail: ConceptDetail): Piece[] {
  if (detail.active) return [...changeOf(detail), { text: '.' }];
  if (detail.ks === null) return [{ text: capitalized(detail.text), strong: true }, { text: ' cannot be judged yet: the window holds too few images.' }];
  return [{ text: capitalized(detail.text), strong: true }, { text: ` shows no change that the monitor can prove (D = ${fixed(detail.ks)}).` }];
}

/** How far the evidence is on the way to an alarm; a logarithmic scale. */
function EvidenceBar({ value, threshold }: { value: number; threshold: number }) {
  const share = Math.max(0, Math.min(1, Math.log10(Math.max(1, value)) / Math.log10(Math.max(10, threshold))));
  return (
    <div className="evidence">
      <div className="evidence-track" aria-hidden="true">
        <span className="evidence-fill" data-full={share >= 1} style={{ width: `${share * 100}%` }} />
      </div>
      <p className="muted small">{evidenceAgainst(value, threshold)} The bar is logarithmic.</p>
    </div>
  );
}

function Charts({ detail, threshold }: { detail: ConceptDetail; threshold: number | undefined }) {
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
