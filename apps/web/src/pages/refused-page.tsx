import { api } from '../api/client';
import type { RefusedImages } from '../api/shapes';
import { usePolled } from '../api/use-polled';
import { counted, whole } from '../format';
import { Loading, Time } from '../parts/words';
import { reasonOf } from '../sentence';

const SHOWN = 200;

/** What could not be taken, and why. Nothing refused is lost. */
export function RefusedPage({ stream, refusedSoFar }: { stream: string; refusedSoFar: number }) {
  const refused = usePolled(`refused ${stream} ${refusedSoFar}`, () => api.refused(stream, SHOWN), 30_000);
  return (
    <section className="card" aria-labelledby="refused">
      <h1 id="refused">Refused images of {stream}</h1>
      <p className="muted">An image that cannot be read never stops its neighbours. It is kept here with the reason, and where the original can be found.</p>
      {refused.data ? <RefusedTable refused={refused.data} /> : <Loading what="the refused images" error={refused.error} onRetry={refused.reload} />}
    </section>
  );
}

function RefusedTable({ refused: { counts, images } }: { refused: RefusedImages }) {
  const reasons = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return <p className="empty">None: every image so far could be read.</p>;
  return (
    <>
      <ul className="reasons">
        {reasons.map(([reason, count]) => (
          <li key={reason}>
            <strong>{whole(count)}</strong> {reasonOf(reason)}
          </li>
        ))}
      </ul>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Refused images">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Why</th>
              <th scope="col">What was wrong</th>
              <th scope="col">Source</th>
              <th scope="col">Original</th>
            </tr>
          </thead>
          <tbody>
            {images.map((image) => (
              <tr key={image.id}>
                <td className="no-wrap">
                  <Time at={image.at} />
                </td>
                <td className="no-wrap">{reasonOf(image.reason)}</td>
                <td>{image.detail}</td>
                <td>{image.source}</td>
                <td className="reference">{image.reference}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > images.length && <p className="muted small">The newest {counted(images.length, 'image')} of {whole(total)}.</p>}
    </>
  );
}
