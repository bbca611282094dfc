import type { Trajectory } from '../propagation/trajectory.ts';
import { type ClosestApproach, closestApproachesOf } from '../proximity/closest-approaches.ts';
import { farthestProximityKm } from '../proximity/proximity-limit.ts';
import { commonSpans, spansWithin } from '../time/common-spans.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { msPerDay } from '../units.ts';
import { distance } from '../vectors/vector.ts';
import { titleOf } from './choose-own.ts';
import type { PairRefusal } from './pair-refusal.ts';

/** The stretch of time two objects spend near each other. */
export interface TimeTogether {
  readonly window: TimeWindow;
  readonly closestEpochUtcMs: number;
  readonly closestRangeKm: number;
}

/**
 * Longest stretch that is described as one, revolutions of the own spacecraft: two months in low orbit, years in
 * geostationary orbit. Of a longer one the end.
 */
const mostRevolutions = 1000;

/** Steps a revolution in which the stretch is followed outward from the closest approach. */
const stepsPerRevolution = 40;

/** Halvings that place the end of the stretch: a step of minutes is cut to milliseconds. */
const halvings = 20;

/** How far past the time both sources speak of an encounter of its own is looked for: sets are good for days ahead. */
const outlookMs = 2 * msPerDay;

/** Such an encounter is told when it is nearer than this: within days most orbits cross somewhere within proximity. */
const encounterKm = 10;

/**
 * The stretch around the closest approach in which the range stays within proximity; all of the window for objects that
 * fly together, minutes for two that cross.
 *
 * Without a window of its own it is the time both sources speak of, and an encounter that lies ahead of it: the last
 * element sets before a collision tell of it, though their epochs are a day older.
 *
 * @param periodS  of the own spacecraft
 */
export function windowTogether(
  own: Trajectory,
  target: Trajectory,
  periodS: number,
  within?: TimeWindow,
): TimeTogether | PairRefusal {
  const all = commonSpans(own.spans, target.spans);
  if (within !== undefined) return stretchWithin(own, target, periodS, spansWithin(all, within));
  const spoken = windowSpokenOf(own, target, all);
  const together = stretchWithin(own, target, periodS, spansWithin(all, spoken));
  if ('window' in together && together.closestRangeKm <= encounterKm) return together;
  const outlook = { startUtcMs: spoken.endUtcMs, endUtcMs: spoken.endUtcMs + outlookMs };
  const ahead = stretchWithin(own, target, periodS, spansWithin(all, outlook));
  const isEncounter =
    'window' in ahead && ahead.window.startUtcMs > spoken.endUtcMs && ahead.closestRangeKm <= encounterKm;
  return isEncounter ? ahead : together;
}

function stretchWithin(
  own: Trajectory,
  target: Trajectory,
  periodS: number,
  spans: readonly TimeWindow[],
): TimeTogether | PairRefusal {
  const approaches = spans.flatMap((span) => closestApproachesOf(own, target, span));
  if (approaches.length === 0) {
    return refusal(
      'domain.no_common_time',
      `expected ${titleOf(target)} and ${titleOf(own)} to be known at the same time, got no common span`,
    );
  }
  const closest = leastRange(own, target, approaches);
  if (closest.rangeKm > farthestProximityKm) {
    const got = `${Math.round(closest.rangeKm)} km at the closest`;
    return refusal(
      'domain.never_near',
      `expected ${titleOf(target)} within ${farthestProximityKm} km of ${titleOf(own)}, got ${got}`,
    );
  }

  const isNear = (epochUtcMs: number): boolean | undefined => {
    const [a, b] = [own.stateAt(epochUtcMs), target.stateAt(epochUtcMs)];
    return a && b && distance(a.positionGcrfKm, b.positionGcrfKm) <= farthestProximityKm;
  };
  const bounds = { startUtcMs: spans[0]!.startUtcMs, endUtcMs: spans.at(-1)!.endUtcMs };
  const stepMs = (periodS * 1000) / stepsPerRevolution;
  const endUtcMs = lastNear(isNear, closest.epochUtcMs, bounds.endUtcMs, stepMs);
  const startUtcMs = lastNear(isNear, closest.epochUtcMs, bounds.startUtcMs, -stepMs);
  const longestMs = mostRevolutions * periodS * 1000;
  const latest = Math.max(startUtcMs, Math.min(endUtcMs - longestMs, closest.epochUtcMs - longestMs / 10));
  const window = { startUtcMs: latest, endUtcMs: Math.min(endUtcMs, latest + longestMs) };
  return { window, closestEpochUtcMs: closest.epochUtcMs, closestRangeKm: closest.rangeKm };
}

/** The closest of some approaches; of two that their error does not tell apart, the better known. */
function leastRange(own: Trajectory, target: Trajectory, approaches: readonly ClosestApproach[]): ClosestApproach {
  const reachKm = ({ rangeKm, epochUtcMs }: ClosestApproach) =>
    rangeKm + Math.hypot(own.positionSigmaKm(epochUtcMs), target.positionSigmaKm(epochUtcMs));
  return approaches.reduce((least, one) => (reachKm(one) < reachKm(least) ? one : least));
}

/** The time both sources speak of; where they speak of different times, a day as near as can be to both. */
function windowSpokenOf(one: Trajectory, other: Trajectory, known: readonly TimeWindow[]): TimeWindow {
  const [common] = commonSpans([one.coverage], [other.coverage]);
  if (common) return common;
  const [earlier, later] = one.coverage.endUtcMs < other.coverage.endUtcMs ? [one, other] : [other, one];
  const middleUtcMs = (earlier.coverage.endUtcMs + later.coverage.startUtcMs) / 2;
  const nearestUtcMs = known
    .map(({ startUtcMs, endUtcMs }) => Math.min(Math.max(middleUtcMs, startUtcMs), endUtcMs))
    .reduce((a, b) => (Math.abs(b - middleUtcMs) < Math.abs(a - middleUtcMs) ? b : a), Number.POSITIVE_INFINITY);
  const centerUtcMs = Number.isFinite(nearestUtcMs) ? nearestUtcMs : middleUtcMs;
  return { startUtcMs: centerUtcMs - msPerDay / 2, endUtcMs: centerUtcMs + msPerDay / 2 };
}

/** The last epoch on the way to a bound at which two objects are near each other; unknown stretches are passed over. */
function lastNear(
  isNear: (epochUtcMs: number) => boolean | undefined,
  fromUtcMs: number,
  boundUtcMs: number,
  stepMs: number,
): number {
  const forward = stepMs > 0;
  let inside = fromUtcMs;
  for (;;) {
    const next = forward ? Math.min(inside + stepMs, boundUtcMs) : Math.max(inside + stepMs, boundUtcMs);
    if (next === inside) return inside;
    if (isNear(next) === false) return placeEnd(isNear, inside, next);
    inside = next;
  }
}

function placeEnd(isNear: (epochUtcMs: number) => boolean | undefined, inside: number, outside: number): number {
  let [near, far] = [inside, outside];
  for (let i = 0; i < halvings; i++) {
    const middle = (near + far) / 2;
    if (isNear(middle) === false) far = middle;
    else near = middle;
  }
  return near;
}

const refusal = (code: PairRefusal['code'], message: string): PairRefusal => ({ kind: 'pair refusal', code, message });
