import type { ConceptDetail } from '../api/shapes';
import { ago, capitalized, clock, evidence, fixed, moment, percent } from '../format';
import { isFading, peakSince } from '../peak';
import { changeOf, evidenceAgainst, type Piece } from '../sentence';
import { useNow } from '../use-now';
import { AcknowledgeButton } from './acknowledge-button';
import { MuteButton } from './mute-button';
import { Decoded } from './decoded';
import { Facts } from './facts';
import { Link } from './link';
import { Words } from './words';

interface ConceptHeadlineProps {
  detail: ConceptDetail;
  /** Evidence at which a lone concept alarms. */
  threshold: number | undefined;
  decoded: readonly string[];
  /** All concepts, to tell what is not among them. */
  bank: readonly { concept: string; text: string }[];
  onDone: () => void;
}

/** What a concept did, in words, with the numbers behind it. */
export function ConceptHeadline({ detail, threshold, decoded, bank, onDone }: ConceptHeadlineProps) {
  const now = useNow();
  const peak = peakSince(detail.history.map(({ at }) => at), detail.history.map(({ ks }) => ks), detail.active ? detail.since : null);
  return (
    <section className="hero" data-status={detail.active ? 'drifting' : 'quiet'} aria-labelledby="headline">
      <p className="hero-top">
        <span className="badge" data-status={detail.active ? 'drifting' : 'quiet'}>
          {detail.active ? 'In alarm' : 'No alarm'}
        </span>
        {detail.active && <AcknowledgeButton stream={detail.stream} concept={detail} onDone={onDone} />}
        <MuteButton stream={detail.stream} concept={detail} onDone={onDone} />
        {detail.active && (
          <Link className="small-button" to={{ page: 'settings', stream: detail.stream }}>
            This is normal now …
          </Link>
        )}
      </p>
      <h1 id="headline">
        <Words pieces={sentenceOf(detail)} />
      </h1>
      {isFading(detail.ks, peak) && (
        <p className="muted fading">
          It is fading: at its strongest, at {clock(peak.at)}, D was {fixed(peak.ks)}. The alarm ends once D has stayed low long enough.
        </p>
      )}
      {detail.active && <Decoded words={decoded} bank={bank} />}
      <Facts
        rows={[
          { name: 'D', value: fixed(detail.ks, 3), note: detail.location === null ? 'not judged yet' : `largest gap at ${fixed(detail.location, 3)}` },
          { name: 'Share that moved', value: percent(detail.share), note: detail.direction === null ? undefined : detail.direction === 'rose' ? 'to higher similarity' : 'to lower similarity' },
          { name: 'Quantile that moved', value: detail.quantile === null ? '–' : percent(detail.quantile), note: detail.quantile === null ? 'known in an alarm' : 'of the baseline lies below it' },
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
