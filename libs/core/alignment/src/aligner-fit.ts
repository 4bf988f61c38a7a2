import { choleskyInPlace, choleskySolveInPlace } from './cholesky';

/** z = W·h + b. */
export interface AffineMap {
  sourceDimension: number;
  targetDimension: number;
  /** targetDimension × sourceDimension, row-major. */
  weight: Float32Array;
  bias: Float32Array;
}

/**
 * Fits the affine map from a source space into a target space by ridge regression, streaming: pairs come in any number
 * of batches, memory is d_s² + d_s·d_t doubles. The paper's text-to-concept aligner is its least-squares optimum.
 *
 * @example
 * const fit = new AlignerFit(1, 1);
 * fit.update(Float32Array.of(0, 1, 2), Float32Array.of(1, 3, 5));
 * fit.solve(); // weight [2], bias [1]
 */
export class AlignerFit {
  private pairs = 0;
  private readonly sourceSum: Float64Array;
  private readonly targetSum: Float64Array;
  /** Σ h·hᵀ, lower triangle. */
  private readonly gram: Float64Array;
  /** Σ z·hᵀ, d_t × d_s. */
  private readonly cross: Float64Array;

  constructor(private readonly sourceDimension: number, private readonly targetDimension: number) {
    this.sourceSum = new Float64Array(sourceDimension);
    this.targetSum = new Float64Array(targetDimension);
    this.gram = new Float64Array(sourceDimension * sourceDimension);
    this.cross = new Float64Array(targetDimension * sourceDimension);
  }

  get count(): number {
    return this.pairs;
  }

  /** @param source n × d_s and @param target n × d_t, row-major. O(n·d_s·(d_s/2 + d_t)). */
  update(source: Float32Array, target: Float32Array): void {
    const { sourceDimension: ds, targetDimension: dt } = this;
    const rows = source.length / ds;
    if (!Number.isInteger(rows) || target.length !== rows * dt) throw new RangeError(`AlignerFit requires pairs of ${ds} and ${dt} values, got ${source.length} and ${target.length}`);
    for (let row = 0; row < rows; row++) this.add(source.subarray(row * ds, (row + 1) * ds), target.subarray(row * dt, (row + 1) * dt));
    this.pairs += rows;
  }

  /**
   * @param ridge relative to the mean variance of the source dimensions. Default 1e-6.
   * @throws RangeError with fewer than two pairs, or when the source never varies
   */
  solve(ridge = 1e-6): AffineMap {
    const { sourceDimension: ds, targetDimension: dt, pairs } = this;
    if (pairs < 2) throw new RangeError(`AlignerFit requires at least 2 pairs, got ${pairs}`);
    const factor = this.centredGram(ridge);
    choleskyInPlace(factor, ds);
    const weight = new Float32Array(dt * ds);
    const bias = new Float32Array(dt);
    const row = new Float64Array(ds);
    for (let j = 0; j < dt; j++) {
      for (let i = 0; i < ds; i++) row[i] = this.cross[j * ds + i] - (this.targetSum[j] * this.sourceSum[i]) / pairs;
      choleskySolveInPlace(factor, ds, row);
      weight.set(row, j * ds);
      let offset = this.targetSum[j];
      for (let i = 0; i < ds; i++) offset -= row[i] * this.sourceSum[i];
      bias[j] = offset / pairs;
    }
    return { sourceDimension: ds, targetDimension: dt, weight, bias };
  }

  private add(h: Float32Array, z: Float32Array): void {
    const { sourceDimension: ds, targetDimension: dt, gram, cross, sourceSum, targetSum } = this;
    for (let i = 0; i < ds; i++) {
      const value = h[i];
      sourceSum[i] += value;
      for (let k = 0; k <= i; k++) gram[i * ds + k] += value * h[k];
    }
    for (let j = 0; j < dt; j++) {
      const value = z[j];
      targetSum[j] += value;
      for (let i = 0; i < ds; i++) cross[j * ds + i] += value * h[i];
    }
  }

  private centredGram(ridge: number): Float64Array {
    const { sourceDimension: ds, pairs, sourceSum } = this;
    const centred = Float64Array.from(this.gram);
    let trace = 0;
    for (let i = 0; i < ds; i++) {
      for (let k = 0; k <= i; k++) centred[i * ds + k] -= (sourceSum[i] * sourceSum[k]) / pairs;
      trace += centred[i * ds + i];
    }
    for (let i = 0; i < ds; i++) centred[i * ds + i] += (ridge * trace) / ds;
    return centred;
  }
}

/** Applies an affine map to rows. @param source n × d_s @returns n × d_t */
export function applyAffine(map: AffineMap, source: Float32Array): Float32Array {
  const { sourceDimension: ds, targetDimension: dt, weight, bias } = map;
  const rows = source.length / ds;
  const out = new Float32Array(rows * dt);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < dt; j++) {
      let sum = bias[j];
      for (let i = 0; i < ds; i++) sum += weight[j * ds + i] * source[row * ds + i];
      out[row * dt + j] = sum;
    }
  }
  return out;
}
