import { relativeStateRtn } from '../frames/rtn.ts';
import type { MotionLabel } from '../intentions/labels.ts';
import { enclosedAngle } from '../proximity/enclosed-angle.ts';
import { length } from '../vectors/vector.ts';
import { epochAt, type Flight, fly } from './flight.ts';

/** Intervals between the looks at the true, noise-free path. */
const lookCount = 300;

interface Path {
  readonly rangesKm: readonly number[];
  readonly ratio: number;
  readonly turns: number;
  readonly startKm: number;
  readonly leastKm: number;
  readonly endKm: number;
  readonly endSpeedKmPerS: number;
  /** Speed that covers the starting range in the time of the flight. */
  readonly paceKmPerS: number;
}

/**
 * The published motion definitions as conditions on a true path, stricter than any reading of noisy samples needs
 * to be: a case that lies between two definitions is not a case of either.
 *
 * @source Jing et al. 2025 as recorded in data/taxonomy/labels.json; the margins are our decision
 */
const conditionOf: Readonly<Record<MotionLabel, (path: Path) => boolean>> = {
  hovering: ({ ratio, turns }) => ratio < 1.2 && turns < 0.2,
  flyaround: ({ ratio, turns }) => ratio < 2.3 && turns > 1.05,
  flyby: (path) => fallsThenGrows(path, 2.5) && path.leastKm > 0.04 * path.startKm,
  rendezvous: (path) => arrives(path) && path.endSpeedKmPerS < 0.05 * path.paceKmPerS,
  collision: (path) => arrives(path) && path.endSpeedKmPerS > 0.8 * path.paceKmPerS,
  retreat: (path) => fallsThenGrows(path, 2) && path.leastKm > 0.08 * path.startKm,
  randomness: ({ rangesKm }) => countSwings(rangesKm, 2) >= 4,
};

/** Whether a flight is a plain case of a motion. */
export function isPlainCaseOf(motion: MotionLabel, flight: Flight): boolean {
  return conditionOf[motion](pathOf(flight));
}

function pathOf(flight: Flight): Path {
  const { own, durationS } = flight;
  const epochsUtcMs = Array.from({ length: lookCount + 1 }, (_, i) => epochAt(own, (i / lookCount) * durationS));
  const states = fly(flight, epochsUtcMs).map((encounter) => relativeStateRtn(encounter.own, encounter.target));
  const rangesKm = states.map((state) => length(state.positionRtnKm));
  const leastKm = Math.min(...rangesKm);
  return {
    rangesKm,
    ratio: Math.max(...rangesKm) / leastKm,
    turns: enclosedAngle(states.map((state) => state.positionRtnKm)) / (2 * Math.PI),
    startKm: rangesKm[0]!,
    leastKm,
    endKm: rangesKm.at(-1)!,
    endSpeedKmPerS: length(states.at(-1)!.velocityRtnKmPerS),
    paceKmPerS: rangesKm[0]! / durationS,
  };
}

const arrives = ({ rangesKm, startKm, endKm }: Path) => falls(rangesKm, startKm) && endKm < 0.025 * startKm;

/** Falls and then grows, both by at least a factor. */
function fallsThenGrows({ rangesKm, startKm, leastKm, endKm }: Path, factor: number): boolean {
  const closest = rangesKm.indexOf(leastKm);
  const approach = rangesKm.slice(0, closest + 1);
  const departure = rangesKm.slice(closest).reverse();
  return Math.min(startKm, endKm) > factor * leastKm && falls(approach, startKm) && falls(departure, endKm);
}

/** Never comes back up by more than a hundredth of where it began. */
function falls(rangesKm: readonly number[], startKm: number): boolean {
  let leastKm = Number.POSITIVE_INFINITY;
  return rangesKm.every((range) => {
    leastKm = Math.min(leastKm, range);
    return range <= leastKm + 0.01 * startKm;
  });
}

/** Times the range goes up or down by at least a factor. */
function countSwings(rangesKm: readonly number[], factor: number): number {
  let low = rangesKm[0]!;
  let high = low;
  let rising: boolean | undefined;
  let count = 0;
  for (const range of rangesKm) {
    low = Math.min(low, range);
    high = Math.max(high, range);
    const turnsUp = rising !== true && range > factor * low;
    const turnsDown = rising !== false && range * factor < high;
    if (!turnsUp && !turnsDown) continue;
    rising = turnsUp;
    low = range;
    high = range;
    count++;
  }
  return count;
}
