import type { RelativeState } from '../observations/track.ts';
import { type CwState, coast } from '../proximity/clohessy-wiltshire.ts';
import { createRandom } from '../scenarios/random.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { length } from '../vectors/vector.ts';

/** Mean motions of a low orbit of 95 minutes and of the geostationary one, rad/s. */
export const lowOrbitRadPerS = (2 * Math.PI) / 5700;
export const geostationaryRadPerS = (2 * Math.PI) / 86164;

export const simulationStartUtcMs = Date.UTC(2026, 2, 1);

/** A velocity change at a time from the beginning. */
export interface Impulse {
  readonly timeS: number;
  readonly deltaVRtnKmPerS: Vec3;
}

/** What to simulate; the same seed gives the same noise. */
export interface Simulation {
  readonly start: CwState;
  readonly meanMotionRadPerS: number;
  readonly durationS: number;
  readonly count: number;
  /** Noise of each position component as a share of the range, the velocity to match. @default 0 */
  readonly noiseShare?: number;
  readonly impulses?: readonly Impulse[];
  readonly seed?: number;
}

/** Evenly spaced, noisy states of a target that coasts by Clohessy-Wiltshire motion between impulses. */
export function simulate(simulation: Simulation): RelativeState[] {
  const { meanMotionRadPerS: n, durationS, count, noiseShare = 0, impulses = [], seed = 1 } = simulation;
  const random = createRandom(seed);
  let leg = { timeS: 0, state: simulation.start };
  let next = 0;
  return Array.from({ length: count }, (_, i) => {
    const timeS = (i / (count - 1)) * durationS;
    for (; next < impulses.length && impulses[next]!.timeS <= timeS; next++) {
      const { timeS: burnS, deltaVRtnKmPerS } = impulses[next]!;
      const { positionRtnKm, velocityRtnKmPerS: v } = coast(leg.state, n, burnS - leg.timeS);
      const [dr, dt, dn] = deltaVRtnKmPerS;
      leg = { timeS: burnS, state: { positionRtnKm, velocityRtnKmPerS: [v[0] + dr, v[1] + dt, v[2] + dn] } };
    }
    const { positionRtnKm, velocityRtnKmPerS } = coast(leg.state, n, timeS - leg.timeS);
    const rangeKm = length(positionRtnKm);
    const blur = (vector: Vec3, sigma: number): Vec3 => [
      vector[0] + sigma * random.normal(),
      vector[1] + sigma * random.normal(),
      vector[2] + sigma * random.normal(),
    ];
    return {
      epochUtcMs: simulationStartUtcMs + 1000 * timeS,
      positionRtnKm: blur(positionRtnKm, noiseShare * rangeKm),
      velocityRtnKmPerS: blur(velocityRtnKmPerS, noiseShare * (length(velocityRtnKmPerS) + n * rangeKm)),
      line: i + 1,
    };
  });
}

/** A natural ellipse of a radial half axis, about a center at a height and a place along the V-bar. */
export function ellipse(
  n: number,
  { radialKm = 0, aboveKm = 0, aheadKm = 0, crossTrackKm = 0 }: Readonly<Record<string, number>>,
): CwState {
  return {
    positionRtnKm: [radialKm + aboveKm, aheadKm, 0],
    velocityRtnKmPerS: [0, -2 * n * radialKm - 1.5 * n * aboveKm, n * crossTrackKm],
  };
}
