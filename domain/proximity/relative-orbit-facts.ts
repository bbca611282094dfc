import type { InertialState } from '../frames/inertial-state.ts';
import { relativeStateRtn } from '../frames/rtn.ts';
import { keplerianFrom } from '../orbits/keplerian.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { cross, dot, length } from '../vectors/vector.ts';
import { type PassiveSafety, passiveSafety } from './passive-safety.ts';
import { type RelativeGeometry, relativeElementsOfStates, relativeGeometry } from './relative-orbital-elements.ts';

/** How a target's orbit differs from the own one at an epoch, and what that means if nobody thrusts any more. */
export interface RelativeOrbitFacts {
  readonly epochUtcMs: number;
  readonly geometry: RelativeGeometry;
  /** Over the coming revolutions. */
  readonly safety: PassiveSafety;
}

/** Linear models of relative motion hold to about this share of the orbit's radius, and of its speed. */
const largestShare = 0.02;

/** Sine of the angle between position and velocity below which they span no plane. */
const leastTurn = 1e-6;

/** Revolutions that passive safety looks ahead. */
const revolutionsAhead = 3;

/** Relative orbit from two states of one epoch; undefined where they are too far apart or too fast for it, or not both in orbit. */
export function relativeOrbitFacts(own: InertialState, target: InertialState): RelativeOrbitFacts | undefined {
  const relative = relativeStateRtn(own, target);
  if (length(relative.positionRtnKm) > largestShare * length(own.positionGcrfKm)) return undefined;
  if (length(relative.velocityRtnKmPerS) > largestShare * length(own.velocityGcrfKmPerS)) return undefined;
  if (!isBound(own) || !isBound(target)) return undefined;
  return {
    epochUtcMs: own.epochUtcMs,
    geometry: relativeGeometry(relativeElementsOfStates(own, target)),
    safety: passiveSafety(relative, keplerianFrom(own), revolutionsAhead),
  };
}

/** Whether an object stays with the Earth, and does not fall straight to it. */
export function isBound({ positionGcrfKm, velocityGcrfKmPerS }: InertialState): boolean {
  const isSlow = dot(velocityGcrfKmPerS, velocityGcrfKmPerS) / 2 < earthMuKm3PerS2 / length(positionGcrfKm);
  const turnsBy = length(cross(positionGcrfKm, velocityGcrfKmPerS));
  return isSlow && turnsBy > leastTurn * length(positionGcrfKm) * length(velocityGcrfKmPerS);
}
