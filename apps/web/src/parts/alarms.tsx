import { useState } from 'react';
import type { ConceptState, HeatMap } from '../api/shapes';
import { Sparkline } from '../charts/sparkline';
import { ago, fixed } from '../format';
import { isFading, peakSince } from '../peak';
import { changeOf } from '../sentence';
import { useNow } from '../use-now';
import { AcknowledgeButton } from './acknowledge-button';
import { Link } from './link';
import { Direction, Words } from './words';

const SHOWN = 6;

/** Every concept in alarm as a sentence that leads to its page. What was acknowledged or muted comes last. */
export function Alarms({ stream, concepts, map }: { stream: string; concepts: readonly ConceptState[]; map: HeatMap | undefined }) {
  const [showsAll, setShowsAll] = useState(false);
  const active = concepts.filter(({ active }) => active).sort((a, b) => rank(a) - rank(b));
  if (active.length === 0) return null;
  const shown = showsAll ? active : active.slice(0, SHOWN);
  return (
    <section aria-labelledby="alarms">
      <h2 id="alarms">
        In alarm <span className="count">{active.length}</span>
      </h2>
      <ul className="alarms">
        {shown.map((concept) => (
          <Alarm key={concept.concept} stream={stream} concept={concept} map={map} />
        ))}
      </ul>
      {active.length > SHOWN && (
        <button type="button" className="quiet-button" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer' : `Show all ${active.length} alarms`}
        </button>
      )}
    </section>
  );
}

const rank = ({ acknowledged, muted_until }: ConceptState): number => Number(acknowledged) + 2 * Number(muted_until !== null);

function Alarm({ stream, concept, map }: { stream: string; concept: ConceptState; map: HeatMap | undefined }) {
  const now = useNow();
  const past = map?.concepts.find((row) => row.concept === concept.concept);
  const peak = map && past ? peakSince(map.at, past.ks, concept.since) : null;
  return (
    <li className="alarm" data-acknowledged={concept.acknowledged || concept.muted_until !== null}>
      <Link to={{ page: 'concept', stream, concept: concept.concept }} className="alarm-link">
        <span className="alarm-text">
          <Direction direction={concept.direction} />
          <span>
            <Words pieces={changeOf({ ...concept, ks: null })} />
          </span>
        </span>
        {map && past && <Sparkline at={map.at} values={past.ks} mark={concept.since} />}
      </Link>
      <div className="alarm-foot">
        <span className="muted small">
          D = {fixed(concept.ks)}
          {isFading(concept.ks, peak) && `, was ${fixed(peak.ks)}: fading`} · {ago(concept.since, now)}
          {concept.certified ? '' : ' · not certified'}
          {concept.muted_until === null ? '' : ' · muted'}
        </span>
        <AcknowledgeButton stream={stream} concept={concept} />
      </div>
    </li>
  );
}
