export interface AlignmentQuality {
  /** 1 − mean squared error / variance of the target about its grand mean, as the paper's authors compute it. */
  r2: number;
  /** Mean cosine of the angle between a mapped vector and its target. */
  cosine: number;
}

/**
 * How well mapped vectors meet their targets.
 *
 * @param mapped, target n × dimension, row-major, at least one row
 * @example alignmentQuality(Float32Array.of(1, 0), Float32Array.of(1, 0), 2) // { r2: 1, cosine: 1 }
 */
export function alignmentQuality(mapped: Float32Array, target: Float32Array, dimension: number): AlignmentQuality {
  if (target.length === 0 || mapped.length !== target.length || target.length % dimension) throw new RangeError(`alignmentQuality requires rows of ${dimension} values of the same number, got ${mapped.length} and ${target.length}`);
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  let error = 0;
  let variance = 0;
  let cosine = 0;
  for (let at = 0; at < target.length; at += dimension) {
    let [dot, a, b] = [0, 0, 0];
    for (let i = at; i < at + dimension; i++) {
      error += (mapped[i] - target[i]) ** 2;
      variance += (target[i] - mean) ** 2;
      dot += mapped[i] * target[i];
      a += mapped[i] ** 2;
      b += target[i] ** 2;
    }
    cosine += dot / Math.sqrt(a * b);
  }
  return { r2: 1 - error / variance, cosine: (cosine * dimension) / target.length };
}
