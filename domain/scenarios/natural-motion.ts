import type { InertialState } from '../frames/inertial-state.ts';
import { absoluteFromRtn } from '../frames/rtn.ts';
import { potential, specificEnergy } from '../propagation/numerical.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { cross, dot, length, scale } from '../vectors/vector.ts';
import { coast, type Flight } from './flight.ts';
import type { OwnOrbit } from './own-orbit.ts';

/** Relative motion without thrust: an ellipse twice as long in-track as radially, about a center that may drift. */
export interface NaturalMotion {
  /** Where the center begins, along the own orbit. @default 0 */
  readonly aheadKm?: number;
  /** The center is this much higher, and therefore drifts back by 3 pi times as much per revolution. @default 0 */
  readonly aboveKm?: number;
  /** Half the radial width of the ellipse; half its length is twice as much. @default 0 */
  readonly radialKm?: number;
  /** Where on the ellipse the target begins, from its highest point against the orbital motion. @default 0 */
  readonly phaseRad?: number;
  /** @default 0 */
  readonly crossTrackKm?: number;
  /** Phase of the cross-track motion; a quarter revolution from the radial one keeps the path off the V-bar. @default 0 */
  readonly crossPhaseRad?: number;
}

/**
 * A flight without impulse along a natural motion.
 *
 * The shape is that about a circular orbit; on an eccentric one it breathes. The drift is set by the energy, J2 included,
 * and holds on any orbit within a few hundredths of the ellipse a revolution.
 */
export function naturalFlight(own: OwnOrbit, durationS: number, motion: NaturalMotion): Flight {
  const { aheadKm = 0, aboveKm = 0, radialKm = 0, phaseRad = 0, crossTrackKm = 0, crossPhaseRad = 0 } = motion;
  const center = aheadOf(own.state, aheadKm);
  const rateRadPerS = turnRate(center);
  const target = absoluteFromRtn(center, {
    positionRtnKm: [
      aboveKm + radialKm * Math.cos(phaseRad),
      -2 * radialKm * Math.sin(phaseRad),
      crossTrackKm * Math.cos(crossPhaseRad),
    ],
    velocityRtnKmPerS: [
      -rateRadPerS * radialKm * Math.sin(phaseRad),
      -rateRadPerS * (1.5 * aboveKm + 2 * radialKm * Math.cos(phaseRad)),
      -rateRadPerS * crossTrackKm * Math.sin(crossPhaseRad),
    ],
  });
  const energy = specificEnergy(own.state) + (earthMuKm3PerS2 * aboveKm) / (2 * own.semiMajorAxisKm ** 2);
  return { own, durationS, legs: [withEnergy(target, energy)] };
}

/** The state that the same orbit has farther ahead, moved to the same epoch. */
function aheadOf(state: InertialState, aheadKm: number): InertialState {
  const delayS = aheadKm / length(state.velocityGcrfKmPerS);
  return { ...coast(state, state.epochUtcMs + 1000 * delayS), epochUtcMs: state.epochUtcMs };
}

/** Rate at which RTN turns, rad/s. */
function turnRate({ positionGcrfKm, velocityGcrfKmPerS }: InertialState): number {
  return length(cross(positionGcrfKm, velocityGcrfKmPerS)) / dot(positionGcrfKm, positionGcrfKm);
}

/** The state with its speed changed to the one of an energy per mass, km²/s². */
function withEnergy(state: InertialState, energy: number): InertialState {
  const speedKmPerS = Math.sqrt(2 * (energy - potential(state.positionGcrfKm)));
  const { velocityGcrfKmPerS } = state;
  return { ...state, velocityGcrfKmPerS: scale(velocityGcrfKmPerS, speedKmPerS / length(velocityGcrfKmPerS)) };
}
