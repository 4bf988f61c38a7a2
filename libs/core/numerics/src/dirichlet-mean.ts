/** First step of the trapezoidal rule after t = width·sinh(v); it is halved until twice the step gives the same. */
const STEP = 0.05;
const SAME = 1e-9;
const NEGLIGIBLE = 1e-17;
/** Below this many counts in all the integrand falls too slowly. */
const FEWEST_COUNTS = 20;
const LONGEST = 200_000;

/**
 * P(Σ vᵢ·Dᵢ > x) for D ~ Dirichlet(a): the probability that a mean whose weights are only known through counts exceeds x.
 *
 * Written with gammas, Σ vᵢDᵢ > x means Σ (vᵢ − x)·Gᵢ > 0, whose cumulant function K(s) = −Σ aᵢ·log(1 − s(vᵢ − x)) is known;
 * the probability is ∫ e^K(s)/s ds / 2πi along the vertical line through the saddle point of K(s) − log s, so that small
 * probabilities are found to about 9 digits too. O(groups × 100).
 *
 * @param values vᵢ, any numbers @param shapes aᵢ > 0, at least 20 together
 * @throws RangeError when the lists differ in length or the shapes are too small
 * @example dirichletMeanTail([0, 1], [10, 10], 0.5) // 0.5
 */
export function dirichletMeanTail(values: ArrayLike<number>, shapes: ArrayLike<number>, x: number): number {
  if (values.length !== shapes.length || values.length === 0) throw new RangeError(`dirichletMeanTail requires as many shapes as values, got ${shapes.length} for ${values.length}`);
  let [counts, total] = [0, 0];
  for (let i = 0; i < shapes.length; i++) {
    counts += shapes[i];
    total += shapes[i] * values[i];
  }
  if (counts < FEWEST_COUNTS) throw new RangeError(`dirichletMeanTail requires shapes of at least ${FEWEST_COUNTS} together, got ${counts}`);
  const centred = Float64Array.from(values, (value) => value - x);
  const largest = centred.reduce((a, b) => Math.max(a, b));
  const smallest = centred.reduce((a, b) => Math.min(a, b));
  if (largest <= 0) return 0;
  if (smallest >= 0) return 1;
  // Below the mean it is the other tail that is small.
  if (x < total / counts) return 1 - upperTail(centred.map((value) => -value), shapes);
  return upperTail(centred, shapes);
}

/** P(Σ cᵢ·Gᵢ > 0) where cᵢ has both signs. */
function upperTail(centred: Float64Array, shapes: ArrayLike<number>): number {
  const largest = centred.reduce((a, b) => Math.max(a, b));
  const s = saddlePoint(centred, shapes, 1 / largest);
  let curvature = 1 / (s * s);
  for (let i = 0; i < centred.length; i++) curvature += shapes[i] * (centred[i] / (1 - s * centred[i])) ** 2;
  return contourIntegral(centred, shapes, { s, width: 1 / Math.sqrt(curvature) });
}

/** The minimum of K(s) − log s over 0 < s < end, where it is convex. */
function saddlePoint(centred: Float64Array, shapes: ArrayLike<number>, end: number): number {
  let [low, high] = [0, end];
  for (let k = 0; k < 100; k++) {
    const s = (low + high) / 2;
    let slope = -1 / s;
    for (let i = 0; i < centred.length; i++) slope += (shapes[i] * centred[i]) / (1 - s * centred[i]);
    if (slope < 0) low = s;
    else high = s;
  }
  return low;
}

/** ∫ Re e^K(s+it)/(s+it) dt / π over t > 0, with t = width·sinh(v) so that slow tails are short ones. */
function contourIntegral(centred: Float64Array, shapes: ArrayLike<number>, { s, width }: { s: number; width: number }): number {
  let front = 0;
  for (let i = 0; i < centred.length; i++) front -= shapes[i] * Math.log(1 - s * centred[i]);
  for (let step = STEP; step > STEP / 100; step /= 2) {
    const { every, everySecond } = trapezoids(centred, shapes, { s, width, step });
    if (Math.abs(every - everySecond) <= SAME * Math.abs(every)) return (Math.exp(front) * every) / Math.PI;
  }
  throw new RangeError(`dirichletMeanTail did not converge for ${centred.length} groups`);
}

/** The trapezoidal rule with a step and with twice the step. */
function trapezoids(centred: Float64Array, shapes: ArrayLike<number>, { s, width, step }: { s: number; width: number; step: number }): { every: number; everySecond: number } {
  let every = 0.5 / s;
  let everySecond = every;
  for (let k = 1; k < LONGEST; k++) {
    const t = width * Math.sinh(k * step);
    let [logSize, angle] = [0, 0];
    for (let i = 0; i < centred.length; i++) {
      const slant = (-t * centred[i]) / (1 - s * centred[i]);
      logSize -= 0.5 * shapes[i] * Math.log1p(slant * slant);
      angle -= shapes[i] * Math.atan(slant);
    }
    const size = (Math.exp(logSize) * Math.cosh(k * step)) / Math.hypot(s, t);
    const term = size * Math.cos(angle - Math.atan2(t, s));
    every += term;
    if (k % 2 === 0) everySecond += term;
    if (size < NEGLIGIBLE * Math.abs(every)) break;
  }
  return { every: every * step * width, everySecond: 2 * everySecond * step * width };
}

/**
 * The x that Σ vᵢ·Dᵢ exceeds with the given probability, rounded up by at most 1e-10 of the values' range: an upper
 * confidence bound. About ten evaluations of the tail (regula falsi with Illinois steps on its logarithm).
 *
 * @param probability in (0, 1) @throws RangeError when it is not
 * @example dirichletMeanBound([0, 1], [10, 10], 0.5) // 0.5
 */
export function dirichletMeanBound(values: ArrayLike<number>, shapes: ArrayLike<number>, probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`dirichletMeanBound requires 0 < probability < 1, got ${probability}`);
  const all = Float64Array.from(values);
  const excess = (x: number) => Math.log(dirichletMeanTail(all, shapes, x) / probability);
  let [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const enough = 1e-10 * (high - low);
  let [atLow, atHigh] = [-Math.log(probability), -Infinity];
  for (let k = 0; k < 200 && high - low > enough; k++) {
    const isLinear = Number.isFinite(atHigh) && k % 3 !== 2;
    const inside = isLinear ? (low * atHigh - high * atLow) / (atHigh - atLow) : (low + high) / 2;
    // A little past the root, so that both ends close in.
    const x = Math.min(Math.max(isLinear ? inside + enough / 2 : inside, low + enough / 4), high - enough / 4);
    const at = excess(x);
    if (at > 0) [low, atLow, atHigh] = [x, at, atHigh / 2];
    else [high, atHigh, atLow] = [x, at, atLow / 2];
  }
  return high;
}
