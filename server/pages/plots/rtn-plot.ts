import type { RelativeState } from '#domain';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { arrowheads, type EventMark, eventShape, ownSpacecraft } from './marks.ts';
import { linearScale, niceTicks, paddedSpan, type Scale, tickWords } from './scale.ts';
import { type Described, pathThrough, type Svg, svg, svgImage } from './svg.ts';
import { type Point, thinPath } from './thinning.ts';

const size = { width: 640, height: 590 } as const;
const inPlane: Box = { left: 64, top: 14, right: 626, bottom: 384 };
const crossTrack: Box = { left: 64, top: 440, right: 626, bottom: 540 };

/**
 * Motion in the RTN frame of the own spacecraft: radial over in-track at one scale, and below it cross-track
 * over the same in-track axis at a scale of its own.
 */
export function rtnPlot(described: Described, states: readonly RelativeState[], marks: readonly EventMark[]): Svg {
  const { toX, toY } = equalScales(states);
  const cross = paddedSpan([0, ...states.map(({ positionRtnKm }) => positionRtnKm[2])], 0.12);
  const toZ = linearScale(cross.low, cross.high, crossTrack.bottom, crossTrack.top);

  const ticks = niceTicks(toX.low, toX.high, 8);
  const words = tickWords(ticks);
  const base = ticks.map((tick, index) => ({ x: toX(tick), words: words[index]!, isZero: tick === 0 }));
  return svgImage(described, size, [
    baseAxis(inPlane, base, 'in-track T (km)'),
    valueAxis(inPlane, toY, niceTicks(toY.low, toY.high, 6), 'radial R (km)'),
    frame(inPlane),
    ...trace(states, marks, (state) => [toX(state.positionRtnKm[1]), toY(state.positionRtnKm[0])]),
    ownSpacecraft([toX(0), toY(0)]),
    baseAxis(crossTrack, base, 'in-track T (km)'),
    valueAxis(crossTrack, toZ, niceTicks(toZ.low, toZ.high, 3), 'cross-track N (km)'),
    frame(crossTrack),
    ...trace(states, marks, (state) => [toX(state.positionRtnKm[1]), toZ(state.positionRtnKm[2])]),
    ownSpacecraft([toX(0), toZ(0)]),
  ]);
}

/** Scales of the in-plane panel: one size of a kilometer on both axes, the own spacecraft in the picture. */
function equalScales(states: readonly RelativeState[]): { toX: Scale; toY: Scale } {
  const along = paddedSpan([0, ...states.map(({ positionRtnKm }) => positionRtnKm[1])], 0.08);
  const radial = paddedSpan([0, ...states.map(({ positionRtnKm }) => positionRtnKm[0])], 0.08);
  const [widthPx, heightPx] = [inPlane.right - inPlane.left, inPlane.bottom - inPlane.top];
  const kmPerPx = Math.max((along.high - along.low) / widthPx, (radial.high - radial.low) / heightPx);
  const around = (middle: number, px: number) => [middle - (kmPerPx * px) / 2, middle + (kmPerPx * px) / 2] as const;
  const [left, right] = around((along.low + along.high) / 2, widthPx);
  const [bottom, top] = around((radial.low + radial.high) / 2, heightPx);
  return {
    toX: linearScale(left, right, inPlane.left, inPlane.right),
    toY: linearScale(bottom, top, inPlane.bottom, inPlane.top),
  };
}

function trace(states: readonly RelativeState[], marks: readonly EventMark[], place: (state: RelativeState) => Point): Svg[] {
  const points = thinPath(states.map(place));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  return [
    svg('path', { class: 'path', d: pathThrough(points) }),
    ...arrowheads(points, 5),
    svg('circle', { class: 'start', cx: first[0], cy: first[1], r: 4.5 }),
    svg('circle', { class: 'last', cx: last[0], cy: last[1], r: 4.5 }),
    ...marks.map((mark) => eventShape(mark.kind, place(stateNearest(states, mark.epochUtcMs)))),
  ];
}

function stateNearest(states: readonly RelativeState[], epochUtcMs: number): RelativeState {
  const awayMs = (state: RelativeState) => Math.abs(state.epochUtcMs - epochUtcMs);
  return states.reduce((best, state) => (awayMs(state) < awayMs(best) ? state : best));
}
