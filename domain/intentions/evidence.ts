import type { TimeWindow } from '../time/time-window.ts';

/** The six elements an observer reports. */
export const reportedElementNames = [
  'ownSpacecraft',
  'size',
  'cooperation',
  'device',
  'lighting',
  'electromagnetic',
] as const;

/** Names of the seven input elements, in the order prompts and pages show them; the last one is computed. */
export const elementNames = [...reportedElementNames, 'motion'] as const;

export type ReportedElementName = (typeof reportedElementNames)[number];
export type ElementName = (typeof elementNames)[number];

/** One of the seven elements: its words, where they come from, and the interval they speak of. */
export interface EvidenceElement {
  readonly name: ElementName;
  /** Words for the prompt; `unknown` when nothing is known. */
  readonly text: string;
  /** `computed` from observations, `reported` by the observer, or `missing`. */
  readonly origin: 'computed' | 'reported' | 'missing';
  readonly window: TimeWindow;
}

/** Words of the relative-motion element; each hangs on the numbers beside it. */
export const rangeTrends = ['steady', 'falling', 'falling then growing', 'growing', 'wandering'] as const;
export const endSpeeds = ['slow', 'fast'] as const;
export const turns = ['full turn', 'part turn'] as const;
export const courses = ['swerve', 'no swerve'] as const;

/** Relative-motion facts of one window, numbers first, words derived from them. */
export interface MotionFacts {
  readonly rangeTrend: (typeof rangeTrends)[number];
  /** Relative speed at closest approach against the pace of the window. */
  readonly endSpeed: (typeof endSpeeds)[number];
  /** Whether the line of sight sweeps a full revolution. */
  readonly turn: (typeof turns)[number];
  /** Whether a maneuver bent the path away before closest approach. */
  readonly course: (typeof courses)[number];

  readonly startRangeKm: number;
  readonly endRangeKm: number;
  readonly minRangeKm: number;
  readonly maxRangeKm: number;
  readonly closestEpochUtcMs: number;
  readonly closestSpeedKmPerS: number;
  /** Speed that would cover the largest range in the time of the window: the scale of slow and fast, km per s. */
  readonly paceKmPerS: number;
  readonly endRangeRateKmPerS: number;
  readonly enclosedAngleRad: number;
  /** In-track drift of the mean position over the window, km per s. */
  readonly driftKmPerS: number;
  /** Total time with relative speed below the stop threshold, s. */
  readonly stoppedS: number;
  /** Velocity steps that natural motion and noise do not explain. */
  readonly maneuvers: readonly Maneuver[];
}

/** A maneuver-like velocity step. */
export interface Maneuver {
  readonly epochUtcMs: number;
  readonly deltaVRtnKmPerS: readonly [number, number, number];
}

/** Everything that is known about one target in one window: what the model is told and what the pages show. */
export interface Evidence {
  readonly kind: 'evidence';
  readonly targetId: string;
  readonly source: string;
  readonly window: TimeWindow;
  readonly stateCount: number;
  readonly elements: Readonly<Record<ElementName, EvidenceElement>>;
  readonly motionFacts: MotionFacts;
}
