/**
 * Copies a sample into ascending order. Infinities are ordinary values; −0 equals 0.
 *
 * @throws RangeError when it is empty or holds NaN, naming the place
 */
export function sortedSample(values: ArrayLike<number>, name: string): Float64Array {
  if (values.length === 0) throw new RangeError(`kolmogorovSmirnov requires at least one value in the ${name}`);
  const sorted = Float64Array.from(values as ArrayLike<number>);
  for (let i = 0; i < sorted.length; i++) {
    if (Number.isNaN(sorted[i])) throw new RangeError(`the ${name} has NaN at index ${i}: scores must be numbers`);
    if (sorted[i] === 0) sorted[i] = 0;
  }
  return sorted.sort();
}
