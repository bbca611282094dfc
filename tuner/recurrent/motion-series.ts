import type { RelativeState, Vec3 } from '#domain';

/** Epochs of a series, evenly spaced from the first state to the last. */
export const seriesSteps = 48;

/** Features of an epoch: position R, T, N; velocity R, T, N; log of the range. All without unit, see {@link motionSeries}. */
export const seriesFeatures = 7;

/** Ranges below this share of the largest one count as this share: noise of a sensor, where the logarithm would run away. */
const leastRangeShare = 1e-4;

/**
 * What a motion looks like whatever its size and its duration: the states at {@link seriesSteps} epochs, linear in time
 * between those that were observed.
 *
 * Lengths are in units of the largest observed range, times in units of the window, so positions are within -1 and 1 and
 * a velocity of 1 crosses the largest range once in the window; the range is its natural logarithm, 0 and below.
 *
 * @param states  of one target, in order of epoch
 * @returns row-major [seriesSteps, seriesFeatures]
 * @throws RangeError for fewer than two states, or states of one epoch, or at range zero throughout
 */
export function motionSeries(states: readonly RelativeState[]): Float32Array {
  const [first, last] = [states[0], states.at(-1)];
  const largestKm = states.reduce((most, { positionRtnKm }) => Math.max(most, Math.hypot(...positionRtnKm)), 0);
  if (!first || !last || last.epochUtcMs <= first.epochUtcMs || largestKm === 0) {
    throw new RangeError(
      `expected states at two epochs or more and a range above zero, got ${states.length} states and range ${largestKm} km`,
    );
  }
  const windowMs = last.epochUtcMs - first.epochUtcMs;
  const crossingKmPerS = largestKm / (windowMs / 1000);
  const series = new Float32Array(seriesSteps * seriesFeatures);
  let after = 1;
  for (let step = 0; step < seriesSteps; step += 1) {
    const epochUtcMs = first.epochUtcMs + (windowMs * step) / (seriesSteps - 1);
    while (after < states.length - 1 && (states[after] as RelativeState).epochUtcMs < epochUtcMs) after += 1;
    const [from, to] = [states[after - 1] as RelativeState, states[after] as RelativeState];
    const share =
      to.epochUtcMs > from.epochUtcMs ? (epochUtcMs - from.epochUtcMs) / (to.epochUtcMs - from.epochUtcMs) : 0;
    const position = between(from.positionRtnKm, to.positionRtnKm, share, largestKm);
    const velocity = between(from.velocityRtnKmPerS, to.velocityRtnKmPerS, share, crossingKmPerS);
    const logRange = Math.log(Math.max(leastRangeShare, Math.hypot(...position)));
    series.set([...position, ...velocity, logRange], step * seriesFeatures);
  }
  return series;
}

/** The vector at `share` of the way between two, in units of `unit`. */
function between(from: Vec3, to: Vec3, share: number, unit: number): number[] {
  return from.map((value, axis) => (value + share * ((to[axis] as number) - value)) / unit);
}
