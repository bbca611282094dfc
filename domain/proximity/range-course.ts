import type { RangeCourse } from '../intentions/evidence.ts';
import type { RelativeState, TrackContext } from '../observations/track.ts';
import { largest, least } from '../vectors/statistics.ts';
import { length } from '../vectors/vector.ts';
import { isColocated, slotSwingFactor } from './colocation.ts';
import { type CourseOverRevolutions, courseOverRevolutions, medianCourse } from './course-over-revolutions.ts';
import { describeTurn, enclosedAngle, linesOfSight } from './enclosed-angle.ts';
import { naturalMeanMotion, resolvableRangeKm } from './measure.ts';
import { contactFraction, medianOfThree, type RangeTrend, readRangeTrend } from './range-trend.ts';
import type { RelativeSample } from './relative-samples.ts';
import { mostSingleRevolutions, spanS } from './sample-stretches.ts';

/** About an eccentric orbit the range breathes with each revolution; a median needs some of them for its ends. */
const leastMedianRevolutions = 5;

/**
 * The course of the range and its trend: over revolutions in a long window of a known orbit, of the samples otherwise.
 *
 * @param closestSpeedKmPerS  the observed speed at the closest, or at the end when the window ends there
 */
export function readRangeCourse(
  states: readonly RelativeState[],
  samples: readonly RelativeSample[],
  closestSpeedKmPerS: number,
  context: TrackContext | undefined,
): { readonly course: RangeCourse; readonly trend: RangeTrend } {
  const n = context?.ownMeanMotionRadPerS;
  const revolutions = n === undefined ? undefined : (spanS(samples) * n) / (2 * Math.PI);
  const long = longCourse(samples, revolutions, context);
  const sweepRad = long?.sweepPerRevolutionRad ?? enclosedAngle(linesOfSight(states));
  const rangesKm = long?.rangesKm ?? states.map((state) => length(state.positionRtnKm));
  const isNeighbor = n !== undefined && isColocated(samples, n);
  const trend = readRangeTrend(rangesKm, describeTurn(sweepRad) === 'full turn', {
    floorKm: resolvableRangeKm(context),
    ...(isNeighbor ? { swingFactor: slotSwingFactor } : {}),
  });
  const smooth = medianOfThree(rangesKm);
  return {
    trend,
    course: {
      revolutions,
      isOverRevolutions: long !== undefined,
      startKm: smooth[0]!,
      endKm: smooth.at(-1)!,
      leastKm: least(smooth),
      mostKm: largest(smooth),
      swingCount: trend.swingCount,
      arrivalSpeedKmPerS: (long && arrivalSpeed(long)) ?? closestSpeedKmPerS,
      sweepRad,
    },
  };
}

/** Speed of the course at its closest, or at the end when it ends there; undefined where it is not natural there. */
function arrivalSpeed({ rangesKm, speedsKmPerS }: CourseOverRevolutions): number | undefined {
  const leastKm = least(rangesKm);
  const endsClosest = rangesKm.at(-1)! - leastKm <= contactFraction * largest(rangesKm);
  const atLeast = speedsKmPerS[rangesKm.indexOf(leastKm)];
  return atLeast === undefined || !endsClosest ? atLeast : (speedsKmPerS.at(-1) ?? atLeast);
}

function longCourse(
  samples: readonly RelativeSample[],
  revolutions: number | undefined,
  context: TrackContext | undefined,
): CourseOverRevolutions | undefined {
  if (revolutions === undefined || revolutions <= mostSingleRevolutions) return undefined;
  const n = naturalMeanMotion(context);
  if (n !== undefined) return courseOverRevolutions(samples, n);
  return revolutions < leastMedianRevolutions ? undefined : medianCourse(samples, context!.ownMeanMotionRadPerS!);
}
