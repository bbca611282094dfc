import type { ReferenceFrame } from '../../frames/reference-frame.ts';
import type { Vec3 } from '../../vectors/vector.ts';

/** One of the two objects of a conjunction, at the time of closest approach. */
export interface ConjunctionObject {
  /** Catalog designator as written, such as 25544. Text, never a number. */
  readonly designator: string;
  readonly objectName: string;
  readonly internationalDesignator: string | undefined;
  /** PAYLOAD, ROCKET BODY, DEBRIS and so on, as written. */
  readonly objectType: string | undefined;
  /** YES, NO or N/A as written. */
  readonly maneuverable: string | undefined;
  readonly frame: ReferenceFrame;
  /** Undefined in messages without absolute states, as some services publish them. */
  readonly state: { readonly positionKm: Vec3; readonly velocityKmPerS: Vec3 } | undefined;
  /** Position block of the RTN covariance, three rows of three, m²; undefined when none is given. */
  readonly positionCovarianceRtnM2: readonly (readonly number[])[] | undefined;
}

/**
 * A Conjunction Data Message: two objects and their closest approach. Lengths are as in the standard, metres for the
 * relative state and kilometres for the absolute ones, each with its unit in the name.
 *
 * @source CCSDS 508.0-B-1
 */
export interface ConjunctionMessage {
  readonly kind: 'conjunction message';
  readonly source: string;
  /** Line the message begins on. */
  readonly line: number;
  readonly messageId: string;
  readonly originator: string | undefined;
  readonly creationUtcMs: number | undefined;
  /** Time of closest approach, UTC, ms since 1970-01-01. */
  readonly tcaUtcMs: number;
  readonly missDistanceM: number;
  readonly relativeSpeedMPerS: number | undefined;
  /** RTN of object 1; object 2 relative to it. */
  readonly relativePositionRtnM: Vec3 | undefined;
  readonly relativeVelocityRtnMPerS: Vec3 | undefined;
  readonly collisionProbability: number | undefined;
  readonly collisionProbabilityMethod: string | undefined;
  readonly object1: ConjunctionObject;
  readonly object2: ConjunctionObject;
}
