import { type RefObject, useMemo } from 'react';
import { api } from '../api/client';
import type { DriftState, StreamSummary } from '../api/shapes';
import { usePolled } from '../api/use-polled';
import { useLiveMap } from '../charts/use-live-map';
import { HeatMap } from '../charts/heat-map';
import type { LiveState } from '../live/live-state';
import { Alarms } from '../parts/alarms';
import { Decoded } from '../parts/decoded';
import { EventList } from '../parts/event-list';
import { StreamFacts } from '../parts/facts';
import { Link } from '../parts/link';
import { LiveImages } from '../parts/live-images';
import { PromiseNote } from '../parts/promise-note';
import { Loading, StatusBadge, Words } from '../parts/words';
import { whole } from '../format';
import { headlineOf } from '../sentence';

interface OverviewProps {
  summary: StreamSummary;
  drift: DriftState | undefined;
  live: LiveState;
  isPaused: boolean;
  search: RefObject<HTMLInputElement | null>;
}

/** One stream at a glance: what changed, in words first; then its images, every concept over time, and what happened. */
export function OverviewPage({ summary, drift, live, isPaused, search }: OverviewProps) {
  const { stream } = summary;
  const map = useLiveMap(stream, summary, drift, isPaused);
  const activeSlugs = (drift?.concepts ?? []).flatMap(({ concept, active }) => (active ? [concept] : [])).join(' ');
  const active = useMemo(() => new Set(activeSlugs.split(' ').filter(Boolean)), [activeSlugs]);
  return (
    <div className="overview">
      <Hero summary={summary} drift={drift} />
      {drift && <Alarms stream={stream} concepts={drift.concepts} map={map.data} />}
      <section aria-labelledby="now" className="card">
        <h2 id="now">Newest images</h2>
        <p className="muted small explain">Each with the concepts by which it stands out most from the baseline.</p>
        <LiveImages images={live.images} stream={stream} />
      </section>
      <div className="wide-and-side">
        <section aria-labelledby="map" className="card">
          <h2 id="map">Every concept over time</h2>
          <p className="muted small explain">D is the largest gap between the newest images and the baseline: 0 when they look alike, 1 when they have nothing in common.</p>
          {summary.window.count < summary.window.size && (
            <p className="muted small explain">
              D shows once the window holds enough images: {whole(summary.window.count)} of {whole(summary.window.size)} so far. Changes are tested before that.
            </p>
          )}
          {map.data === undefined ? <Loading what="the map" error={map.error} onRetry={map.reload} /> : map.data.at.length < 2 ? <p className="muted">The map begins with the second point in time.</p> : <HeatMap stream={stream} map={map.data} active={active} search={search} />}
        </section>
        <div className="side">
          <RecentEvents stream={stream} fresh={live.events.length} />
          {drift && <PromiseNote drift={drift} />}
        </div>
      </div>
    </div>
  );
}

function Hero({ summary, drift }: { summary: StreamSummary; drift: DriftState | undefined }) {
  return (
    <section className="hero" data-status={summary.status} aria-labelledby="headline">
      <p className="hero-top">
        <span className="stream-name">{summary.stream}</span>
        <StatusBadge status={summary.status} />
      </p>
      <h1 id="headline">{drift ? <Words pieces={headlineOf(drift)} /> : 'Listening …'}</h1>
      {drift && <Decoded words={drift.decoded} bank={drift.concepts} />}
      {(summary.baseline.status === 'small' || summary.baseline.status === 'too-small') && summary.baseline.detail && <p className="notice">{summary.baseline.detail}</p>}
      <StreamFacts summary={summary} />
    </section>
  );
}

function RecentEvents({ stream, fresh }: { stream: string; fresh: number }) {
  const events = usePolled(`events ${stream} ${fresh}`, () => api.events(stream, 8), 30_000);
  return (
    <section className="card" aria-labelledby="events">
      <h2 id="events">What happened</h2>
      {events.data ? <EventList events={events.data} stream={stream} /> : <Loading what="the events" error={events.error} onRetry={events.reload} />}
      {events.data && events.data.length > 0 && (
        <Link to={{ page: 'events', stream }} className="more">
          All events
        </Link>
      )}
    </section>
  );
}
