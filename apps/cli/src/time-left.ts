import type { BackfillProgress } from '@conceptwatch/jobs';

/**
 * Says how far a backfill is: "4,096 of 20,000 images (20 %), 812 images/s, 20 s left, 2 drift events". The rate is that
 * of this run; what an earlier run finished does not count.
 *
 * @param now milliseconds of a clock that never jumps
 */
export function timeLeft(now: () => number = () => performance.now()): (progress: BackfillProgress) => string {
  const start = now();
  return ({ done, total, refused, events, doneBefore }) => {
    const rate = (done - doneBefore) / ((now() - start) / 1000);
    const share = total === undefined ? '' : ` of ${count(total)}`;
    const parts = [`${count(done)}${share} images${total ? ` (${Math.floor((100 * done) / total)} %)` : ''}`];
    if (done > doneBefore && Number.isFinite(rate)) {
      parts.push(`${count(Math.round(rate))} images/s`);
      if (total !== undefined) parts.push(`${duration((total - done) / rate)} left`);
    }
    if (refused) parts.push(`${count(refused)} refused`);
    if (events) parts.push(`${count(events)} drift event${events === 1 ? '' : 's'}`);
    return parts.join(', ');
  };
}

const count = (n: number): string => n.toLocaleString('en-US');

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}
