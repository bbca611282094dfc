import { checkForDecay, json2satrec, SatRecError, sgp4 } from 'satellite.js';
import type { ElementSet } from '../orbits/element-set.ts';
import type { Vec3 } from '../vectors/vector.ts';

/** Why the theory gives no state, in its own terms. */
export type Sgp4Failure =
  | 'mean eccentricity out of range'
  | 'mean motion below zero'
  | 'perturbed eccentricity out of range'
  | 'semi-latus rectum below zero'
  | 'decayed'
  | 'elements outside the theory';

export type Sgp4Result =
  | { readonly kind: 'state'; readonly positionTemeKm: Vec3; readonly velocityTemeKmPerS: Vec3 }
  | { readonly kind: 'failed'; readonly reason: Sgp4Failure };

const failures: Readonly<Record<number, Sgp4Failure>> = {
  [SatRecError.MeanEccentricityOutOfRange]: 'mean eccentricity out of range',
  [SatRecError.MeanMotionBelowZero]: 'mean motion below zero',
  [SatRecError.PerturbedEccentricityOutOfRange]: 'perturbed eccentricity out of range',
  [SatRecError.SemiLatusRectumBelowZero]: 'semi-latus rectum below zero',
  [SatRecError.Decayed]: 'decayed',
};

const msPerMinute = 60_000;

const failed = (reason: Sgp4Failure): Sgp4Result => ({ kind: 'failed', reason });

/**
 * Prepares an element set for SGP4 and SDP4 with the WGS 72 constants it is published for.
 *
 * Time since epoch is taken from the set itself, so that no fraction of a millisecond is lost. Only the slow angles of
 * Sun, Moon and Earth at epoch, which matter to orbits above 225 min, are rounded to the millisecond.
 *
 * @returns the state at an epoch (UTC, ms since 1970-01-01) in TEME of that date, or why there is none
 * @source Hoots and Roehrich 1980, Spacetrack Report 3; Vallado, Crawford, Hujsak and Kelso 2006, AIAA 2006-6753;
 *         checked against their verification cases in sgp4.test.ts
 */
export function sgp4Propagator(set: ElementSet): (epochUtcMs: number) => Sgp4Result {
  const record = json2satrec({
    OBJECT_NAME: set.objectName ?? '',
    OBJECT_ID: set.internationalDesignator ?? '',
    NORAD_CAT_ID: set.catalogId,
    ELEMENT_SET_NO: set.elementSetNumber ?? 0,
    EPOCH: new Date(Math.round(set.epochUtcMs)).toISOString(),
    MEAN_MOTION: set.meanMotionRevPerDay,
    ECCENTRICITY: set.eccentricity,
    INCLINATION: set.inclinationDeg,
    RA_OF_ASC_NODE: set.raanDeg,
    ARG_OF_PERICENTER: set.argPericenterDeg,
    MEAN_ANOMALY: set.meanAnomalyDeg,
    BSTAR: set.bstarPerEarthRadius,
    MEAN_MOTION_DOT: set.meanMotionDotRevPerDay2,
    MEAN_MOTION_DDOT: set.meanMotionDdotRevPerDay3,
  });
  return (epochUtcMs) => {
    const result = sgp4(record, (epochUtcMs - set.epochUtcMs) / msPerMinute);
    if (result === null) return failed(failures[record.error] ?? 'elements outside the theory');
    // Long after re-entry the drag polynomial turns negative and the theory answers with a state that means nothing.
    if (checkForDecay(record)) return failed('decayed');
    const { position, velocity } = result;
    if (!Number.isFinite(position.x + velocity.x)) return failed('elements outside the theory');
    return {
      kind: 'state',
      positionTemeKm: [position.x, position.y, position.z],
      velocityTemeKmPerS: [velocity.x, velocity.y, velocity.z],
    };
  };
}
