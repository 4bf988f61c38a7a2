import { BankBaseline } from './bank-baseline';
import { chooseThinning, type ChosenThinning } from './choose-thinning';
import { DEFAULT_DELTA } from './provable-effect';

/** Per segment and concept the baseline's scores in the order of time. */
export type SegmentSequences = ReadonlyMap<string, readonly Float32Array[]>;

/**
 * Cuts the sequences of a baseline whose segments follow one another. Nothing is copied. O(segments × concepts).
 *
 * @param sequences per concept all scores @param segments in their order, together as many images as there are scores
 * @example sequencesBySegment([Float32Array.of(1, 2, 3)], [{ name: 'day', images: 2 }, { name: 'night', images: 1 }]).get('night') // [Float32Array.of(3)]
 */
export function sequencesBySegment(sequences: readonly Float32Array[], segments: readonly { name: string; images: number }[]): SegmentSequences {
  let end = 0;
  return new Map(
    segments.map(({ name, images }) => {
      const from = end;
      end += images;
      return [name, sequences.map((sequence) => sequence.subarray(from, end))];
    }),
  );
}

/**
 * The thinning of the segment that needs most; where one cannot tell, none can. O(n log n) per concept.
 * @example chooseSegmentThinning(new Map([['day', [Float32Array.from({ length: 500 }, (_, i) => (i * i * 0.618034) % 1)]]])).every // 1
 */
export function chooseSegmentThinning(segments: SegmentSequences): ChosenThinning {
  const slower = (a: ChosenThinning, b: ChosenThinning) => ((a.every ?? Infinity) >= (b.every ?? Infinity) ? a : b);
  return [...segments.values()].map(chooseThinning).reduce(slower);
}

/**
 * One bank baseline per segment. They share δ, so that the promise is one for all.
 *
 * @throws RangeError when a segment has fewer than 50 images after thinning
 * @example segmentBaselines(new Map([['day', [Float32Array.from({ length: 100 }, (_, i) => i)]]]), { thinning: 2 }).get('day').independent // 50
 */
export function segmentBaselines(segments: SegmentSequences, { thinning, wanted }: { thinning: number; wanted?: number }): Map<string, BankBaseline> {
  return new Map([...segments].map(([name, sequences]) => [name, new BankBaseline(sequences, { thinning, wanted, delta: DEFAULT_DELTA / segments.size })]));
}
