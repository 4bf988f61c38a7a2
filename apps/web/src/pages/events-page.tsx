import { api } from '../api/client';
import { usePolled } from '../api/use-polled';
import { EventList } from '../parts/event-list';
import { Loading } from '../parts/words';

export function EventsPage({ stream, fresh }: { stream: string; fresh: number }) {
  const events = usePolled(`events ${stream} ${fresh}`, () => api.events(stream, 500), 30_000);
  return (
    <section className="card" aria-labelledby="events">
      <h1 id="events">Events of {stream}</h1>
      {events.data ? <EventList events={events.data} stream={stream} /> : <Loading what="the events" error={events.error} onRetry={events.reload} />}
    </section>
  );
}
