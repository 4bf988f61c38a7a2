import type { StreamDefinition } from '@conceptwatch/contracts';
import { type BankBaseline, chooseSegmentThinning, FEWEST_IMAGES, judgeBaseline, segmentBaselines, sequencesBySegment, type SegmentSequences } from '@conceptwatch/core/drift';
import type { ScoredBaseline } from './baseline-library';

/** What a stream is measured with: the same for all its shards. */
export interface Yardstick {
  definition: StreamDefinition;
  baseline: ScoredBaseline;
  /** One per segment of the baseline, a single one named '' without segments; none when it is too small to promise anything. */
  banks: ReadonlyMap<string, BankBaseline>;
  /** The first of them. */
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
  const segments = segmentsOf(definition, baseline);
  const measured = chooseSegmentThinning(segments);
  const thinning: Thinning = { every: definition.thinning ?? measured.every ?? 1, source: definition.thinning ? 'configured' : 'baseline', autocorrelation: measured.autocorrelation };
  const smallest = Math.min(...[...segments.values()].map(([{ length }]) => Math.ceil(length / thinning.every)));
  const banks = smallest < FEWEST_IMAGES ? new Map<string, BankBaseline>() : segmentBaselines(segments, { thinning: thinning.every, wanted: definition.smallestEffect });
  const verdicts = [...banks.values()].map(({ verdict }) => verdict);
  const verdict = verdicts.find(({ status }) => status === 'small') ?? verdicts[0] ?? judgeBaseline(smallest, concepts);
  const certified = measured.every !== undefined && thinning.every >= measured.every;
  return { definition, baseline, banks, bank: [...banks.values()][0], verdict, thinning, certified, note: noteOf(thinning, measured.every) };
}

/** The baseline's sequences by segment. @throws Error when the stream goes by segments and its baseline has none */
function segmentsOf({ name, segments: rule, baselineId }: StreamDefinition, { definition, sequences }: ScoredBaseline): SegmentSequences {
  if (!rule) return new Map([['', sequences]]);
  if (!definition.segments) throw new Error(`stream ${name} is compared by segment, and its baseline ${baselineId} has none: make it with "conceptwatch baseline create --segments" from a folder for each segment`);
  return sequencesBySegment(sequences, definition.segments);
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
