import type { SourceDependence, StreamShard } from './stream-shard';

/** The largest rank autocorrelation over sources and concepts; undefined while too few images have come. */
export function worstOf(parts: readonly StreamShard[]): SourceDependence | undefined {
  const found = parts.flatMap((part) => part.dependence());
  return found.length ? found.reduce((worst, one) => (Math.abs(one.autocorrelation) > Math.abs(worst.autocorrelation) ? one : worst)) : undefined;
}

/** Whether the promise holds, and why: first what the baseline says, then what the images say that have come. */
export function certificateOf(parts: readonly StreamShard[]): { certified: boolean; note: string } {
  const { certified, note, thinning } = parts[0].yardstick;
  const broken = parts.flatMap((part) => part.dependence()).filter(({ isTolerated }) => !isTolerated);
  if (!certified || broken.length === 0) return { certified, note };
  const { source, concept, autocorrelation } = broken.reduce((worst, one) => (Math.abs(one.autocorrelation) > Math.abs(worst.autocorrelation) ? one : worst));
  // As many steps as an AR(1) sequence takes to fall to the tolerated autocorrelation.
  const advice = autocorrelation > 0 && autocorrelation < 0.999 ? `a thinning of about ${thinning.every * Math.ceil(Math.log(0.05) / Math.log(autocorrelation))} would mend it` : 'send images further apart in time';
  return {
    certified: false,
    note: `Not certified: images of source "${source}" depend on each other (rank autocorrelation ${autocorrelation.toFixed(2)} for ${concept}${thinning.every > 1 ? `, with one image in ${thinning.every} counted` : ''}); ${advice}.`,
  };
}
