import type { StreamSummary } from '../api/shapes';
import { ago, rate, whole } from '../format';
import { Link } from '../parts/link';
import { StatusBadge } from '../parts/words';
import { standingOf } from '../sentence';
import { useNow } from '../use-now';

const URGENCY: Record<StreamSummary['status'], number> = { drifting: 0, unmonitored: 1, waiting: 2, starting: 3, filling: 4, quiet: 5 };

/** All streams, the urgent ones first. */
export function StreamsPage({ streams }: { streams: readonly StreamSummary[] }) {
  const now = useNow();
  if (streams.length === 0) return <NoStreams />;
  const sorted = [...streams].sort((a, b) => URGENCY[a.status] - URGENCY[b.status] || a.stream.localeCompare(b.stream));
  return (
    <section aria-labelledby="streams">
      <h1 id="streams">Streams</h1>
      <ul className="streams">
        {sorted.map((stream) => (
          <li key={stream.stream}>
            <Link to={{ page: 'stream', stream: stream.stream }} className="card stream-card">
              <span className="hero-top">
                <span className="stream-name">{stream.stream}</span>
                <StatusBadge status={stream.status} />
              </span>
              <span className="standing">{standingOf(stream)}</span>
              <span className="muted small">
                {whole(stream.images)} images · {rate(stream.images_per_second)} · last {ago(stream.last_image_at, now)}
                {stream.refused > 0 && ` · ${whole(stream.refused)} refused`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoStreams() {
  return (
    <section className="card empty">
      <h1>No stream yet</h1>
      <p>A stream is a flow of images that is compared with a baseline. Start one with your training images and a folder to follow:</p>
      <pre tabIndex={0}>
        <code>npx conceptwatch watch --baseline ./train --source ./incoming</code>
      </pre>
    </section>
  );
}
