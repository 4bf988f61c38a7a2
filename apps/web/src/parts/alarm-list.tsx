import type { ConceptState } from '@conceptwatch/contracts';
import { ago, clock, fixed, percent } from '../format';

/** Every concept in alarm as a card that leads to its page. */
export function AlarmList({ concepts, onConcept }: { concepts: ConceptState[]; onConcept: (concept: string) => void }) {
  if (concepts.length === 0) return null;
  return (
    <ul className="alarms">
      {concepts.map((concept) => (
        <li key={concept.concept}>
          <button type="button" onClick={() => onConcept(concept.concept)}>
            <strong>
              <span aria-hidden="true" className={concept.direction ?? ''}>
                {concept.direction === 'fell' ? '▼' : '▲'}
              </span>{' '}
              {concept.text} {concept.direction}
            </strong>
            <span>for {percent(concept.share)} of images</span>
            <span className="quiet">
              since {clock(concept.since)} ({ago(concept.since)})
            </span>
            <span className="bar" aria-hidden="true">
              <svg viewBox="0 0 100 6" preserveAspectRatio="none">
                <rect width={Math.round(100 * (concept.ks ?? 0))} height="6" />
              </svg>
            </span>
            <span>
              D = {fixed(concept.ks)} {concept.acknowledged && <em>acknowledged</em>} {!concept.certified && <em>not certified</em>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
