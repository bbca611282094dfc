/**
 * Where a continuous function rises through zero, by halving the interval.
 *
 * @param low  the function is below zero here
 * @param high  the function is at or above zero here
 * @returns the upper end of the last interval, which is no longer than the tolerance
 */
export function risingRoot(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  let [below, above] = [low, high];
  while (above - below > tolerance) {
    const middle = (below + above) / 2;
    if (f(middle) < 0) below = middle;
    else above = middle;
  }
  return above;
}

/**
 * Every place at which a function rises through zero.
 *
 * @param xs  ascending; the function rises through zero no more than once between two of them
 */
export function risingRoots(f: (x: number) => number, xs: readonly number[], tolerance: number): number[] {
  const values = xs.map(f);
  return xs
    .slice(1)
    .flatMap((x, i) => (values[i]! < 0 && values[i + 1]! >= 0 ? [risingRoot(f, xs[i]!, x, tolerance)] : []));
}
