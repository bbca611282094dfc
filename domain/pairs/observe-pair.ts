import { lightingOver } from '../environment/lighting.ts';
import { relativeStateRtn } from '../frames/rtn.ts';
import type { RelativeState, Track } from '../observations/track.ts';
import { keplerianFrom } from '../orbits/keplerian.ts';
import type { Trajectory, TrajectoryOrigin } from '../propagation/trajectory.ts';
import { isBound, relativeOrbitFacts } from '../proximity/relative-orbit-facts.ts';
import { spansWithin } from '../time/common-spans.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { median, upperQuartile } from '../vectors/statistics.ts';
import { length } from '../vectors/vector.ts';
import { titleOf } from './choose-own.ts';
import type { PairRefusal } from './pair-refusal.ts';
import { windowTogether } from './window-together.ts';

/** Samples a revolution of the own spacecraft; nine degrees each, so that a turn cannot be missed. */
const samplesPerRevolution = 40;

/** Fewest and most samples of a window. */
const sampleCounts = { least: 80, most: 10_000 } as const;

/**
 * States whose error exceeds the typical one by this factor, and this share of their range, are left out: about them
 * element sets contradict each other, as they do around a maneuver.
 */
const mostSigmaRatio = 2;
const mostSigmaShare = 0.1;

/** Places of the own orbit that its mean motion is the middle of: osculating values swing with the oblateness. */
const orbitSamples = 17;

/**
 * What a sensor aboard the own spacecraft would have logged of the target: relative states in RTN over the time the two
 * are together, evenly spaced and at the closest approach, none where either is unknown.
 *
 * @param within  UTC window to look at; the time both sources speak of when left out
 */
export function observePair(own: Trajectory, target: Trajectory, within?: TimeWindow): Track | PairRefusal {
  const orbit = orbitOf(own, clipped(own.coverage, within));
  if (orbit === undefined) return noOrbit(own);
  const periodS = (2 * Math.PI) / orbit.meanMotionRadPerS;
  const together = windowTogether(own, target, periodS, within);
  if ('code' in together) return together;

  const { window, closestEpochUtcMs } = together;
  const [ownAtClosest, targetAtClosest] = [own.stateAt(closestEpochUtcMs), target.stateAt(closestEpochUtcMs)];
  const sigmaKm = (epochUtcMs: number) =>
    Math.hypot(own.positionSigmaKm(epochUtcMs), target.positionSigmaKm(epochUtcMs));
  const epochsUtcMs = epochsOver(window, closestEpochUtcMs, periodS);
  const typicalSigmaKm = upperQuartile(epochsUtcMs.map(sigmaKm).filter(Number.isFinite));
  const isTold = ({ epochUtcMs, positionRtnKm }: RelativeState) =>
    sigmaKm(epochUtcMs) <= Math.max(mostSigmaRatio * typicalSigmaKm, mostSigmaShare * length(positionRtnKm));
  return {
    kind: 'track',
    targetId: target.objectId,
    source: own.source === target.source ? own.source : `${own.source}, ${target.source}`,
    states: epochsUtcMs.flatMap((epochUtcMs) => relativeStateAt(own, target, epochUtcMs)).filter(isTold),
    reported: {},
    context: {
      origin: leastTrusted(own.origin, target.origin),
      ownMeanMotionRadPerS: orbit.meanMotionRadPerS,
      ownEccentricity: orbit.eccentricity,
      positionSigmaKm: typicalSigmaKm,
      sameErrorS: serviceS(own, target, window),
      ownName: titleOf(own),
      targetName: target.objectName,
      ...(target.designator === undefined ? {} : { targetDesignator: target.designator }),
      lighting: lightingOver(target, own, window, closestEpochUtcMs),
      relativeOrbit: ownAtClosest && targetAtClosest && relativeOrbitFacts(ownAtClosest, targetAtClosest),
    },
  };
}

/** How long one element set serves on average, of the object with fewer of them; undefined where neither has any. */
function serviceS(own: Trajectory, target: Trajectory, window: TimeWindow): number | undefined {
  const counts = [own, target]
    .filter(({ origin }) => origin === 'mean elements')
    .map(({ spans }) => spansWithin(spans, window).length);
  return counts.length === 0 ? undefined : (window.endUtcMs - window.startUtcMs) / 1000 / Math.min(...counts);
}

const clipped = (window: TimeWindow, within: TimeWindow = window): TimeWindow => ({
  startUtcMs: Math.max(window.startUtcMs, within.startUtcMs),
  endUtcMs: Math.min(window.endUtcMs, within.endUtcMs),
});

const noOrbit = (own: Trajectory): PairRefusal => ({
  kind: 'pair refusal',
  code: 'domain.not_an_ellipse',
  message: `expected ${titleOf(own)} to be in orbit about the Earth, got a state that escapes or falls straight`,
});

/** Even steps over the window, and the closest approach itself, which a fast pass would slip through between two of them. */
function epochsOver({ startUtcMs, endUtcMs }: TimeWindow, closestEpochUtcMs: number, periodS: number): number[] {
  const durationMs = endUtcMs - startUtcMs;
  const wanted = Math.ceil((durationMs / 1000 / periodS) * samplesPerRevolution);
  const count = Math.min(Math.max(wanted, sampleCounts.least), sampleCounts.most);
  const even = Array.from({ length: count }, (_, i) => startUtcMs + (durationMs * i) / (count - 1));
  return [...new Set([...even, closestEpochUtcMs])].sort((a, b) => a - b);
}

/** One state, or none where either object is unknown; line 0, for it stands on no line. */
function relativeStateAt(own: Trajectory, target: Trajectory, epochUtcMs: number): RelativeState[] {
  const [a, b] = [own.stateAt(epochUtcMs), target.stateAt(epochUtcMs)];
  return a && b && isBound(a) ? [{ epochUtcMs, ...relativeStateRtn(a, b), line: 0 }] : [];
}

/** Mean motion and eccentricity of the own orbit, as the middle over a window; undefined where it is in none. */
function orbitOf(own: Trajectory, { startUtcMs, endUtcMs }: TimeWindow) {
  const elements = Array.from(
    { length: orbitSamples },
    (_, i) => startUtcMs + ((endUtcMs - startUtcMs) * i) / (orbitSamples - 1),
  )
    .map((epochUtcMs) => own.stateAt(epochUtcMs))
    .flatMap((state) => (state && isBound(state) ? [keplerianFrom(state)] : []));
  if (elements.length === 0) return undefined;
  const semiMajorAxisKm = median(elements.map((element) => element.semiMajorAxisKm));
  return {
    meanMotionRadPerS: Math.sqrt(earthMuKm3PerS2 / semiMajorAxisKm ** 3),
    eccentricity: median(elements.map((element) => element.eccentricity)),
  };
}

const trust: readonly TrajectoryOrigin[] = ['mean elements', 'conjunction message', 'ephemeris'];

const leastTrusted = (one: TrajectoryOrigin, other: TrajectoryOrigin): TrajectoryOrigin =>
  trust.indexOf(one) <= trust.indexOf(other) ? one : other;
