import type { RelativeState, TrackContext } from '../observations/track.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { length } from '../vectors/vector.ts';
import { measure, naturalMeanMotion } from './measure.ts';
import { vectorSeparationKm } from './passive-safety.ts';
import { fitRelativeOrbit } from './relative-orbit.ts';
import { type RelativeGeometry, relativeElementsOfRtn, relativeGeometry } from './relative-orbital-elements.ts';
import type { RelativeSample } from './relative-samples.ts';
import { oneOrbit, spanS } from './sample-stretches.ts';

/** How the orbits differ, from relative states alone, where only the period of the own orbit is known. */
export interface FittedRelativeOrbit {
  readonly kind: 'fitted relative orbit';
  /** The instant the elements are of; phases are counted from where the own spacecraft is then. */
  readonly epochUtcMs: number;
  readonly window: TimeWindow;
  readonly geometry: RelativeGeometry;
  /** Least distance from the line along the own track over a revolution, from the vectors, km. */
  readonly leastAcrossTrackKm: number;
  /** Median distance of the states from the fit, in standard deviations of theirs; about 1 where the target coasts. */
  readonly residualSigmas: number;
}

/**
 * Why relative states give no relative orbit: the own orbit is not told, or too eccentric; the target is too far for
 * linear motion, or too fast; too little of a revolution was seen; or the target does not coast.
 */
export interface NoRelativeOrbit {
  readonly kind: 'no relative orbit';
  readonly reason: 'own orbit unknown' | 'own orbit eccentric' | 'too far' | 'too fast' | 'too short' | 'not coasting';
}

/** Linear relative motion holds to about this share of the orbit's radius, and of its speed. */
const largestShare = 0.02;

/** Less of a revolution leaves drift and ellipse mixed up. */
const leastRevolutions = 0.2;

/** Revolutions of a long time to fit. */
const revolutionsToFit = 2.5;

/** States to fit: fewer say little, and of more an even choice says as much. */
const leastSamples = 40;
const mostSamples = 600;

/** Coasting leaves no more than this many standard deviations unexplained. */
const mostResidualSigmas = 5;

/**
 * Relative orbital elements of a target from its relative states, fitted over the longest time without a maneuver.
 *
 * @param states  RTN of the own spacecraft, in order of time, at least one
 * @param maneuverEpochsUtcMs  known velocity steps, in order of time
 * @source relative orbital elements: D'Amico 2010, chapter 2; fitted motion: Clohessy and Wiltshire 1960; checked against
 *         two integrated orbits in relative-orbit-of-states.test.ts
 */
export function relativeOrbitOfStates(
  states: readonly RelativeState[],
  context: TrackContext | undefined,
  maneuverEpochsUtcMs: readonly number[],
): FittedRelativeOrbit | NoRelativeOrbit {
  const none = (reason: NoRelativeOrbit['reason']): NoRelativeOrbit => ({ kind: 'no relative orbit', reason });
  if (context?.ownMeanMotionRadPerS === undefined) return none('own orbit unknown');
  const n = naturalMeanMotion(context);
  if (n === undefined) return none('own orbit eccentric');
  const ownSemiMajorAxisKm = Math.cbrt(earthMuKm3PerS2 / n ** 2);
  const within = states.filter(({ positionRtnKm }) => length(positionRtnKm) <= largestShare * ownSemiMajorAxisKm);
  if (within.length === 0) return none('too far');
  const near = within.filter((state) => length(state.velocityRtnKmPerS) <= largestShare * n * ownSemiMajorAxisKm);
  if (near.length === 0) return none('too fast');
  const calmStates = fewRevolutions(longestBetween(near, maneuverEpochsUtcMs), n);
  const { samples } = measure(evenly(calmStates), context);
  const calm = oneOrbit(samples, n);
  if (spanS(calm) * n < leastRevolutions * 2 * Math.PI) return none('too short');
  const orbit = fitRelativeOrbit(calm, n);
  if (orbit === undefined) return none('too short');
  if (orbit.residualSigmas > mostResidualSigmas) return none('not coasting');
  const elements = relativeElementsOfRtn(orbit.middle, ownSemiMajorAxisKm, 0);
  const utcMs = ({ timeS }: Pick<RelativeSample, 'timeS'>) => calmStates[0]!.epochUtcMs + 1000 * timeS;
  const window = { startUtcMs: utcMs(calm[0]!), endUtcMs: utcMs(calm.at(-1)!) };
  return {
    kind: 'fitted relative orbit',
    epochUtcMs: (window.startUtcMs + window.endUtcMs) / 2,
    window,
    geometry: relativeGeometry(elements),
    leastAcrossTrackKm: vectorSeparationKm(elements),
    residualSigmas: orbit.residualSigmas,
  };
}

/** The states of the longest time between two of some instants; those before the first and after the last count. */
function longestBetween(states: readonly RelativeState[], instantsUtcMs: readonly number[]): readonly RelativeState[] {
  const borders = [Number.NEGATIVE_INFINITY, ...instantsUtcMs, Number.POSITIVE_INFINITY];
  const spanMs = (some: readonly RelativeState[]) =>
    some.length === 0 ? -1 : some.at(-1)!.epochUtcMs - some[0]!.epochUtcMs;
  return borders
    .slice(1)
    .map((to, index) => states.filter(({ epochUtcMs }) => epochUtcMs > borders[index]! && epochUtcMs <= to))
    .reduce((a, b) => (spanMs(b) > spanMs(a) ? b : a));
}

/** The states of some revolutions about the middle; all of them where these would be too few for a fit. */
function fewRevolutions(states: readonly RelativeState[], meanMotionRadPerS: number): readonly RelativeState[] {
  const middleUtcMs = (states[0]!.epochUtcMs + states.at(-1)!.epochUtcMs) / 2;
  const awayMs = (1000 * Math.PI * revolutionsToFit) / meanMotionRadPerS;
  const near = states.filter(({ epochUtcMs }) => Math.abs(epochUtcMs - middleUtcMs) <= awayMs);
  return near.length < leastSamples ? states : near;
}

/** An even choice of so many states as a fit needs. */
function evenly(states: readonly RelativeState[]): readonly RelativeState[] {
  const stride = Math.ceil(states.length / mostSamples);
  return states.filter((_, index) => index % stride === 0);
}
