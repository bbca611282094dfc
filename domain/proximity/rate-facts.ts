import type { MotionFacts, RangeCourse, Reliability } from '../intentions/evidence.ts';
import type { RelativeState, TrackContext } from '../observations/track.ts';
import { largest } from '../vectors/statistics.ts';
import { length } from '../vectors/vector.ts';
import { fullTurnRad } from './enclosed-angle.ts';
import type { StepSearch, VelocityStep } from './maneuver-steps.ts';
import { resolvableRangeKm, resolvableSigmas, sourceSigmaKm } from './measure.ts';
import type { PathNumbers } from './path-numbers.ts';
import type { RangeTrend } from './range-trend.ts';
import type { RecognizedPattern } from './recognize-pattern.ts';
import { type MeasurementNoise, positionSigmaKm } from './relative-samples.ts';
import { type Coverage, notResolvable, rate } from './trust.ts';

/** What the words rest on. */
export interface FactGround {
  readonly states: readonly RelativeState[];
  readonly context: TrackContext | undefined;
  readonly noise: MeasurementNoise;
  readonly path: PathNumbers;
  readonly course: RangeCourse;
  readonly trend: RangeTrend;
  readonly search: StepSearch;
  readonly swerve: VelocityStep | undefined;
  readonly recognized: RecognizedPattern;
  /** Whether steps were judged by natural dynamics, which bridges gaps. */
  readonly isNaturalKnown: boolean;
}

/** A gap of this share of the window hides a turn beside the closest approach. */
const blindShare = 0.08;

/** Medians of three, of which the smoothed course is made, have this share of the deviation of one. */
const medianOfThreeShare = 0.67;

/** How far each word and the pattern can be relied on. */
export function rateFacts(ground: FactGround): { trust: MotionFacts['trust']; isPatternResolvable: boolean } {
  const { states, context, course, trend, recognized } = ground;
  const { medianRangeKm, minRangeKm, maxRangeKm, slowKmPerS } = ground.path;
  const coverage = { stateCount: states.length, largestGapShare: largestGapShare(states) };
  const sourceKm = sourceSigmaKm(context);
  const sigmaAt = (rangeKm: number) => positionSigmaKm(ground.noise, rangeKm);
  const resolved = (sizeKm: number, otherwise: () => Reliability): Reliability =>
    sizeKm < resolvableSigmas * sourceKm ? notResolvable(sizeKm, sourceKm) : otherwise();

  const nearestKm = Math.max(course.leastKm, trend.floorKm);
  const trendSigma = Math.SQRT2 * medianOfThreeShare * (sigmaAt(nearestKm) / nearestKm);
  const directionSigmaRad = Math.SQRT2 * (sigmaAt(minRangeKm) / minRangeKm);
  const speedSigma = Math.max(ground.noise.velocityShare, sourceKm / medianRangeKm);
  const isMoving = slowKmPerS > 0;
  const speedMargin = isMoving ? Math.abs(Math.log(course.arrivalSpeedKmPerS / slowKmPerS)) : 0;
  const patternSizeKm = recognized.sizeKm;
  const rangeTrend =
    maxRangeKm < resolvableRangeKm(context)
      ? notResolvable(maxRangeKm, sourceKm)
      : rate(trend.margin / trendSigma, coverage);
  return {
    isPatternResolvable: patternSizeKm >= resolvableSigmas * sourceKm,
    trust: {
      rangeTrend,
      endSpeed: resolved(medianRangeKm, () => rate(speedMargin === 0 ? 0 : speedMargin / speedSigma, coverage)),
      turn: resolved(medianRangeKm, () => rate(Math.abs(course.sweepRad - fullTurnRad) / directionSigmaRad, coverage)),
      // Only what comes nearer and goes away again can have been turned away.
      course:
        trend.word === 'falling then growing' || ground.swerve
          ? resolved(minRangeKm, () => rateCourse(ground, coverage))
          : rangeTrend,
      pattern: resolved(patternSizeKm, () => {
        const { grade, reason } = rate(patternSizeKm / sigmaAt(medianRangeKm), coverage);
        return { grade, reason: grade === 'high' ? recognized.reason : reason };
      }),
    },
  };
}

function rateCourse(ground: FactGround, coverage: Coverage): Reliability {
  if (ground.search.leastVisibleKmPerS === Number.POSITIVE_INFINITY) {
    return { grade: 'moderate', reason: 'a maneuver would show from one element set to the next, not within one' };
  }
  const rated = rate(courseMargin(ground), coverage);
  if (ground.isNaturalKnown) return rated;
  const unseen = gapShareAtClosest(ground);
  if (!ground.swerve && unseen >= blindShare) {
    const percent = (100 * unseen).toFixed(0);
    return { grade: 'low', reason: `nothing was seen for ${percent} % of the window beside the closest approach` };
  }
  const ownTrend =
    'natural motion about the own orbit is not known: steps stand out of the trend of their neighbors only';
  return rated.grade === 'high' ? { grade: 'moderate', reason: ownTrend } : rated;
}

/** Longest time without a state next to the closest one, as a share of the window. */
function gapShareAtClosest({ states, path: { closest } }: FactGround): number {
  const beside = states.slice(Math.max(0, closest - 1), closest + 2);
  return longestIntervalMs(beside) / (states.at(-1)!.epochUtcMs - states[0]!.epochUtcMs);
}

function longestIntervalMs(states: readonly RelativeState[]): number {
  return largest(states.slice(1).map((state, i) => state.epochUtcMs - states[i]!.epochUtcMs));
}

/** Deviations of the swerve; without one, how far below the speed of the target the least visible step lies. */
function courseMargin({ search, swerve, states }: FactGround): number {
  if (swerve) return length(swerve.deltaVRtnKmPerS) / swerve.sigmaKmPerS;
  const speeds = states.map((state) => length(state.velocityRtnKmPerS));
  return search.leastVisibleKmPerS === 0 ? Number.POSITIVE_INFINITY : largest(speeds) / search.leastVisibleKmPerS;
}

function largestGapShare(states: readonly RelativeState[]): number {
  const windowMs = states.at(-1)!.epochUtcMs - states[0]!.epochUtcMs;
  return longestIntervalMs(states) / windowMs;
}
