import type { TargetLighting } from '../environment/lighting.ts';
import type { TrajectoryOrigin } from '../propagation/trajectory.ts';
import type { RelativeOrbitFacts } from '../proximity/relative-orbit-facts.ts';
import type { Vec3 } from '../vectors/vector.ts';

/**
 * One observation of a target relative to the own spacecraft.
 *
 * Frame: RTN of the own spacecraft (R away from Earth, N along the orbital angular momentum, T completes);
 * the velocity is the rate seen in the rotating frame.
 */
export interface RelativeState {
  /** UTC, milliseconds since 1970-01-01, fractions kept. */
  readonly epochUtcMs: number;
  readonly positionRtnKm: Vec3;
  readonly velocityRtnKmPerS: Vec3;
  /** Line of the log it came from, counted from 1. */
  readonly line: number;
}

/** What an observer reports of a target and its surroundings, in the observer's own words. `undefined` is unknown. */
export interface ReportedFacts {
  readonly ownSpacecraft?: string | undefined;
  readonly size?: string | undefined;
  readonly cooperation?: string | undefined;
  readonly device?: string | undefined;
  readonly lighting?: string | undefined;
  readonly electromagnetic?: string | undefined;
  /** Free text, which may tell any of the facts. */
  readonly remarks?: string | undefined;
}

/** What is known of the own spacecraft's orbit and of the states' errors beside the states themselves. */
export interface TrackContext {
  /** Where the states come from: seen by a sensor, or the difference of two trajectories. */
  readonly origin: 'observed' | TrajectoryOrigin;
  /** Mean motion of the own spacecraft, rad/s; undefined when the log does not say. */
  readonly ownMeanMotionRadPerS?: number | undefined;
  /** Eccentricity of the own orbit; undefined when unknown. */
  readonly ownEccentricity?: number | undefined;
  /** Standard deviation of a component of relative position, km; undefined when only the states themselves tell. */
  readonly positionSigmaKm?: number | undefined;
  /** Time over which states share their error, s: as long as one element set serves; undefined when each has its own. */
  readonly sameErrorS?: number | undefined;
  /** Own spacecraft as its source names it, such as `ISS (ZARYA) (25544)`. */
  readonly ownName?: string | undefined;
  /** Target as its source names it, where that differs from its identifier. */
  readonly targetName?: string | undefined;
  /** International designator of the target, where that differs from its identifier. */
  readonly targetDesignator?: string | undefined;
  /** Files that facts were taken from, of those that the source of the states does not report. */
  readonly factSources?: Readonly<Partial<Record<keyof ReportedFacts, string>>> | undefined;
  /** The light on the target, where both trajectories are known. */
  readonly lighting?: TargetLighting | undefined;
  /** How the two orbits differ, where both trajectories are known and near each other. */
  readonly relativeOrbit?: RelativeOrbitFacts | undefined;
}

/** Accepted observations of one target over one window, in order of epoch. */
export interface Track {
  readonly kind: 'track';
  readonly targetId: string;
  readonly source: string;
  readonly states: readonly RelativeState[];
  readonly reported: ReportedFacts;
  /** Undefined for a log of observations that says nothing of the own orbit. */
  readonly context?: TrackContext | undefined;
}
