import type { StreamDefinition } from '@conceptwatch/contracts';
import { BankBaseline, chooseThinning, FEWEST_IMAGES, judgeBaseline } from '@conceptwatch/core/drift';
import type { ScoredBaseline } from './baseline-library';

/** What a stream is measured with: the same for all its shards. */
export interface Yardstick {
  definition: StreamDefinition;
  baseline: ScoredBaseline;
  /** Undefined when the baseline is too small to promise anything. */
  bank: BankBaseline | undefined;
  verdict: ReturnType<typeof judgeBaseline>;
  thinning: Thinning;
  /** Whether the baseline's own sequence, thinned, is independent enough for the promise to hold. */
  certified: boolean;
  note: string;
}

export interface Thinning {
  /** Evidence counts every so many-th image of each source. */
  every: number;
  /** Who says so: the stream's definition, or the baseline's own sequence. */
  source: 'configured' | 'baseline';
  /** Largest rank autocorrelation of neighbouring baseline images; undefined when the baseline is too short to tell. */
  autocorrelation: number | undefined;
}

/** Prepares a stream's yardstick. O(n·K log n): done once per baseline and bank. */
export function yardstickOf(definition: StreamDefinition, baseline: ScoredBaseline): Yardstick {
  const concepts = baseline.bank.concepts.length;
  const measured = chooseThinning(baseline.sequences);
  const thinning: Thinning = { every: definition.thinning ?? measured.every ?? 1, source: definition.thinning ? 'configured' : 'baseline', autocorrelation: measured.autocorrelation };
  const independent = Math.ceil(baseline.definition.images / thinning.every);
  const wanted = definition.smallestEffect;
  const bank = independent < FEWEST_IMAGES ? undefined : new BankBaseline(baseline.sequences, { thinning: thinning.every, wanted });
  const verdict = bank?.verdict ?? judgeBaseline(independent, concepts);
  const certified = measured.every !== undefined && thinning.every >= measured.every;
  return { definition, baseline, bank, verdict, thinning, certified, note: noteOf(thinning, measured.every) };
}

function noteOf({ every, source, autocorrelation }: Thinning, measured: number | undefined): string {
  if (autocorrelation === undefined) return 'Not certified: the baseline is too short to tell whether its images depend on each other.';
  const found = `rank autocorrelation ${autocorrelation.toFixed(2)}`;
  if (measured === undefined) return `Not certified: images of the baseline depend on each other over so long a time (${found}) that it cannot tell how far apart they would have to be; use one that spans more time.`;
  if (every < measured) return `Not certified: neighbouring images depend on each other (${found}); a thinning of ${measured} would mend it, ${every} is configured.`;
  if (every === 1) return 'Certified: neighbouring images of the baseline do not depend on each other.';
  const who = source === 'configured' ? 'as configured' : 'as the baseline asks for';
  return `Certified: evidence counts one image in ${every} of each source, ${who} (${found}).`;
}
