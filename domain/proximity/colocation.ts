import { earthRotationRadPerS } from '../units.ts';
import { median, slope } from '../vectors/statistics.ts';
import { length } from '../vectors/vector.ts';
import type { RelativeSample } from './relative-samples.ts';

/** A mean motion within this share of the rotation of the Earth is geostationary. */
const siderealTolerance = 0.01;

/** Neighbors in a slot of 0.1° are within about 75 km; the rest is room for their ellipses. */
const slotKm = 100;

/** Revolutions, of a day each, that tell neighbors from a visit. */
const leastRevolutions = 5;

/** Share of the states that must be within the slot. */
const leastShare = 0.8;

/**
 * The range between neighbors in a slot changes by less than this factor while each keeps to its place: their drifts
 * back and forth across the slot are not motion relative to each other.
 */
export const slotSwingFactor = 3;

/** Whether target and own spacecraft share a geostationary slot over a window of days: near, and not drifting out of it. */
export function isColocated(samples: readonly RelativeSample[], meanMotionRadPerS: number): boolean {
  if (Math.abs(meanMotionRadPerS / earthRotationRadPerS - 1) > siderealTolerance) return false;
  const windowS = samples.at(-1)!.timeS - samples[0]!.timeS;
  if (windowS * meanMotionRadPerS < leastRevolutions * 2 * Math.PI) return false;
  const rangesKm = samples.map((sample) => length(sample.positionRtnKm));
  const inSlot = rangesKm.filter((range) => range < slotKm).length;
  const drift = slope(
    samples.map(({ timeS }) => timeS),
    samples.map((sample) => sample.positionRtnKm[1]),
  );
  const driftKm = Math.abs(drift) * windowS;
  return inSlot >= leastShare * samples.length && driftKm < median(rangesKm);
}
