import type { DriftEvent } from '@conceptwatch/contracts';
import type { RefusedImage } from '../api/client';
import { clock, whole } from '../format';

export function EventList({ events, onConcept }: { events: DriftEvent[] | undefined; onConcept: (concept: string) => void }) {
  if (!events) return <p className="quiet">Loading…</p>;
  if (events.length === 0) return <p className="quiet">Nothing yet: an alarm and its end are listed here.</p>;
  return (
    <ol className="events">
      {events.map((event) => (
        <li key={event.id}>
          <time dateTime={new Date(event.at).toISOString()}>{clock(event.at)}</time>
          <button type="button" className="plain" onClick={() => onConcept(event.concept)}>
            {event.sentence}
          </button>
        </li>
      ))}
    </ol>
  );
}

export function RefusedList({ refused }: { refused: { counts: Record<string, number>; images: RefusedImage[] } | undefined }) {
  if (!refused) return <p className="quiet">Loading…</p>;
  const counts = Object.entries(refused.counts);
  if (counts.length === 0) return <p className="quiet">None: every image could be read.</p>;
  return (
    <>
      <p>
        {counts.map(([reason, count]) => (
          <span className="chip" key={reason}>
            {reason.replaceAll('-', ' ')}: {whole(count)}
          </span>
        ))}
      </p>
      <ul className="refused">
        {refused.images.map((image) => (
          <li key={image.id}>
            <time dateTime={new Date(image.at).toISOString()}>{clock(image.at)}</time> <strong>{image.source}</strong> {image.detail}
          </li>
        ))}
      </ul>
    </>
  );
}
