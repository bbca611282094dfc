import { julianCenturiesTt, ut1DaysSince2000 } from '../time/julian-date.ts';
import { earthRotationRadPerS } from '../units.ts';
import {
  apply,
  identity3,
  type Matrix3,
  multiply,
  rotationX,
  rotationY,
  rotationZ,
  transpose,
} from '../vectors/matrix3.ts';
import { add, cross, subtract, type Vec3 } from '../vectors/vector.ts';
import { earthOrientation } from './earth-orientation.ts';
import type { InertialState } from './inertial-state.ts';
import { gcrfToEme2000 } from './precession-nutation.ts';
import type { ReferenceFrame } from './reference-frame.ts';
import { gmst1982Rad, gmst2006Rad } from './sidereal-time.ts';
import { trueEquatorAt } from './true-equator.ts';

/** Rotation from the GCRF to a frame at an epoch, and how fast the frame turns, rad/s in its own axes. */
interface FrameMotion {
  readonly gcrfToFrame: Matrix3;
  readonly spinRadPerS: Vec3;
}

const noSpin: Vec3 = [0, 0, 0];

/**
 * The state in the GCRF of an object whose position and velocity are given in another frame.
 *
 * TEME is the frame of SGP4: the true equator of date, its x axis where the sidereal time of 1982 counts from. GCRF,
 * EME2000 and TEME are held still while a velocity is turned; TEME drifts by 8e-12 rad/s, 0.3 mm/s for a geostationary
 * object. A velocity in ITRF is the one seen from the turning Earth.
 * EME2000 is exact, TEME good to 2 cm in low orbit and 10 cm at geostationary height, ITRF too but for the error of
 * {@link earthOrientation}, 0.6 m and 3 m.
 *
 * @param epochUtcMs  UTC, ms since 1970-01-01
 * @source IERS Conventions 2010, chapter 5; Vallado et al. 2006, AIAA 2006-6753, appendix C, for TEME
 */
export function toGcrf(
  frame: ReferenceFrame,
  epochUtcMs: number,
  positionKm: Vec3,
  velocityKmPerS: Vec3,
): InertialState {
  const { gcrfToFrame, spinRadPerS } = frameMotion(frame, epochUtcMs);
  const frameToGcrf = transpose(gcrfToFrame);
  return {
    epochUtcMs,
    positionGcrfKm: apply(frameToGcrf, positionKm),
    velocityGcrfKmPerS: apply(frameToGcrf, add(velocityKmPerS, cross(spinRadPerS, positionKm))),
  };
}

/** Position and velocity in another frame of a state in the GCRF: the inverse of {@link toGcrf}. */
export function fromGcrf(frame: ReferenceFrame, state: InertialState): { positionKm: Vec3; velocityKmPerS: Vec3 } {
  const { gcrfToFrame, spinRadPerS } = frameMotion(frame, state.epochUtcMs);
  const positionKm = apply(gcrfToFrame, state.positionGcrfKm);
  const inertialVelocity = apply(gcrfToFrame, state.velocityGcrfKmPerS);
  return { positionKm, velocityKmPerS: subtract(inertialVelocity, cross(spinRadPerS, positionKm)) };
}

function frameMotion(frame: ReferenceFrame, epochUtcMs: number): FrameMotion {
  switch (frame) {
    case 'GCRF':
      return { gcrfToFrame: identity3, spinRadPerS: noSpin };
    case 'EME2000':
      return { gcrfToFrame: gcrfToEme2000, spinRadPerS: noSpin };
    case 'TEME':
      return temeMotion(epochUtcMs);
    case 'ITRF':
      return itrfMotion(epochUtcMs);
  }
}

function temeMotion(epochUtcMs: number): FrameMotion {
  const centuriesTt = julianCenturiesTt(epochUtcMs);
  const { gcrfToTrueOfDate, equationOfEquinoxesRad } = trueEquatorAt(centuriesTt);
  const ut1 = ut1DaysSince2000(epochUtcMs, earthOrientation(epochUtcMs).ut1MinusUtcS);
  // Greenwich seen from the equinox of date, less Greenwich seen from the x axis of TEME.
  const equinoxToTemeRad = gmst2006Rad(ut1, centuriesTt) + equationOfEquinoxesRad - gmst1982Rad(ut1);
  return { gcrfToFrame: multiply(rotationZ(equinoxToTemeRad), gcrfToTrueOfDate), spinRadPerS: noSpin };
}

function itrfMotion(epochUtcMs: number): FrameMotion {
  const centuriesTt = julianCenturiesTt(epochUtcMs);
  const { gcrfToTrueOfDate, equationOfEquinoxesRad } = trueEquatorAt(centuriesTt);
  const { ut1MinusUtcS, poleXRad, poleYRad } = earthOrientation(epochUtcMs);
  const gastRad = gmst2006Rad(ut1DaysSince2000(epochUtcMs, ut1MinusUtcS), centuriesTt) + equationOfEquinoxesRad;
  const poleToItrf = multiply(rotationX(-poleYRad), rotationY(-poleXRad));
  return {
    gcrfToFrame: multiply(poleToItrf, multiply(rotationZ(gastRad), gcrfToTrueOfDate)),
    spinRadPerS: apply(poleToItrf, [0, 0, earthRotationRadPerS]),
  };
}
