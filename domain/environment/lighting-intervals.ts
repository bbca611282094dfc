import type { InertialState } from '../frames/inertial-state.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import { risingRoot } from '../proximity/rising-root.ts';
import { spansWithin } from '../time/common-spans.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { length } from '../vectors/vector.ts';
import { lowestPoint } from './lowest-point.ts';
import { type Lighting, lightingAt, type ShadowMargins, shadowMargins } from './shadow.ts';
import { sunPositionGcrfKm } from './sun.ts';

/** A stretch of time in one light. */
export interface LightingInterval extends TimeWindow {
  readonly lighting: Lighting;
}

/** Edges of shadow are found to this, ms; the Sun's place is not known well enough for more. */
const edgeToleranceMs = 100;

/** The deepest point of a short pass is placed to this, ms. */
const dipToleranceMs = 1000;

/** Steps in a revolution of a circular orbit at the distance of the moment: short at perigee, long at apogee. */
const stepsPerRevolution = 24;

/**
 * Between two steps an orbit is searched for shadow only when it comes this near to one at a step, rad: from step to
 * step the Sun and the Earth move against each other by at most 2π/24 times √2.
 */
const grazeRad = 0.4;

/**
 * The light on an object through a window: intervals in order, which abut wherever its state is known.
 *
 * Passes through shadow shorter than a step are found by their deepest point. Takes 24 states a revolution and about 15
 * for each edge of shadow.
 */
export function lightingIntervals(trajectory: Trajectory, window: TimeWindow): LightingInterval[] {
  const lightOver = (startUtcMs: number, endUtcMs: number): LightingInterval[] => {
    const state = trajectory.stateAt((startUtcMs + endUtcMs) / 2);
    if (state === undefined) return [];
    return [{ startUtcMs, endUtcMs, lighting: lightingAt(state.positionGcrfKm, sunPositionGcrfKm(state.epochUtcMs)) }];
  };
  return statesAlong(trajectory, window).flatMap((states) => {
    const margins = states.map(marginsOf);
    const edges = (['penumbraRad', 'umbraRad'] as const).flatMap((cone) =>
      crossings(
        states.map(({ epochUtcMs }, i) => ({ epochUtcMs, marginRad: margins[i]![cone] })),
        (epochUtcMs) => {
          const state = trajectory.stateAt(epochUtcMs);
          return state ? marginsOf(state)[cone] : Number.NaN;
        },
      ),
    );
    const borders = [states[0]!.epochUtcMs, ...edges.sort((a, b) => a - b), states.at(-1)!.epochUtcMs];
    return merged(borders.slice(1).flatMap((endUtcMs, i) => lightOver(borders[i]!, endUtcMs)));
  });
}

const marginsOf = ({ epochUtcMs, positionGcrfKm }: InertialState): ShadowMargins =>
  shadowMargins(positionGcrfKm, sunPositionGcrfKm(epochUtcMs));

/**
 * States a small part of a revolution apart, one list for each stretch in which they are known without a gap. Once
 * propagation fails within a span, the rest of that span counts as unknown.
 */
export function statesAlong(trajectory: Trajectory, window: TimeWindow): InertialState[][] {
  const stretches: InertialState[][] = [];
  for (const span of spansWithin(trajectory.spans, window)) {
    const states = statesWithin(trajectory, span);
    const before = stretches.at(-1);
    const followsOn = before !== undefined && before.at(-1)!.epochUtcMs === states[0]?.epochUtcMs;
    if (followsOn) stretches.splice(-1, 1, [...before, ...states.slice(1)]);
    else if (states.length > 1) stretches.push(states);
  }
  return stretches;
}

function statesWithin(trajectory: Trajectory, { startUtcMs, endUtcMs }: TimeWindow): InertialState[] {
  const states: InertialState[] = [];
  for (let at = startUtcMs; ; ) {
    const state = trajectory.stateAt(at);
    if (state === undefined) return states;
    states.push(state);
    if (at >= endUtcMs) return states;
    const revolutionS = 2 * Math.PI * Math.sqrt(length(state.positionGcrfKm) ** 3 / earthMuKm3PerS2);
    at = Math.min(at + (1000 * revolutionS) / stepsPerRevolution, endUtcMs);
  }
}

/** Epochs at which a margin passes through zero, either way. */
function crossings(samples: readonly Point[], marginAt: (epochUtcMs: number) => number): number[] {
  const points = withDips(samples, marginAt);
  return points.slice(1).flatMap((b, i) => {
    const a = points[i]!;
    if (a.marginRad < 0 === b.marginRad < 0) return [];
    const rising = a.marginRad < 0 ? marginAt : (epochUtcMs: number) => -marginAt(epochUtcMs);
    return [risingRoot(rising, a.epochUtcMs, b.epochUtcMs, edgeToleranceMs)];
  });
}

interface Point {
  readonly epochUtcMs: number;
  readonly marginRad: number;
}

/** The same points, and between them the lowest of each dip into shadow that begins and ends within a step or two. */
function withDips(points: readonly Point[], marginAt: (epochUtcMs: number) => number): Point[] {
  const dips = points.flatMap((point, i) => {
    const [before, after] = [points[i - 1] ?? point, points[i + 1] ?? point];
    const isLowest = point.marginRad <= before.marginRad && point.marginRad <= after.marginRad;
    if (!isLowest || point.marginRad < 0 || point.marginRad > grazeRad) return [];
    const epochUtcMs = lowestPoint(marginAt, before.epochUtcMs, after.epochUtcMs, dipToleranceMs);
    const marginRad = marginAt(epochUtcMs);
    return marginRad < 0 ? [{ epochUtcMs, marginRad }] : [];
  });
  return [...points, ...dips].sort((a, b) => a.epochUtcMs - b.epochUtcMs);
}

/** Neighbors in the same light as one. */
function merged(intervals: readonly LightingInterval[]): LightingInterval[] {
  const result: LightingInterval[] = [];
  for (const interval of intervals) {
    const before = result.at(-1);
    if (before?.lighting === interval.lighting && before.endUtcMs === interval.startUtcMs) {
      result.splice(-1, 1, { ...before, endUtcMs: interval.endUtcMs });
    } else if (interval.endUtcMs > interval.startUtcMs) {
      result.push(interval);
    }
  }
  return result;
}
