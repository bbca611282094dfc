import type { ReferenceFrame } from '../../frames/reference-frame.ts';
import type { TimeSystem } from '../../time/ccsds-epoch.ts';
import type { TimeWindow } from '../../time/time-window.ts';
import type { Vec3 } from '../../vectors/vector.ts';

/** One line of an ephemeris. */
export interface EphemerisState {
  /** UTC, ms since 1970-01-01, whatever time system the file is in. */
  readonly epochUtcMs: number;
  /** In the frame of the segment. */
  readonly positionKm: Vec3;
  readonly velocityKmPerS: Vec3;
  /** Line of the file, counted from 1. */
  readonly line: number;
}

/** Covariance of a state at an epoch. */
export interface EphemerisCovariance {
  readonly epochUtcMs: number;
  /** `RTN` and `RSW` are read as `RTN`; `TNW` and inertial frames stay as they are named. */
  readonly frame: ReferenceFrame | 'RTN' | 'TNW';
  /** Six rows of six, symmetric, ordered position then velocity: km², km²/s, km²/s². */
  readonly matrix: readonly (readonly number[])[];
}

/**
 * One segment of an Orbit Ephemeris Message: a stretch of motion with one set of metadata.
 *
 * @source CCSDS 502.0-B-3, section 5
 */
export interface EphemerisSegment {
  readonly kind: 'ephemeris segment';
  readonly source: string;
  /** Line its metadata begin on. */
  readonly line: number;
  readonly objectName: string;
  /** International designator or catalog number, as written. */
  readonly objectId: string;
  readonly frame: ReferenceFrame;
  /** As the file declares it; the epochs above are UTC already. */
  readonly timeSystem: TimeSystem;
  /** Within which the producer allows interpolation, states or none; the span of the states when the file does not say. */
  readonly usableWindow: TimeWindow;
  readonly interpolation: { readonly method: string; readonly degree: number } | undefined;
  /** In order of epoch, at least one. */
  readonly states: readonly EphemerisState[];
  readonly covariances: readonly EphemerisCovariance[];
}
