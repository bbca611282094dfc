import { AppError } from '#errors';
import type { Maneuver, MotionFacts } from '../intentions/evidence.ts';
import type { RelativeState, TrackContext } from '../observations/track.ts';
import { closestApproachesOfStates } from './closest-approaches-of-states.ts';
import { isColocated } from './colocation.ts';
import { describeTurn } from './enclosed-angle.ts';
import { findVelocitySteps, type VelocityStep } from './maneuver-steps.ts';
import { type Measurement, measure, naturalMeanMotion, resolvableSigmas, sourceSigmaKm } from './measure.ts';
import { type PathNumbers, pathNumbers } from './path-numbers.ts';
import { readRangeCourse } from './range-course.ts';
import { rateFacts } from './rate-facts.ts';
import { recognizePattern } from './recognize-pattern.ts';
import { fitRelativeOrbit } from './relative-orbit.ts';
import { positionSigmaKm, type RelativeSample } from './relative-samples.ts';
import { longestCalm, oneForEach, oneOrbit, spanS } from './sample-stretches.ts';
import { findStays } from './stays.ts';
import { stepFitter } from './step-fit.ts';
import { findSwerve } from './swerve.ts';

/** Fewer states carry no trend: one step between two pairs is the least that can be told from noise. */
export const leastStateCount = 4;

/**
 * Relative-motion facts of a window of observations.
 *
 * Made for noisy, irregular and gappy samples: words rest on medians, fits and the noise found in the samples.
 * Ranges are as observed. When the window ends at its closest, the closest speed is that at the end.
 *
 * @param states  of one target, in order of epoch
 * @param context  own orbit and error of the source; without it, natural motion is not told from thrust
 * @throws AppError `domain.too_few_states` below {@link leastStateCount}
 */
export function describeMotion(states: readonly RelativeState[], context?: TrackContext): MotionFacts {
  if (states.length < leastStateCount) {
    throw new AppError(
      'domain.too_few_states',
      `Expected at least ${leastStateCount} relative states to tell a motion, got ${states.length}.`,
      { hint: 'Give a longer window, or a log with more observations of this target.' },
    );
  }
  const n = naturalMeanMotion(context);
  const resolvedKm = resolvableSigmas * sourceSigmaKm(context);
  const measured = measure(states, context);
  const { samples, noise } = measured;
  const path = pathNumbers(states);
  const { medianRangeKm, slowKmPerS, closest, endsClosest, ...numbers } = path;
  const { course, trend } = readRangeCourse(states, samples, path.closestSpeedKmPerS, context);
  const search = findVelocitySteps(independentSamples(samples, context), n);
  const swerve = swerveOf(search.steps, path, measured, n);
  const words = {
    rangeTrend: trend.word,
    endSpeed: course.arrivalSpeedKmPerS < slowKmPerS ? 'slow' : 'fast',
    turn: describeTurn(course.sweepRad),
    course: swerve ? 'swerve' : 'no swerve',
  } as const;
  const stays = findStays(states, noise);
  const calm = longestCalm(samples, search);
  const recognized = recognizePattern({
    words,
    samples,
    stays,
    stepCount: search.steps.length,
    minRangeKm: path.minRangeKm,
    resolvedKm,
    closestSpeedKmPerS: path.closestSpeedKmPerS,
    orbit: n === undefined ? undefined : fitRelativeOrbit(oneOrbit(calm, n), n),
    orbitShare: spanS(calm) / spanS(samples),
  });
  const isNaturalKnown = n !== undefined;
  const ground = { states, context, noise, path, course, trend, search, swerve, recognized, isNaturalKnown };
  const { trust, isPatternResolvable } = rateFacts(ground);
  const positionKm = positionSigmaKm(noise, medianRangeKm);

  return {
    ...words,
    ...numbers,
    enclosedAngleRad: course.sweepRad,
    maneuvers: search.steps.map((step) => toManeuver(step, states[0]!.epochUtcMs)),
    rangeCourse: course,
    noise: { positionKm, shareOfRange: medianRangeKm === 0 ? 0 : positionKm / medianRangeKm },
    pattern: isPatternResolvable ? recognized.pattern : 'unclassified',
    trust,
    stays,
    closestApproaches: closestApproachesOfStates(states, resolvedKm),
    isColocated: n !== undefined && isColocated(samples, n),
  };
}

/** The samples whose errors have nothing to do with each other: of those of one element set, one. */
function independentSamples(
  samples: readonly RelativeSample[],
  context: TrackContext | undefined,
): readonly RelativeSample[] {
  return context?.sameErrorS === undefined ? samples : oneForEach(samples, context.sameErrorS);
}

function swerveOf(
  steps: readonly VelocityStep[],
  { closest, endsClosest, minRangeKm }: PathNumbers,
  { samples }: Measurement,
  n: number | undefined,
): VelocityStep | undefined {
  // A target that ends at its closest was not turned away: its outward steps were brakes.
  if (endsClosest) return undefined;
  // Noise may put the smallest observed range one sample to either side of the true one.
  const closestS = samples[Math.min(closest + 1, samples.length - 1)]!.timeS;
  return findSwerve(steps, closestS, minRangeKm, stepFitter(n));
}

function toManeuver({ timeS, fromS, toS, deltaVRtnKmPerS, sigmaKmPerS }: VelocityStep, startUtcMs: number): Maneuver {
  const utcMs = (offsetS: number) => startUtcMs + 1000 * offsetS;
  return {
    epochUtcMs: utcMs(timeS),
    window: { startUtcMs: utcMs(fromS), endUtcMs: utcMs(toS) },
    deltaVRtnKmPerS,
    sigmaKmPerS,
  };
}
