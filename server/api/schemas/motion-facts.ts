import { courses, type Evidence, endSpeeds, patternDefinitions, rangeTrends, reliabilityGrades, turns } from '#domain';
import { described } from '../described.ts';
import { count, flag, instantMs, list, maybe, named, oneOf, real, record, text, vector } from '../fields.ts';
import { TimeWindowSchema } from './time-window.ts';

type MotionFacts = Evidence['motionFacts'];

const patterns = Object.keys(patternDefinitions) as MotionFacts['pattern'][];

/** How far a fact can be relied on. */
export const ReliabilitySchema = described<Evidence['elements']['motion']['reliability']>()(
  named(
    'Reliability',
    record(
      {
        grade: oneOf(reliabilityGrades, 'The grade; `unrated` when the source gives no way to tell.'),
        reason: text('One clause, with the numbers it rests on.'),
      },
      'How far a fact can be relied on, from what it was made of.',
    ),
  ),
);

/** A dip of the range. */
export const ClosestApproachSchema = described<MotionFacts['closestApproaches'][number]>()(
  named(
    'ClosestApproach',
    record(
      {
        epochUtcMs: instantMs('When it was.'),
        rangeKm: real('Distance to the own spacecraft, km.'),
        relativeSpeedKmPerS: real('Length of the velocity as seen in the rotating RTN axes, km/s.'),
        positionRtnKm: vector('Place in RTN of the own spacecraft, km.'),
        atEdge: maybe(oneOf(['start', 'end'], 'Where the known motion begins or ends at its closest; else absent.')),
      },
      'A time at which a target was nearer than just before and just after.',
    ),
  ),
);

const Maneuver = record({
  epochUtcMs: instantMs('Best estimate; it may have been anywhere in the window.'),
  window: TimeWindowSchema,
  deltaVRtnKmPerS: vector('The velocity step in RTN, km/s.'),
  sigmaKmPerS: real('Standard deviation of a component of the step, km/s.'),
});

const Stay = record({
  window: TimeWindowSchema,
  positionRtnKm: vector('Where it stayed, RTN, km.'),
  meanRangeKm: real('Mean distance, km.'),
});

const RangeCourse = record(
  {
    revolutions: maybe(real('Revolutions of the own spacecraft in the window; absent when its orbit is not known.')),
    isOverRevolutions: flag('Whether the course is that of whole revolutions, not of single samples.'),
    startKm: real('At the start, km.'),
    endKm: real('At the end, km.'),
    leastKm: real('Least, km.'),
    mostKm: real('Most, km.'),
    swingCount: count('Times it fell or grew by half.'),
    arrivalSpeedKmPerS: real('Speed at the closest, or at the end when it ends there, km/s.'),
    sweepRad: real('Angle the line of sight sweeps, rad.'),
  },
  'The range with noise and the swings within each revolution taken out.',
);

/** The relative motion of one window. */
export const MotionFactsSchema = described<MotionFacts>()(
  named(
    'MotionFacts',
    record(
      {
        rangeTrend: oneOf(rangeTrends, 'How the range went.'),
        endSpeed: oneOf(endSpeeds, 'Speed at the closest approach against the pace of the window.'),
        turn: oneOf(turns, 'Whether the line of sight swept a full revolution.'),
        course: oneOf(courses, 'Whether a maneuver bent the path away before the closest approach.'),
        startRangeKm: real('Range at the start, km.'),
        endRangeKm: real('Range at the end, km.'),
        minRangeKm: real('Least range, km.'),
        maxRangeKm: real('Largest range, km.'),
        closestEpochUtcMs: instantMs('When the range was least.'),
        closestSpeedKmPerS: real('Relative speed then, km/s.'),
        paceKmPerS: real('Speed that would cover the largest range in the time of the window, km/s.'),
        endRangeRateKmPerS: real('Rate of the range at the end, km/s.'),
        enclosedAngleRad: real('Angle the line of sight swept, rad.'),
        driftKmPerS: real('In-track drift of the mean position, km/s.'),
        stoppedS: real('Time at rest relative to the own spacecraft, s.'),
        maneuvers: list(Maneuver, 'Velocity steps that natural motion and noise do not explain.'),
        rangeCourse: RangeCourse,
        noise: record(
          {
            positionKm: real('At the median range, km.'),
            shareOfRange: real('As a share of the range.'),
          },
          'Standard deviation of a position component, from what a smooth path leaves unexplained.',
        ),
        pattern: oneOf(patterns, 'The motion in the words of analysts.'),
        trust: record(
          {
            rangeTrend: ReliabilitySchema,
            endSpeed: ReliabilitySchema,
            turn: ReliabilitySchema,
            course: ReliabilitySchema,
            pattern: ReliabilitySchema,
          },
          'How far each word and the pattern can be relied on.',
        ),
        closestApproaches: list(
          ClosestApproachSchema,
          'Every dip of the range that stands out of the noise, in order.',
        ),
        stays: list(Stay, 'Times in which the target stayed at one place.'),
        isColocated: flag('Whether it shares a geostationary slot with the own spacecraft.'),
      },
      'Relative motion in one window: numbers, and the words derived from them.',
    ),
  ),
);
