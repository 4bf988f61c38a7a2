import type { DriftState, StreamSummary } from '@conceptwatch/contracts';
import { ago, fixed, percent, UNKNOWN, whole } from '../format';

const STATUS: Record<StreamSummary['status'], string> = {
  starting: 'starting',
  waiting: 'waiting for images',
  filling: 'filling the window',
  quiet: 'as in training',
  drifting: 'drifting',
  unmonitored: 'not monitored',
};

export const Status = ({ status }: { status: StreamSummary['status'] }) => <span className={`status ${status}`}>{STATUS[status]}</span>;

/** The numbers of a stream in one row. */
export function Facts({ summary }: { summary: StreamSummary }) {
  const facts: [string, string][] = [
    ['images', whole(summary.images)],
    ['per second', fixed(summary.images_per_second, 1)],
    ['window', `${whole(summary.window.count)} of ${whole(summary.window.size)}`],
    ['waiting', whole(summary.lag)],
    ['refused', whole(summary.refused)],
    ['last image', ago(summary.last_image_at)],
    ['baseline', summary.baseline.status === 'missing' ? UNKNOWN : `${whole(summary.baseline.images)} images`],
    ['concepts', whole(summary.bank.concepts)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What an alarm means and what it does not. */
export function Promise({ drift }: { drift: DriftState }) {
  const { promise, baseline } = drift;
  return (
    <details className="promise">
      <summary>What an alarm means here</summary>
      <p>
        On images that do not change, the whole bank raises one false alarm in at least {whole(promise.images_between_false_alarms)} images on average ({promise.mode}). {promise.note}
      </p>
      <p>
        Changes of less than {percent(baseline.smallest_provable_effect)} of images cannot be proved with this baseline of {whole(baseline.images)} images. {baseline.detail}
      </p>
    </details>
  );
}
