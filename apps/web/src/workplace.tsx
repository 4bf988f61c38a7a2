import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { api } from './api/client';
import type { StreamSummary } from './api/shapes';
import { usePolled } from './api/use-polled';
import type { LiveState } from './live/live-state';
import { useLive } from './live/use-live';
import { AccessPage } from './pages/access-page';
import { AlignerPage } from './pages/aligner-page';
import { AlignersPage } from './pages/aligners-page';
import { BankPage } from './pages/bank-page';
import { ConceptPage } from './pages/concept-page';
import { EventsPage } from './pages/events-page';
import { JobPage } from './pages/job-page';
import { JobsPage } from './pages/jobs-page';
import { LibraryPage } from './pages/library-page';
import { OverviewPage } from './pages/overview-page';
import { PhrasePage } from './pages/phrase-page';
import { RefusedPage } from './pages/refused-page';
import { SettingsPage } from './pages/settings-page';
import { StreamsPage } from './pages/streams-page';
import { Footer } from './parts/footer';
import { Header } from './parts/header';
import { Link } from './parts/link';
import { ShortcutHelp } from './parts/shortcut-help';
import { Loading } from './parts/words';
import { go, parsePath, type Route, streamOf, usePath } from './route';
import { headlineOf, plain } from './sentence';
import { type ShortcutAction, useShortcuts } from './shortcuts';
import { chooseTheme, chosenTheme, nextChoice } from './theme';
import { type Neighbours, useNeighbours } from './use-neighbours';

/** Everything behind the sign-in: header, page, footer, live line and shortcuts. */
export function Workplace({ onLeave }: { onLeave: (why?: string) => void }) {
  const path = usePath();
  const route = useMemo(() => parsePath(path), [path]);
  const [isPaused, setPaused] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const [acknowledgeAsked, setAcknowledgeAsked] = useState(0);
  const search = useRef<HTMLInputElement>(null);
  const first = usePolled('streams', api.streams, 0);
  const [only, setOnly] = useState<string>();
  const stream = streamOf(route) ?? (route.page === 'home' ? only : undefined);
  const live = useLive(stream, { isPaused, onSignedOut: () => onLeave('The session has ended: sign in again.') });
  const streams = live.streams ?? first.data;
  const single = streams?.length === 1 ? streams[0].stream : undefined;
  useEffect(() => setOnly(single), [single]);
  useTitle(live, stream);
  const neighbours = useNeighbours(live.drift, route);
  useShortcuts((action) =>
    runShortcut(action, { stream, neighbours, search, help: () => setHelping(true), pause: () => setPaused((now) => !now), acknowledge: () => setAcknowledgeAsked((now) => now + 1) }),
  );
  const leave = () => void api.logout().then(() => onLeave(), () => onLeave());
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Header route={route} stream={stream ?? single} streams={streams} live={live} isPaused={isPaused} onPause={() => setPaused(!isPaused)} onHelp={() => setHelping(true)} onLeave={leave} />
      <main id="content" tabIndex={-1}>
        {streams ? <Page route={route} stream={stream} streams={streams} live={live} isPaused={isPaused} neighbours={neighbours} search={search} acknowledgeAsked={acknowledgeAsked} /> : <Loading what="the streams" error={first.error} onRetry={first.reload} />}
      </main>
      <p className="unseen" aria-live="polite">
        {live.events[0]?.sentence}
      </p>
      <Footer />
      {isHelping && <ShortcutHelp onClose={() => setHelping(false)} />}
    </>
  );
}

interface PageProps {
  route: Route;
  stream: string | undefined;
  streams: StreamSummary[];
  live: LiveState;
  isPaused: boolean;
  neighbours: Neighbours;
  search: RefObject<HTMLInputElement | null>;
  acknowledgeAsked: number;
}

function Page({ route, stream, streams, live, isPaused, neighbours, search, acknowledgeAsked }: PageProps) {
  if (route.page === 'unknown') return <NotFound what={`There is no page ${route.path}.`} />;
  if (route.page === 'jobs') return <JobsPage streams={streams} />;
  if (route.page === 'library') return <LibraryPage />;
  if (route.page === 'bank') return <BankPage key={route.bank} name={route.bank} streams={streams.map((each) => each.stream)} />;
  if (route.page === 'aligners') return <AlignersPage />;
  if (route.page === 'aligner') return <AlignerPage key={route.name} name={route.name} />;
  if (route.page === 'access') return <AccessPage />;
  if (route.page === 'job') return <JobPage key={route.id} id={route.id} />;
  if (stream === undefined) return <StreamsPage streams={streams} />;
  const summary = streams.find((candidate) => candidate.stream === stream);
  if (!summary) return <NotFound what={`There is no stream “${stream}”.`} />;
  switch (route.page) {
    case 'concept':
      return <ConceptPage key={route.concept} stream={stream} concept={route.concept} drift={live.drift} neighbours={neighbours} isPaused={isPaused} acknowledgeAsked={acknowledgeAsked} />;
    case 'events':
      return <EventsPage stream={stream} fresh={live.events.length} />;
    case 'refused':
      return <RefusedPage stream={stream} refusedSoFar={summary.refused} />;
    case 'settings':
      return <SettingsPage key={stream} stream={stream} />;
    case 'phrase':
      return <PhrasePage key={stream} stream={stream} />;
    default:
      return <OverviewPage key={stream} summary={summary} drift={live.drift} live={live} isPaused={isPaused} search={search} />;
  }
}

function NotFound({ what }: { what: string }) {
  return (
    <section className="card empty">
      <h1>{what}</h1>
      <p>
        <Link to={{ page: 'home' }}>Go to the start</Link>
      </p>
    </section>
  );
}

/** The browser's tab says what happened, too. */
function useTitle(live: LiveState, stream: string | undefined): void {
  const alarms = live.drift?.concepts.filter(({ active, muted_until }) => active && muted_until === null).length ?? 0;
  const title = live.drift && alarms > 0 ? `(${alarms}) ${plain(headlineOf(live.drift))}` : (stream ?? '');
  useEffect(() => {
    document.title = title ? `${title} – conceptwatch` : 'conceptwatch';
  }, [title]);
}

interface ShortcutReach {
  stream: string | undefined;
  neighbours: Neighbours;
  search: RefObject<HTMLInputElement | null>;
  help: () => void;
  pause: () => void;
  acknowledge: () => void;
}

function runShortcut(action: ShortcutAction, reach: ShortcutReach): void {
  const { stream, neighbours } = reach;
  const step = (to: Neighbours['next']) => {
    if (stream && to) go({ page: 'concept', stream, concept: to.concept });
  };
  switch (action) {
    case 'help':
      return reach.help();
    case 'pause':
      return reach.pause();
    case 'acknowledge':
      return reach.acknowledge();
    case 'theme':
      return chooseTheme(nextChoice(chosenTheme()));
    case 'search':
      return reach.search.current?.focus();
    case 'next':
      return step(neighbours.next);
    case 'previous':
      return step(neighbours.previous);
    case 'jobs':
      return go({ page: 'jobs' });
    case 'overview':
      return go(stream ? { page: 'stream', stream } : { page: 'home' });
    case 'events':
    case 'refused':
    case 'phrase':
    case 'settings':
      return stream ? go({ page: action, stream }) : undefined;
  }
}
