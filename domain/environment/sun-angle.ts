import type { InertialState } from '../frames/inertial-state.ts';
import { degToRad } from '../units.ts';
import { dot, subtract, type Vec3 } from '../vectors/vector.ts';
import { angleBetween, sunlitShare } from './shadow.ts';

/**
 * Within this angle from the Sun an object counts as in front of it. A choice, not a standard: the order of the cone
 * that the baffle of a camera or star tracker leaves blind.
 */
export const sunExclusionRad = degToRad(30);

/** How well a target can be seen from the own spacecraft, and how well it can hide in the Sun. */
export interface Photography {
  /** Share of the Sun's disk that shines on the target, 0 to 1. */
  readonly targetSunlitShare: number;
  /** Sun, target, own: 0 when the face toward the own spacecraft is fully lit, π when it is dark. */
  readonly phaseAngleRad: number;
  /** Target, own, Sun: how far from the Sun the target stands as seen from the own spacecraft. */
  readonly sunAngleRad: number;
  /** Within {@link sunExclusionRad} of the Sun: own cameras are dazzled, while the target sees the own craft fully lit. */
  readonly isInFrontOfSun: boolean;
  /** In front of the Sun and coming nearer. */
  readonly comesOutOfSun: boolean;
}

export function judgePhotography(own: InertialState, target: InertialState, sunGcrfKm: Vec3): Photography {
  const toTargetKm = subtract(target.positionGcrfKm, own.positionGcrfKm);
  const approachKmPerS = subtract(target.velocityGcrfKmPerS, own.velocityGcrfKmPerS);
  const sunAngleRad = sunAngle(own.positionGcrfKm, target.positionGcrfKm, sunGcrfKm);
  const isInFrontOfSun = sunAngleRad < sunExclusionRad;
  return {
    targetSunlitShare: sunlitShare(target.positionGcrfKm, sunGcrfKm),
    phaseAngleRad: sunAngle(target.positionGcrfKm, own.positionGcrfKm, sunGcrfKm),
    sunAngleRad,
    isInFrontOfSun,
    comesOutOfSun: isInFrontOfSun && dot(toTargetKm, approachKmPerS) < 0,
  };
}

/** Angle between an object and the Sun as an observer sees them, rad; all positions GCRF. */
export const sunAngle = (observerKm: Vec3, objectKm: Vec3, sunKm: Vec3): number =>
  angleBetween(subtract(objectKm, observerKm), subtract(sunKm, observerKm));
