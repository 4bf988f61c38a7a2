import { useEffect, useState } from 'react';
import type { RecentImage } from '@conceptwatch/contracts';
import { api } from '../api/client';
import { useLive } from '../api/use-live';
import { usePolled } from '../api/use-polled';
import { HeatMap } from '../charts/heat-map';
import { AlarmList } from '../parts/alarm-list';
import { EventList, RefusedList } from '../parts/lists';
import { Facts, Promise as PromiseNote, Status } from '../parts/facts';
import { Strip } from '../parts/pictures';
import type { Route } from '../use-route';
import { ConceptPage } from './concept-page';

/** One stream: what changed, in words first; then the images, the map, the past. */
export function StreamPage({ route, go }: { route: Route; go: (to: Route) => void }) {
  const streams = usePolled(api.streams, 5000, 'streams');
  const stream = route.stream ?? streams.data?.[0]?.stream;
  const [first, setFirst] = useState<RecentImage[]>([]);
  useEffect(() => {
    if (stream) api.images(stream, 14).then(setFirst, () => setFirst([]));
  }, [stream]);
  const live = useLive(stream, first);
  const summaries = live.streams ?? streams.data;
  const summary = summaries?.find((candidate) => candidate.stream === stream);
  if (streams.error && !summaries) return <p role="alert" className="problem">{streams.error.message}</p>;
  if (!summaries) return <p className="center quiet">Loading…</p>;
  if (!stream || !summary)
    return (
      <section className="card">
        <h1>No stream{route.stream ? ` "${route.stream}"` : ' yet'}</h1>
        <p>
          Start one with <code>npx conceptwatch watch --baseline ./train --source ./production</code>.
        </p>
      </section>
    );
  const drift = live.drift?.stream === stream ? live.drift : undefined;
  return (
    <>
      {summaries.length > 1 && (
        <nav className="streams" aria-label="Streams">
          {summaries.map((other) => (
            <button type="button" key={other.stream} aria-current={other.stream === stream ? 'page' : undefined} onClick={() => go({ stream: other.stream })}>
              {other.stream} <Status status={other.status} />
            </button>
          ))}
        </nav>
      )}
      <section className="card hero" aria-live="polite">
        <p className="eyebrow">
          <button type="button" className="plain" onClick={() => go({ stream })}>
            {stream}
          </button>
          <Status status={summary.status} />
          {!live.connected && <span className="status waiting">connecting…</span>}
        </p>
        <h1>{drift?.sentence ?? 'Listening…'}</h1>
        {drift && drift.decoded.length > 0 && (
          <p>
            The mean image moved towards{' '}
            {drift.decoded.map((word) => (
              <span className="chip" key={word}>
                {word}
              </span>
            ))}
          </p>
        )}
        <Facts summary={summary} />
        {drift && <PromiseNote drift={drift} />}
      </section>
      {route.concept ? (
        <ConceptPage stream={stream} concept={route.concept} onBack={() => go({ stream })} />
      ) : (
        <StreamBody stream={stream} live={live} onConcept={(concept) => go({ stream, concept })} />
      )}
    </>
  );
}

function StreamBody({ stream, live, onConcept }: { stream: string; live: ReturnType<typeof useLive>; onConcept: (concept: string) => void }) {
  const map = usePolled(() => api.heatMap(stream, 500), 4000, `map ${stream}`);
  const events = usePolled(() => api.events(stream, 20), 4000, `events ${stream} ${live.lastEvent?.id ?? ''}`);
  const refused = usePolled(() => api.refused(stream, 10), 8000, `refused ${stream}`);
  return (
    <>
      <AlarmList concepts={live.drift?.concepts.filter(({ active }) => active) ?? []} onConcept={onConcept} />
      <section className="card">
        <h2>Now</h2>
        <Strip images={live.images} />
      </section>
      <section className="card">
        <h2>Every concept over time</h2>
        {map.data ? <HeatMap data={map.data} onConcept={onConcept} /> : <p className="quiet">{map.error?.message ?? 'Loading…'}</p>}
      </section>
      <div className="columns">
        <section className="card">
          <h2>What happened</h2>
          <EventList events={events.data} onConcept={onConcept} />
        </section>
        <section className="card">
          <h2>Refused images</h2>
          <RefusedList refused={refused.data} />
        </section>
      </div>
    </>
  );
}
