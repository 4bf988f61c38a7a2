import type { AffineMap } from './affine-map';
import { NotPositiveDefinite } from './cholesky';
import { BLOCK_COLUMNS, ColumnBlocks } from './column-blocks';
import { type MatrixMultiplication, plainMultiplication } from './matrix-multiplication';
import { ridgeByCrossValidation } from './ridge-by-cross-validation';
import { solvePositiveDefinite } from './solve-positive-definite';

/** Rows of one product: sums within are float32, sums over products float64. */
const CHUNK_ROWS = 4096;
/** With fewer pairs per dimension a fit without ridge follows their noise, so that the ridge is chosen by the pairs. */
const FEW_PAIRS = 10;
const SMALL_RIDGE = 1e-6;
/** Where cross-validation cannot choose. */
const CAREFUL_RIDGE = 1e-2;
/** Beyond it a fit would say nothing about its data. */
const LARGEST_RIDGE = 0.01;

/** How the vectors of a space are spread, dimension by dimension. */
export interface SpaceStatistics {
  mean: Float32Array;
  deviation: Float32Array;
}

/** What was accumulated so far, as plain numbers: to write down, or to send to another process. */
export interface NormalEquationsState {
  pairs: number;
  sourceShift: Float64Array;
  targetShift: Float64Array;
  sourceSum: Float64Array;
  targetSum: Float64Array;
  /** Σ of squares of shifted targets. */
  targetSquares: number;
  gram: Float64Array;
  cross: Float64Array;
}

/**
 * Exact affine least squares, min Σ‖W·h + b − z‖², in one pass over the pairs: sums and products are accumulated, and
 * parts that were accumulated apart can be merged by addition. Memory is d_s² + d_s·d_t doubles and one chunk of rows,
 * however many pairs come. Rows are shifted by the mean of the first batch, so that large means cancel before they round.
 *
 * @example
 * const equations = new NormalEquations(1, 1);
 * await equations.update(Float32Array.of(0, 1, 2), Float32Array.of(1, 3, 5));
 * await equations.solve(0); // weight [2], bias [1]
 */
export class NormalEquations {
  private pairs = 0;
  private sourceShift?: Float64Array;
  private targetShift?: Float64Array;
  private readonly source: ColumnBlocks;
  private readonly target: ColumnBlocks;
  /** Σ h·hᵀ of shifted rows: d_s × d_s, lower triangle of blocks. */
  private readonly gram: Float64Array;
  /** Σ h·zᵀ of shifted rows: d_s × d_t. */
  private readonly cross: Float64Array;
  private targetSquares = 0;

  /** @param product what multiplies the blocks; plain loops suffice for some hundred dimensions */
  constructor(
    private readonly sourceDimension: number,
    private readonly targetDimension: number,
    private readonly product: MatrixMultiplication = plainMultiplication,
  ) {
    this.source = new ColumnBlocks(sourceDimension, CHUNK_ROWS);
    this.target = new ColumnBlocks(targetDimension, CHUNK_ROWS);
    this.gram = new Float64Array(sourceDimension * sourceDimension);
    this.cross = new Float64Array(sourceDimension * targetDimension);
  }

  get count(): number {
    return this.pairs;
  }

  /** @param source n × d_s and @param target n × d_t, row-major. O(n·d_s·(d_s/2 + d_t)). */
  async update(source: Float32Array, target: Float32Array): Promise<void> {
    const { sourceDimension: ds, targetDimension: dt } = this;
    const rows = source.length / ds;
    if (!Number.isInteger(rows) || target.length !== rows * dt) throw new RangeError(`NormalEquations requires pairs of ${ds} and ${dt} values, got ${source.length} and ${target.length}`);
    if (rows === 0) return;
    this.sourceShift ??= meanRow(source, ds);
    this.targetShift ??= meanRow(target, dt);
    for (let from = 0; from < rows; ) {
      const taken = this.source.take(source, from, this.sourceShift);
      this.target.take(target, from, this.targetShift);
      from += taken;
      this.pairs += taken;
      if (this.source.rows === CHUNK_ROWS) await this.flush();
    }
  }

  /** A copy of everything accumulated so far. @throws RangeError without pairs */
  async state(): Promise<NormalEquationsState> {
    const { pairs, sourceShift, targetShift, gram, cross } = this;
    if (!sourceShift || !targetShift) throw new RangeError('NormalEquations has no state before its first pair');
    await this.flush();
    return { pairs, sourceShift: sourceShift.slice(), targetShift: targetShift.slice(), sourceSum: this.source.sum.slice(), targetSum: this.target.sum.slice(), targetSquares: this.targetSquares, gram: gram.slice(), cross: cross.slice() };
  }

  /** Goes on from a state. @throws RangeError when it is of other dimensions, or pairs were given already */
  restore(state: NormalEquationsState): void {
    const { sourceDimension: ds, targetDimension: dt } = this;
    if (this.pairs > 0) throw new RangeError('NormalEquations can only be restored before its first pair');
    const sizes = [state.sourceShift, state.targetShift, state.sourceSum, state.targetSum, state.gram, state.cross].map(({ length }) => length);
    if (sizes.join() !== [ds, dt, ds, dt, ds * ds, ds * dt].join()) throw new RangeError(`NormalEquations of ${ds} and ${dt} dimensions cannot be restored from a state of ${sizes[0]} and ${sizes[1]}`);
    this.pairs = state.pairs;
    this.sourceShift = Float64Array.from(state.sourceShift);
    this.targetShift = Float64Array.from(state.targetShift);
    this.source.sum.set(state.sourceSum);
    this.target.sum.set(state.targetSum);
    this.gram.set(state.gram);
    this.cross.set(state.cross);
    this.targetSquares = state.targetSquares;
  }

  /** Adds what another accumulated over other pairs. */
  async merge(other: NormalEquations): Promise<void> {
    const { sourceDimension: ds, targetDimension: dt } = this;
    if (other.sourceDimension !== ds || other.targetDimension !== dt) throw new RangeError(`NormalEquations of ${ds} and ${dt} dimensions cannot take those of ${other.sourceDimension} and ${other.targetDimension}`);
    if (!other.sourceShift || !other.targetShift) return;
    await Promise.all([this.flush(), other.flush()]);
    this.sourceShift ??= other.sourceShift;
    this.targetShift ??= other.targetShift;
    const left = movedSum(other.source.sum, other.sourceShift, this.sourceShift);
    const right = movedSum(other.target.sum, other.targetShift, this.targetShift);
    const n = other.pairs;
    for (let i = 0; i < ds; i++) {
      for (let k = 0; k <= i; k++) this.gram[i * ds + k] += other.gram[i * ds + k] + left.sum[i] * left.step[k] + left.step[i] * left.sum[k] + n * left.step[i] * left.step[k];
      for (let j = 0; j < dt; j++) this.cross[i * dt + j] += other.cross[i * dt + j] + left.sum[i] * right.step[j] + left.step[i] * right.sum[j] + n * left.step[i] * right.step[j];
      this.source.sum[i] += left.sum[i] + n * left.step[i];
    }
    this.targetSquares += other.targetSquares;
    for (let j = 0; j < dt; j++) {
      this.targetSquares += 2 * right.step[j] * right.sum[j] + n * right.step[j] ** 2;
      this.target.sum[j] += right.sum[j] + n * right.step[j];
    }
    this.pairs += n;
  }

  /**
   * @param ridge relative to the mean variance of the source dimensions; by default 1e-6, and with fewer than ten pairs
   * per dimension what generalised cross-validation finds best, so that the map does not follow their noise. Where the
   * equations are too ill-conditioned for it (fewer pairs than dimensions, collinear features), it is raised tenfold
   * until they can be solved.
   * @returns the map, and the ridge that was used
   * @throws RangeError with fewer than two pairs, or when the source never varies
   */
  async solve(ridge?: number): Promise<AffineMap & { ridge: number }> {
    const { pairs } = this;
    if (pairs < 2) throw new RangeError(`NormalEquations requires at least 2 pairs, got ${pairs}`);
    await this.flush();
    const chosen = ridge ?? (pairs < FEW_PAIRS * this.sourceDimension ? await this.validatedRidge() : SMALL_RIDGE);
    for (let tried = chosen; ; tried = Math.max(10 * tried, 1e-9)) {
      try {
        return { ...(await this.solveWith(tried)), ridge: tried };
      } catch (error) {
        if (!(error instanceof NotPositiveDefinite) || tried > LARGEST_RIDGE) throw error;
      }
    }
  }

  private async solveWith(ridge: number): Promise<AffineMap> {
    const { sourceDimension: ds, targetDimension: dt, pairs } = this;
    const [sourceShift, targetShift] = [this.sourceShift as Float64Array, this.targetShift as Float64Array];
    const solution = await solvePositiveDefinite({ a: this.centredGram(ridge), n: ds, b: this.centredCross(), columns: dt }, this.product);
    const weight = new Float32Array(dt * ds);
    const bias = new Float32Array(dt);
    for (let j = 0; j < dt; j++) {
      let offset = targetShift[j] + this.target.sum[j] / pairs;
      for (let i = 0; i < ds; i++) {
        weight[j * ds + i] = solution[i * dt + j];
        offset -= solution[i * dt + j] * (sourceShift[i] + this.source.sum[i] / pairs);
      }
      bias[j] = offset;
    }
    return { sourceDimension: ds, targetDimension: dt, weight, bias };
  }

  /** Mean and spread of both sides, dimension by dimension. @throws RangeError without pairs */
  async statistics(): Promise<{ source: SpaceStatistics; target: { mean: Float32Array } }> {
    const { pairs, sourceDimension: ds, sourceShift, targetShift } = this;
    if (!sourceShift || !targetShift) throw new RangeError('NormalEquations has no statistics before its first pair');
    await this.flush();
    const { sum } = this.source;
    return {
      source: {
        mean: Float32Array.from(sourceShift, (shift, i) => shift + sum[i] / pairs),
        deviation: Float32Array.from(sourceShift, (_, i) => Math.sqrt(Math.max(0, this.gram[i * ds + i] / pairs - (sum[i] / pairs) ** 2))),
      },
      target: { mean: Float32Array.from(targetShift, (shift, j) => shift + this.target.sum[j] / pairs) },
    };
  }

  /** Multiplies the rows held so far, the lower triangle of the Gram blocks only, and adds the products. */
  private async flush(): Promise<void> {
    const { source, target, product } = this;
    const { rows } = source;
    if (rows === 0) return;
    const multiply = (a: Float32Array, b: Float32Array) => product.multiply(a, b, { rows: a.length / rows, inner: rows, columns: b.length / rows, transposeA: true });
    for (let p = 0; p < source.widths.length; p++) {
      for (let q = 0; q <= p; q++) addBlock(this.gram, this.sourceDimension, { values: await multiply(source.filled(p), source.filled(q)), rows: source.widths[p], columns: source.widths[q], p, q });
      for (let q = 0; q < target.widths.length; q++) addBlock(this.cross, this.targetDimension, { values: await multiply(source.filled(p), target.filled(q)), rows: source.widths[p], columns: target.widths[q], p, q });
    }
    for (const block of target.widths.keys()) for (const value of target.filled(block)) this.targetSquares += value * value;
    source.clear();
    target.clear();
  }

  private centredGram(ridge: number): Float64Array {
    const { sourceDimension: ds, pairs, source: { sum } } = this;
    const centred = Float64Array.from(this.gram);
    let trace = 0;
    for (let i = 0; i < ds; i++) {
      for (let k = 0; k <= i; k++) centred[i * ds + k] -= (sum[i] * sum[k]) / pairs;
      trace += centred[i * ds + i];
    }
    for (let i = 0; i < ds; i++) centred[i * ds + i] += (ridge * trace) / ds;
    return centred;
  }

  private async validatedRidge(): Promise<number> {
    const { pairs, sourceDimension, targetDimension, product } = this;
    return (await ridgeByCrossValidation({ pairs, sourceDimension, targetDimension, gram: this.centredGram(0), cross: this.centredCross(), targetSquares: this.centredSquares() }, product)) ?? CAREFUL_RIDGE;
  }

  private centredSquares(): number {
    return this.target.sum.reduce((left, sum) => left - (sum * sum) / this.pairs, this.targetSquares);
  }

  private centredCross(): Float64Array {
    const { sourceDimension: ds, targetDimension: dt, pairs } = this;
    const centred = Float64Array.from(this.cross);
    for (let i = 0; i < ds; i++) for (let j = 0; j < dt; j++) centred[i * dt + j] -= (this.source.sum[i] * this.target.sum[j]) / pairs;
    return centred;
  }
}

function addBlock(into: Float64Array, stride: number, { values, rows, columns, p, q }: { values: Float32Array; rows: number; columns: number; p: number; q: number }): void {
  for (let row = 0; row < rows; row++) {
    const at = (p * BLOCK_COLUMNS + row) * stride + q * BLOCK_COLUMNS;
    for (let c = 0; c < columns; c++) into[at + c] += values[row * columns + c];
  }
}

/** What a sum of shifted rows is, and by how much each row moves, under another shift. */
function movedSum(sum: Float64Array, from: Float64Array, to: Float64Array): { sum: Float64Array; step: Float64Array } {
  return { sum, step: from.map((value, i) => value - to[i]) };
}

/** Rounded to float32, so that taking it off a value close to it is exact. */
function meanRow(rows: Float32Array, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < rows.length; i++) mean[i % dimension] += rows[i];
  return mean.map((sum) => Math.fround((sum * dimension) / rows.length));
}
