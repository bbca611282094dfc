import { type CwState, coast, velocityToReach } from '../proximity/clohessy-wiltshire.ts';
import type { Vec3 } from '../vectors/vector.ts';

/** A stretch of coasting, from just after an impulse. */
export interface Leg {
  readonly startS: number;
  readonly state: CwState;
}

/** A planned relative motion: coasting legs joined by impulses. Times count from its beginning, s. */
export interface Flight {
  readonly meanMotionRadPerS: number;
  readonly durationS: number;
  /** In order of time; the first starts at 0 or before. */
  readonly legs: readonly Leg[];
}

/** A point to pass through at a time. */
export interface Waypoint {
  readonly timeS: number;
  readonly positionRtnKm: Vec3;
}

/** The true state at a time within the flight. */
export function stateAt({ legs, meanMotionRadPerS }: Flight, timeS: number): CwState {
  const leg = legs.findLast(({ startS }) => startS <= timeS) ?? legs[0]!;
  return coast(leg.state, meanMotionRadPerS, timeS - leg.startS);
}

/** Legs that lead through all waypoints, with an impulse at each; none leaves from the last. */
export function legsThrough(waypoints: readonly Waypoint[], meanMotionRadPerS: number): Leg[] {
  return waypoints.slice(1).map((to, i) => {
    const from = waypoints[i]!;
    const { positionRtnKm } = from;
    const durationS = to.timeS - from.timeS;
    const velocityRtnKmPerS = velocityToReach(positionRtnKm, to.positionRtnKm, meanMotionRadPerS, durationS);
    return { startS: from.timeS, state: { positionRtnKm, velocityRtnKmPerS } };
  });
}
