import type { DriftEvent } from '../api/shapes';
import { Link } from './link';
import { Time } from './words';

const KINDS: Record<DriftEvent['kind'], string> = { onset: 'Alarm', recovery: 'Recovered', acknowledged: 'Acknowledged' };

export function EventList({ events, stream }: { events: readonly DriftEvent[]; stream: string }) {
  if (events.length === 0) return <p className="muted">Nothing happened yet. Alarms, their end, and who acknowledged them will be listed here.</p>;
  return (
    <ol className="events">
      {events.map((event) => (
        <li key={event.id}>
          <span className="muted small">
            <Time at={event.at} />
          </span>
          <span className="badge" data-kind={event.kind}>
            {KINDS[event.kind]}
          </span>
          <Link to={{ page: 'concept', stream, concept: event.concept }}>{event.sentence}</Link>
        </li>
      ))}
    </ol>
  );
}
