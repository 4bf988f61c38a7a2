import type { ReactNode } from 'react';
import type { StreamSummary } from '../api/shapes';
import { ago, percent, rate, whole } from '../format';
import { useNow } from '../use-now';
import { Link } from './link';

export interface FactRow {
  name: string;
  value: ReactNode;
  note?: ReactNode;
}

/** Numbers with their names, large enough to read at a glance. */
export function Facts({ rows }: { rows: readonly FactRow[] }) {
  return (
    <dl className="facts">
      {rows.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {note !== undefined && <dd className="note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** How a stream runs. */
export function StreamFacts({ summary }: { summary: StreamSummary }) {
  const now = useNow();
  const { window, baseline } = summary;
  return (
    <Facts
      rows={[
        { name: 'Images', value: whole(summary.images), note: `last ${ago(summary.last_image_at, now)}` },
        { name: 'Throughput', value: rate(summary.images_per_second), note: summary.lag === 0 ? 'none waiting' : `${whole(summary.lag)} waiting` },
        { name: 'Window', value: `${whole(window.count)} / ${whole(window.size)}`, note: window.count < window.size ? 'filling' : 'the newest images' },
        { name: 'Baseline', value: baseline.status === 'missing' ? '–' : whole(baseline.images), note: baseline.smallest_provable_effect === null ? 'training images' : `proves changes of ${percent(baseline.smallest_provable_effect)} or more` },
        { name: 'Concepts', value: whole(summary.bank.concepts), note: `bank ${summary.bank.name}` },
        {
          name: 'Refused',
          value: <Link to={{ page: 'refused', stream: summary.stream }}>{whole(summary.refused)}</Link>,
          note: summary.refused === 0 ? 'every image could be read' : 'with their reasons',
        },
      ]}
    />
  );
}
