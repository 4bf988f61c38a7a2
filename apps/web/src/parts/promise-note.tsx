import type { DriftState } from '../api/shapes';
import { baselineOf, dependenceOf, promiseOf } from '../sentence';
import { Icon } from './icons';

/** What an alarm means: the promise, whether it is certified and why, and what this baseline can prove. */
export function PromiseNote({ drift }: { drift: DriftState }) {
  const { promise, baseline } = drift;
  return (
    <section className="promise" aria-labelledby="promise">
      <h2 id="promise">What an alarm means</h2>
      <p className="certificate" data-certified={promise.certified}>
        <Icon name={promise.certified ? 'shield' : 'warning'} />
        <strong>{promise.certified ? 'The promise is certified' : 'The promise is not certified'}</strong>
      </p>
      <p>{promiseOf(promise)}</p>
      {promise.note && <p className="muted">{promise.note}</p>}
      {dependenceOf(promise) && <p className="muted">{dependenceOf(promise)}</p>}
      <p className="muted">Baseline: {baselineOf(baseline)}</p>
    </section>
  );
}
