import type { InertialState } from '../frames/inertial-state.ts';
import { propagate } from '../propagation/numerical.ts';
import { add, cross, dot, length, scale, subtract, type Vec3 } from '../vectors/vector.ts';

/** How close to its goal a transfer arrives: a tenth of a millimeter. */
export const aimToleranceKm = 1e-7;

/** Enough for 50 km in a low orbit: each correction leaves about a hundredth of the miss, the ratio of range to radius. */
const mostCorrections = 10;

/** Change of velocity that tells how the arrival depends on it: large against rounding, small against the orbit. */
const probeKmPerS = 1e-4;

/** Least volume spanned by the directions of the three responses: near half a revolution they lie in one plane. */
const leastVolume = 1e-3;

/** A coasting transfer: the state just after the impulse that begins it, and the one in which it ends. */
export interface Transfer {
  readonly departure: InertialState;
  readonly arrival: InertialState;
}

/**
 * Finds the velocity with which coasting leads to a position, by differential correction on the true dynamics.
 *
 * Relative motion over a leg is all but linear, so one Jacobian by finite differences serves for every correction.
 *
 * @param from  the velocity in it is the first guess
 * @returns undefined where there is none to be found: near a multiple of half a revolution, or too far
 */
export function transferTo(goalGcrfKm: Vec3, from: InertialState, arrivalUtcMs: number): Transfer | undefined {
  const leave = (velocityGcrfKmPerS: Vec3): Transfer | undefined => {
    const departure = { ...from, velocityGcrfKmPerS };
    const arrival = propagate(departure, arrivalUtcMs);
    return arrival && { departure, arrival };
  };
  const response = (transfer: Transfer, probe: Vec3): Vec3 | undefined => {
    const probed = leave(add(transfer.departure.velocityGcrfKmPerS, probe));
    return probed && scale(subtract(probed.arrival.positionGcrfKm, transfer.arrival.positionGcrfKm), 1 / probeKmPerS);
  };

  let transfer = leave(from.velocityGcrfKmPerS);
  const a = transfer && response(transfer, [probeKmPerS, 0, 0]);
  const b = transfer && response(transfer, [0, probeKmPerS, 0]);
  const c = transfer && response(transfer, [0, 0, probeKmPerS]);
  if (!a || !b || !c) return undefined;
  const volume = dot(a, cross(b, c));
  if (!(Math.abs(volume) > leastVolume * length(a) * length(b) * length(c))) return undefined;

  for (let correction = 0; transfer && correction <= mostCorrections; correction++) {
    const miss = subtract(goalGcrfKm, transfer.arrival.positionGcrfKm);
    if (length(miss) <= aimToleranceKm) return transfer;
    const change: Vec3 = [dot(miss, cross(b, c)), dot(miss, cross(c, a)), dot(miss, cross(a, b))];
    transfer = leave(add(transfer.departure.velocityGcrfKmPerS, scale(change, 1 / volume)));
  }
  return undefined;
}
