import type { StreamSummary } from '../api/shapes';
import type { LiveState } from '../live/live-state';
import { whole } from '../format';
import type { Route } from '../route';
import { chooseTheme, nextChoice, useThemeChoice } from '../theme';
import { Icon, type IconName } from './icons';
import { LineBadge } from './line-badge';
import { Link } from './link';

const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const satisfies Record<string, IconName>;

export interface HeaderProps {
  route: Route;
  stream: string | undefined;
  streams: StreamSummary[] | undefined;
  live: LiveState;
  isPaused: boolean;
  onPause: () => void;
  onHelp: () => void;
  onLeave: () => void;
}

export function Header({ route, stream, streams, live, isPaused, onPause, onHelp, onLeave }: HeaderProps) {
  const theme = useThemeChoice();
  const summary = streams?.find((candidate) => candidate.stream === stream);
  return (
    <header className="top">
      <Link to={{ page: 'home' }} className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>conceptwatch</span>
      </Link>
      <Pages route={route} stream={stream} summary={summary} isOneOfMany={(streams?.length ?? 0) > 1} />
      <div className="tools">
        <LineBadge live={live} isPaused={isPaused} />
        <button type="button" className="tool" aria-pressed={isPaused} aria-label="Pause the live view" title={isPaused ? 'Resume (p)' : 'Pause (p)'} onClick={onPause}>
          <Icon name={isPaused ? 'play' : 'pause'} />
        </button>
        <button type="button" className="tool" aria-label={`Colours: ${theme}. Switch to ${nextChoice(theme)}`} title={`Colours: ${theme} (t)`} onClick={() => chooseTheme(nextChoice(theme))}>
          <Icon name={THEME_ICONS[theme]} />
        </button>
        <button type="button" className="tool" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={onHelp}>
          <Icon name="keys" />
        </button>
        <button type="button" className="tool" aria-label="Sign out" title="Sign out" onClick={onLeave}>
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}

function Pages({ route, stream, summary, isOneOfMany }: { route: Route; stream: string | undefined; summary: StreamSummary | undefined; isOneOfMany: boolean }) {
  const current = (is: boolean) => (is ? ('page' as const) : undefined);
  return (
    <nav className="pages" aria-label={stream === undefined ? 'Pages' : `Stream ${stream}`}>
      {stream !== undefined && <StreamPages route={route} stream={stream} summary={summary} isOneOfMany={isOneOfMany} />}
      <Link to={{ page: 'jobs' }} aria-current={current(route.page === 'jobs' || route.page === 'job')}>
        Jobs
      </Link>
      <Link to={{ page: 'library' }} aria-current={current(route.page === 'library' || route.page === 'bank')}>
        Library
      </Link>
      <Link to={{ page: 'aligners' }} aria-current={current(route.page === 'aligners' || route.page === 'aligner')}>
        Aligners
      </Link>
      <Link to={{ page: 'access' }} aria-current={current(route.page === 'access')}>
        Access
      </Link>
    </nav>
  );
}

function StreamPages({ route, stream, summary, isOneOfMany }: { route: Route; stream: string; summary: StreamSummary | undefined; isOneOfMany: boolean }) {
  const current = (is: boolean) => (is ? ('page' as const) : undefined);
  return (
    <>
      {isOneOfMany && <span className="stream-name">{stream}</span>}
      <Link to={{ page: 'stream', stream }} aria-current={current(route.page === 'stream' || route.page === 'home')}>
        Overview
      </Link>
      <Link to={{ page: 'events', stream }} aria-current={current(route.page === 'events')}>
        Events
      </Link>
      <Link to={{ page: 'refused', stream }} aria-current={current(route.page === 'refused')}>
        Refused{summary && summary.refused > 0 ? <span className="count">{whole(summary.refused)}</span> : null}
      </Link>
      <Link to={{ page: 'phrase', stream }} aria-current={current(route.page === 'phrase')}>
        Try a phrase
      </Link>
      <Link to={{ page: 'settings', stream }} aria-current={current(route.page === 'settings')}>
        Settings
      </Link>
    </>
  );
}
