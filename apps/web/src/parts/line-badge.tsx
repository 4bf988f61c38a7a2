import { ago } from '../format';
import { lineStatusOf, type LiveState } from '../live/live-state';
import { useNow } from '../use-now';

/** Whether what is shown is what the server knows now. */
export function LineBadge({ live, isPaused }: { live: LiveState; isPaused: boolean }) {
  const now = useNow();
  const status = isPaused ? 'paused' : lineStatusOf(live, now);
  const words = {
    live: 'Live',
    paused: 'Paused',
    connecting: 'Connecting …',
    stale: `No news: last ${ago(live.lastNewsAt, now)}`,
    broken: live.lastNewsAt === null ? 'Reconnecting …' : `Reconnecting … last news ${ago(live.lastNewsAt, now)}`,
  }[status];
  return (
    <span className="line" data-line={status} role="status">
      <span className="dot" aria-hidden="true" />
      <span aria-hidden={status === 'stale' || status === 'broken'}>{words}</span>
      {status === 'stale' || status === 'broken' ? <span className="unseen">The connection is lost: what is shown may be old.</span> : null}
    </span>
  );
}
