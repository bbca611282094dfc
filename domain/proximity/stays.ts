import type { Stay } from '../intentions/evidence.ts';
import type { RelativeState } from '../observations/track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { add, distance, length, scale } from '../vectors/vector.ts';
import { type MeasurementNoise, positionSigmaKm } from './relative-samples.ts';

/** A target within this share of its range of one place stays there; natural swings and dead bands are inside. */
const dwellShare = 0.1;

/** Between its halves the mean place of a stay moves by no more than this share of the range; slow passing moves more. */
const mostMovedShare = 0.05;

/** Noise is allowed this many standard deviations. */
const noiseSigmas = 4;

/** A stay lasts this many states and this share of the window. */
const leastStateCount = 5;
const leastShareOfWindow = 0.1;

/** Times in which a target stays at one place, each as long as can be; one strayed state does not end it. */
export function findStays(states: readonly RelativeState[], noise: MeasurementNoise): Stay[] {
  const leastMs = leastShareOfWindow * (states.at(-1)!.epochUtcMs - states[0]!.epochUtcMs);
  const stays: Stay[] = [];
  let from = 0;
  while (from < states.length) {
    const { to, placeRtnKm, rangeKm } = dwellFrom(states, from, noise);
    const window = { startUtcMs: states[from]!.epochUtcMs, endUtcMs: states[to - 1]!.epochUtcMs };
    const isLong = to - from >= leastStateCount && window.endUtcMs - window.startUtcMs >= leastMs;
    const isStay = isLong && movedOn(states.slice(from, to)) <= mostMovedShare * rangeKm;
    if (isStay) stays.push({ window, positionRtnKm: placeRtnKm, meanRangeKm: rangeKm });
    from = isStay ? to : from + Math.max(1, (to - from) >> 1);
  }
  return stays;
}

/** Distance between the mean places of the first and of the second half, km. */
function movedOn(states: readonly RelativeState[]): number {
  const middle = states.length >> 1;
  const [first, second] = [states.slice(0, middle), states.slice(middle)].map((half) =>
    scale(half.map((state) => state.positionRtnKm).reduce(add, [0, 0, 0]), 1 / half.length),
  );
  return distance(first!, second!);
}

/** Goes on from a state while the next ones, or at least every second one, are near the mean place so far. */
function dwellFrom(states: readonly RelativeState[], from: number, noise: MeasurementNoise) {
  let sum: Vec3 = [0, 0, 0];
  let rangeSum = 0;
  let count = 0;
  let to = from;
  let strayed = 0;
  for (let i = from; i < states.length && strayed < 2; i++) {
    const { positionRtnKm } = states[i]!;
    const rangeKm = length(positionRtnKm);
    const reachKm = dwellShare * rangeKm + noiseSigmas * positionSigmaKm(noise, rangeKm);
    if (count > 0 && distance(positionRtnKm, scale(sum, 1 / count)) > reachKm) {
      strayed++;
      continue;
    }
    strayed = 0;
    sum = add(sum, positionRtnKm);
    rangeSum += rangeKm;
    count++;
    to = i + 1;
  }
  return { to, placeRtnKm: scale(sum, 1 / count), rangeKm: rangeSum / count };
}
