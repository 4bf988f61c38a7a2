import { Fragment } from 'react';
import type { ConceptState, StreamSummary } from '../api/shapes';
import { fullTime, moment } from '../format';
import type { Piece } from '../sentence';
import { useNow } from '../use-now';
import { Icon } from './icons';

/** Keeps "31 %" and "(D = 0.34)" on one line. */
const unbroken = (text: string): string => text.replace(/(\d) %/g, '$1\u00a0%').replace(/\(D = /g, '(D\u00a0=\u00a0');

/** A sentence whose news stands out. */
export function Words({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map(({ text, strong }, i) => (strong ? <strong key={i}>{unbroken(text)}</strong> : <Fragment key={i}>{unbroken(text)}</Fragment>))}
    </>
  );
}

const STATUS_WORDS: Record<StreamSummary['status'], string> = { starting: 'Starting', waiting: 'Waiting', filling: 'Filling', quiet: 'Quiet', drifting: 'Drifting', unmonitored: 'Not monitored' };

export function StatusBadge({ status }: { status: StreamSummary['status'] }) {
  return (
    <span className="badge" data-status={status}>
      {STATUS_WORDS[status]}
    </span>
  );
}

export function Direction({ direction }: { direction: ConceptState['direction'] }) {
  if (direction === null) return null;
  return (
    <span className="direction">
      <Icon name={direction} />
      <span className="unseen">{direction}</span>
    </span>
  );
}

export function Time({ at }: { at: number | null }) {
  const now = useNow(60_000);
  if (at === null) return <>–</>;
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {moment(at, now)}
    </time>
  );
}

/** Something is being fetched, or could not be. */
export function Loading({ what, error, onRetry }: { what: string; error?: Error | undefined; onRetry?: () => void }) {
  if (!error) return <p className="muted loading">Loading {what} …</p>;
  return (
    <div className="notice" role="alert">
      <p>
        Could not load {what}. {error.message}
      </p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
