import type { StreamDefinition } from '@conceptwatch/contracts';
import { BankBaseline, FEWEST_IMAGES as FEWEST_FOR_ALARMS, judgeBaseline, rankAutocorrelation, thinningFactor } from '@conceptwatch/core/drift';
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

/** Concepts and images that autocorrelation is looked for in. */
const CHECKED_CONCEPTS = 24;
const CHECKED_IMAGES = 10_000;
const FEWEST_IMAGES = 100;

/** Prepares a stream's yardstick. O(n·K log n): done once per baseline and bank. */
export function yardstickOf(definition: StreamDefinition, baseline: ScoredBaseline): Yardstick {
  const concepts = baseline.bank.concepts.length;
  const measured = measureDependence(baseline.sequences);
  const thinning: Thinning = { every: definition.thinning ?? measured.every ?? 1, source: definition.thinning ? 'configured' : 'baseline', autocorrelation: measured.autocorrelation };
  const independent = Math.ceil(baseline.definition.images / thinning.every);
  const wanted = definition.smallestEffect;
  const bank = independent < FEWEST_FOR_ALARMS ? undefined : new BankBaseline(baseline.sequences, { thinning: thinning.every, wanted });
  const verdict = bank?.verdict ?? judgeBaseline(independent, concepts);
  const certified = measured.every !== undefined && thinning.every >= measured.every;
  return { definition, baseline, bank, verdict, thinning, certified, note: noteOf(thinning, measured.every) };
}

/** The thinning that the baseline's own sequence asks for: undefined where it cannot tell. */
function measureDependence(sequences: readonly Float32Array[]): { every: number | undefined; autocorrelation: number | undefined } {
  const step = Math.ceil(sequences.length / CHECKED_CONCEPTS);
  const checked = sequences.filter((_, k) => k % step === 0).map((sequence) => sequence.subarray(0, CHECKED_IMAGES));
  if (checked[0].length < FEWEST_IMAGES) return { every: undefined, autocorrelation: undefined };
  const factors = checked.map((sequence) => thinningFactor(sequence));
  const autocorrelation = checked.map((sequence) => rankAutocorrelation(sequence, 1)).reduce((worst, found) => (Math.abs(found) > Math.abs(worst) ? found : worst));
  return { every: factors.includes(undefined) ? undefined : Math.max(...(factors as number[])), autocorrelation };
}

function noteOf({ every, source, autocorrelation }: Thinning, measured: number | undefined): string {
  if (autocorrelation === undefined) return 'Not certified: the baseline is too short to tell whether its images depend on each other.';
  const found = `rank autocorrelation ${autocorrelation.toFixed(2)}`;
  if (measured === undefined) return `Not certified: images of the baseline depend on each other over so long a time (${found}) that it cannot tell how far apart they would have to be; use one that spans more time.`;
  if (every < measured) return `Not certified: neighbouring images depend on each other (${found}); a thinning of ${measured} would mend it, ${every} is configured.`;
  if (every === 1) return 'Certified: neighbouring images of the baseline do not depend on each other.';
  const who = source === 'configured' ? 'as configured' : 'as the baseline asks for';
  return `Certified: evidence counts every ${every}th image of each source, ${who} (${found}).`;
}
