import type { TrackContext } from '../observations/track.ts';
import type { ClosestApproach } from '../proximity/closest-approaches.ts';
import type { MotionPattern } from '../proximity/motion-patterns.ts';
import type { TimeWindow } from '../time/time-window.ts';
import type { Vec3 } from '../vectors/vector.ts';

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

/** How far a fact can be relied on, from what it was made of; `unrated` when the source gives no way to tell. */
export const reliabilityGrades = ['high', 'moderate', 'low', 'not resolvable', 'unrated'] as const;

export interface Reliability {
  readonly grade: (typeof reliabilityGrades)[number];
  /** One clause, with the numbers it rests on. */
  readonly reason: string;
}

/** One of the seven elements: its words, where they come from, and the interval they speak of. */
export interface EvidenceElement {
  readonly name: ElementName;
  /** Words for the prompt; `unknown` when nothing is known. */
  readonly text: string;
  /** `computed` from observations, `reported` by the observer, or `missing`. */
  readonly origin: 'computed' | 'reported' | 'missing';
  /** What the words were taken or computed from. */
  readonly source: string;
  readonly reliability: Reliability;
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

  /** The range with noise and the swings within each revolution taken out: what the words and labels are judged by. */
  readonly rangeCourse: RangeCourse;
  readonly noise: PositionNoise;
  /** The motion in the words of analysts. */
  readonly pattern: MotionPattern;
  /** How far each word and the pattern can be relied on. */
  readonly trust: Readonly<Record<'rangeTrend' | 'endSpeed' | 'turn' | 'course' | 'pattern', Reliability>>;
  /** Every dip of the range that stands out of the noise, refined between the samples; in order of time. */
  readonly closestApproaches: readonly ClosestApproach[];
  /** Times in which the target stayed at one place. */
  readonly stays: readonly Stay[];
  /** Whether it shares a geostationary slot: a sidereal orbit, within 100 km for most of the window, no drift away. */
  readonly isColocated: boolean;
}

/** Numbers of the smoothed range. */
export interface RangeCourse {
  /** Revolutions of the own spacecraft in the window; undefined when its orbit is not known. */
  readonly revolutions?: number | undefined;
  /** Whether the course is that of whole revolutions, not of single samples. */
  readonly isOverRevolutions: boolean;
  readonly startKm: number;
  readonly endKm: number;
  readonly leastKm: number;
  readonly mostKm: number;
  /** Times it fell or grew by half. */
  readonly swingCount: number;
  /** Speed at its closest, or at the end when it ends there, km/s; over revolutions that of the course itself. */
  readonly arrivalSpeedKmPerS: number;
  /** Angle the line of sight sweeps; over revolutions that of one of them, rad. */
  readonly sweepRad: number;
}

/** Standard deviation of a position component, from what a smooth path leaves unexplained. */
export interface PositionNoise {
  /** At the median range, km. */
  readonly positionKm: number;
  readonly shareOfRange: number;
}

/** A maneuver-like velocity step. */
export interface Maneuver {
  /** Best epoch; the step may as well have been anywhere in the window. */
  readonly epochUtcMs: number;
  readonly window: TimeWindow;
  readonly deltaVRtnKmPerS: Vec3;
  /** Standard deviation of a component of the step. */
  readonly sigmaKmPerS: number;
}

/** A time in which the target stayed at one place as far as noise lets tell. */
export interface Stay {
  readonly window: TimeWindow;
  readonly positionRtnKm: Vec3;
  readonly meanRangeKm: number;
}

/** Everything that is known about one target in one window: what the model is told and what the pages show. */
export interface Evidence {
  readonly kind: 'evidence';
  readonly targetId: string;
  readonly source: string;
  readonly window: TimeWindow;
  readonly stateCount: number;
  readonly elements: Readonly<Record<ElementName, EvidenceElement>>;
  /** Free text of the observer, which may tell what the elements do not. */
  readonly remarks?: string | undefined;
  readonly motionFacts: MotionFacts;
  /** The own orbit, the error of the states, and what both trajectories together tell. */
  readonly context?: TrackContext;
}
