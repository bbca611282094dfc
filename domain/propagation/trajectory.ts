import type { InertialState } from '../frames/inertial-state.ts';
import type { TimeWindow } from '../time/time-window.ts';

/** Where the states of a trajectory come from; it decides how far they can be trusted. */
export type TrajectoryOrigin = 'mean elements' | 'ephemeris' | 'conjunction message';

/** Where an object is over time, wherever that is known. */
export interface Trajectory {
  readonly kind: 'trajectory';
  /** Catalog number, international designator or name: what the source identifies the object by. */
  readonly objectId: string;
  /** As the source names it; the identifier when it gives no name. */
  readonly objectName: string;
  /** International designator, such as 1998-067A, where it is not the identifier. */
  readonly designator?: string | undefined;
  readonly source: string;
  readonly origin: TrajectoryOrigin;
  /**
   * Spans in which the motion is one smooth piece, in order and without overlap. Nothing is interpolated between them:
   * a new one begins at each segment of an ephemeris, each element set of a history, each known maneuver.
   */
  readonly spans: readonly TimeWindow[];
  /**
   * The time its source speaks of: from the first to the last state or element set, a day about the epoch when there is
   * one alone. Spans of mean elements reach farther, with growing error.
   */
  readonly coverage: TimeWindow;
  /** The state at an epoch; undefined outside the spans and where propagation fails (a decayed orbit). */
  stateAt(epochUtcMs: number): InertialState | undefined;
  /** Standard deviation of a position component that must be expected at an epoch, km. */
  positionSigmaKm(epochUtcMs: number): number;
}
