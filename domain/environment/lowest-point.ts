/** Share by which golden-section search shortens its interval in a step. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Where a function that falls and then rises is lowest, by golden-section search.
 *
 * @returns the middle of an interval no longer than the tolerance
 */
export function lowestPoint(f: (x: number) => number, from: number, to: number, tolerance: number): number {
  let [low, high] = [from, to];
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let [fLeft, fRight] = [f(left), f(right)];
  while (high - low > tolerance) {
    if (fLeft < fRight) {
      [high, right, fRight] = [right, left, fLeft];
      left = high - golden * (high - low);
      fLeft = f(left);
    } else {
      [low, left, fLeft] = [left, right, fRight];
      right = low + golden * (high - low);
      fRight = f(right);
    }
  }
  return (low + high) / 2;
}
