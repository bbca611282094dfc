import { earthRotationRadPerS } from '../units.ts';
import { median, slope } from '../vectors/statistics.ts';
import { length } from '../vectors/vector.ts';
import type { RelativeSample } from './relative-samples.ts';

/** A mean motion within this share of the rotation of the Earth is geostationary. */
const siderealTolerance = 0.01;

/** Neighbors in a slot of 0.1° are within about 75 km; the rest is room for their ellipses. */
const slotKm = 100;

/** Share of the states that must be within the slot. */
const leastShare = 0.8;

/** Whether target and own spacecraft share a geostationary slot over the window: near, and not drifting out of it. */
export function isColocated(samples: readonly RelativeSample[], meanMotionRadPerS: number): boolean {
  if (Math.abs(meanMotionRadPerS / earthRotationRadPerS - 1) > siderealTolerance) return false;
  const rangesKm = samples.map((sample) => length(sample.positionRtnKm));
  const inSlot = rangesKm.filter((range) => range < slotKm).length;
  const drift = slope(
    samples.map(({ timeS }) => timeS),
    samples.map((sample) => sample.positionRtnKm[1]),
  );
  const driftKm = Math.abs(drift) * (samples.at(-1)!.timeS - samples[0]!.timeS);
  return inSlot >= leastShare * samples.length && driftKm < median(rangesKm);
}
