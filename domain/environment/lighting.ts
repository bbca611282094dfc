import type { InertialState } from '../frames/inertial-state.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { dot, length } from '../vectors/vector.ts';
import { type LightingInterval, lightingIntervals, statesAlong } from './lighting-intervals.ts';
import { lowestPoint } from './lowest-point.ts';
import { type Lighting, lightingAt } from './shadow.ts';
import { sunPositionGcrfKm } from './sun.ts';
import { judgePhotography, type Photography, sunAngle } from './sun-angle.ts';

/** The light on a target over a window, and how it stands to the Sun as seen from the own spacecraft. */
export interface TargetLighting {
  /** The word of the standard lexicon: the light on the target at the focus. */
  readonly lighting: Lighting;
  /** The epoch the word speaks for, such as the closest approach. */
  readonly focusUtcMs: number;
  /** Shares of the searched time, 0 to 1 each, 1 together. */
  readonly shares: Readonly<Record<Lighting, number>>;
  /** In order; they abut within each searched stretch. Edges of shadow lie where two meet. */
  readonly intervals: readonly LightingInterval[];
  /** The window itself; of a long one, single revolutions spread over it, one of them about the focus. */
  readonly searched: readonly TimeWindow[];
  /** Undefined when the own spacecraft's state at the focus is unknown. */
  readonly photography: Photography | undefined;
  /** Least angle between target and Sun as seen from the own spacecraft; undefined when the two are never known together. */
  readonly leastSunAngle: { readonly angleRad: number; readonly epochUtcMs: number } | undefined;
}

/** Revolutions that are searched one by one: in weeks of low orbit, a few a day, as the orbit turns 5° a day or less. */
const mostRevolutions = 32;

/** The least angle to the Sun is placed to this, ms. */
const angleToleranceMs = 1000;

/**
 * Judges the light on a target over a window. Bounded: at most 32 revolutions are searched, about 100 states each.
 *
 * @param focusUtcMs  within the window
 * @returns undefined when the target's state at the focus is unknown
 */
export function lightingOver(
  target: Trajectory,
  own: Trajectory,
  window: TimeWindow,
  focusUtcMs: number,
): TargetLighting | undefined {
  const targetState = target.stateAt(focusUtcMs);
  if (targetState === undefined) return undefined;
  const ownState = own.stateAt(focusUtcMs);
  const sunGcrfKm = sunPositionGcrfKm(focusUtcMs);

  const searched = searchedParts(window, focusUtcMs, revolutionMs(targetState));
  const intervals = searched.flatMap((part) => lightingIntervals(target, part));
  const lighting = lightingAt(targetState.positionGcrfKm, sunGcrfKm);
  return {
    lighting,
    focusUtcMs,
    shares: sharesOf(intervals.length > 0 ? intervals : [{ startUtcMs: 0, endUtcMs: 1, lighting }]),
    intervals,
    searched,
    photography: ownState && judgePhotography(ownState, targetState, sunGcrfKm),
    leastSunAngle: leastSunAngle(target, own, searched),
  };
}

/** Infinite for an orbit that does not close. */
function revolutionMs({ positionGcrfKm: r, velocityGcrfKmPerS: v }: InertialState): number {
  const alpha = 2 / length(r) - dot(v, v) / earthMuKm3PerS2;
  return alpha > 0 ? (2000 * Math.PI) / Math.sqrt(earthMuKm3PerS2 * alpha ** 3) : Number.POSITIVE_INFINITY;
}

function searchedParts(window: TimeWindow, focusUtcMs: number, revolutionMs: number): TimeWindow[] {
  const lengthMs = window.endUtcMs - window.startUtcMs;
  if (lengthMs <= mostRevolutions * revolutionMs) return [window];
  const apartMs = lengthMs / (mostRevolutions - 1);
  const countBefore = Math.floor((focusUtcMs - window.startUtcMs) / apartMs);
  const countAfter = Math.floor((window.endUtcMs - focusUtcMs) / apartMs);
  return Array.from({ length: countBefore + 1 + countAfter }, (_, i) => {
    const middleUtcMs = focusUtcMs + (i - countBefore) * apartMs;
    return {
      startUtcMs: Math.max(middleUtcMs - revolutionMs / 2, window.startUtcMs),
      endUtcMs: Math.min(middleUtcMs + revolutionMs / 2, window.endUtcMs),
    };
  });
}

function sharesOf(intervals: readonly LightingInterval[]): TargetLighting['shares'] {
  const msIn = { 'full sunlight': 0, penumbra: 0, eclipse: 0 };
  for (const { lighting, startUtcMs, endUtcMs } of intervals) msIn[lighting] += endUtcMs - startUtcMs;
  const totalMs = msIn['full sunlight'] + msIn.penumbra + msIn.eclipse;
  return {
    'full sunlight': msIn['full sunlight'] / totalMs,
    penumbra: msIn.penumbra / totalMs,
    eclipse: msIn.eclipse / totalMs,
  };
}

function leastSunAngle(
  target: Trajectory,
  own: Trajectory,
  searched: readonly TimeWindow[],
): TargetLighting['leastSunAngle'] {
  const angleTo = (targetState: InertialState | undefined): number => {
    if (targetState === undefined) return Number.POSITIVE_INFINITY;
    const ownState = own.stateAt(targetState.epochUtcMs);
    if (ownState === undefined) return Number.POSITIVE_INFINITY;
    const sunGcrfKm = sunPositionGcrfKm(targetState.epochUtcMs);
    return sunAngle(ownState.positionGcrfKm, targetState.positionGcrfKm, sunGcrfKm);
  };
  const least = searched
    .flatMap((part) => statesAlong(target, part))
    .flatMap((states) =>
      states.map((state, i) => ({
        epochUtcMs: state.epochUtcMs,
        angleRad: angleTo(state),
        fromUtcMs: (states[i - 1] ?? state).epochUtcMs,
        toUtcMs: (states[i + 1] ?? state).epochUtcMs,
      })),
    )
    .reduce((a, b) => (b.angleRad < a.angleRad ? b : a), nowhere);
  if (least.angleRad === Number.POSITIVE_INFINITY) return undefined;
  const angleAt = (epochUtcMs: number) => angleTo(target.stateAt(epochUtcMs));
  const epochUtcMs = lowestPoint(angleAt, least.fromUtcMs, least.toUtcMs, angleToleranceMs);
  const angleRad = angleAt(epochUtcMs);
  return angleRad < least.angleRad
    ? { angleRad, epochUtcMs }
    : { angleRad: least.angleRad, epochUtcMs: least.epochUtcMs };
}

/** Where a search for the least angle begins. */
const nowhere = { epochUtcMs: 0, angleRad: Number.POSITIVE_INFINITY, fromUtcMs: 0, toUtcMs: 0 };
