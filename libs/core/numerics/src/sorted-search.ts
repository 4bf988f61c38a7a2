type Numbers = ArrayLike<number>;

/** How many of the ascending values are smaller than x. O(log n). */
export function countBelow(sorted: Numbers, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending values are at most x. O(log n). */
export function countAtMost(sorted: Numbers, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
