export interface AlignmentQuality {
  /** 1 − mean squared error / variance of the target about its grand mean, as the paper's authors compute it. */
  r2: number;
  /** The same about each dimension's own mean: the stricter figure. */
  r2Centred: number;
  /** Per dimension, about its own mean; NaN where the target never varies. */
  r2PerDimension: Float64Array;
  /** Mean cosine of the angle between a mapped vector and its target. */
  cosine: number;
}

/**
 * How well mapped vectors meet their targets.
 *
 * @param mapped, target n × dimension, row-major, at least one row
 * @throws RangeError when the numbers of values do not match
 * @example alignmentQuality(Float32Array.of(1, 0, 2, 3), Float32Array.of(1, 0, 2, 3), 2).r2 // 1
 * Complexity: O(n · dimension), two passes.
 */
export function alignmentQuality(mapped: Float32Array, target: Float32Array, dimension: number): AlignmentQuality {
  if (target.length === 0 || mapped.length !== target.length || target.length % dimension) throw new RangeError(`alignmentQuality requires rows of ${dimension} values of the same number, got ${mapped.length} and ${target.length}`);
  const rows = target.length / dimension;
  const means = new Float64Array(dimension);
  for (let i = 0; i < target.length; i++) means[i % dimension] += target[i] / rows;
  const grandMean = means.reduce((sum, mean) => sum + mean, 0) / dimension;
  const error = new Float64Array(dimension);
  const variance = new Float64Array(dimension);
  for (let i = 0; i < target.length; i++) {
    const d = i % dimension;
    error[d] += (mapped[i] - target[i]) ** 2;
    variance[d] += (target[i] - means[d]) ** 2;
  }
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const between = means.reduce((total, mean) => total + rows * (mean - grandMean) ** 2, 0);
  return {
    r2: 1 - sum(error) / (sum(variance) + between),
    r2Centred: 1 - sum(error) / sum(variance),
    r2PerDimension: error.map((value, d) => (variance[d] > 0 ? 1 - value / variance[d] : NaN)),
    cosine: meanCosine(mapped, target, dimension),
  };
}

function meanCosine(mapped: Float32Array, target: Float32Array, dimension: number): number {
  let total = 0;
  for (let at = 0; at < target.length; at += dimension) {
    let [dot, a, b] = [0, 0, 0];
    for (let i = at; i < at + dimension; i++) {
      dot += mapped[i] * target[i];
      a += mapped[i] ** 2;
      b += target[i] ** 2;
    }
    total += dot / Math.sqrt(a * b);
  }
  return (total * dimension) / target.length;
}
