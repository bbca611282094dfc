import type { RelativeState } from '#domain';
import type { Words } from '../../http/words.ts';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { arrowheads, type EventMark, markShapes, ownSpacecraft } from './marks.ts';
import { lengthUnit, linearScale, niceTicks, paddedSpan, type Scale, tickWords } from './scale.ts';
import { type Described, pathThrough, type Svg, svg, svgImage } from './svg.ts';
import { type Point, thinPath } from './thinning.ts';

const size = { width: 640, height: 590 } as const;
const inPlane: Box = { left: 64, top: 14, right: 626, bottom: 384 };
const crossTrack: Box = { left: 64, top: 440, right: 626, bottom: 540 };

/** A position to draw: in-track, radial and cross-track in the unit of the plot, and when. */
interface Place {
  readonly epochUtcMs: number;
  readonly along: number;
  readonly radial: number;
  readonly cross: number;
}

/**
 * Motion in the RTN frame of the own spacecraft: radial over in-track at one scale, and below it cross-track
 * over the same in-track axis at a scale of its own.
 */
export function rtnPlot(
  described: Described,
  states: readonly RelativeState[],
  marks: readonly EventMark[],
  words: Words,
): Svg {
  const { unit, perKm } = lengthUnit(states.flatMap(({ positionRtnKm }) => positionRtnKm));
  const places = states.map(({ epochUtcMs, positionRtnKm: [r, t, n] }): Place => {
    return { epochUtcMs, along: t * perKm, radial: r * perKm, cross: n * perKm };
  });
  const { toX, toY } = equalScales(places);
  const span = paddedSpan([0, ...places.map(({ cross }) => cross)], 0.12);
  const toZ = linearScale(span.low, span.high, crossTrack.bottom, crossTrack.top);

  const ticks = niceTicks(toX.low, toX.high, 8);
  const values = tickWords(ticks);
  const inTrack = words.t('plot.inTrack', { unit });
  const base = ticks.map((tick, index) => ({ x: toX(tick), words: values[index]!, isZero: tick === 0 }));
  return svgImage(described, size, [
    baseAxis(inPlane, base, inTrack),
    valueAxis(inPlane, toY, niceTicks(toY.low, toY.high, 6), words.t('plot.radial', { unit })),
    frame(inPlane),
    ownSpacecraft([toX(0), toY(0)]),
    ...trace(places, marks, ({ along, radial }) => [toX(along), toY(radial)]),
    baseAxis(crossTrack, base, inTrack),
    valueAxis(crossTrack, toZ, niceTicks(toZ.low, toZ.high, 5), words.t('plot.crossTrack', { unit })),
    frame(crossTrack),
    ownSpacecraft([toX(0), toZ(0)]),
    ...trace(places, marks, ({ along, cross }) => [toX(along), toZ(cross)]),
  ]);
}

/** Scales of the in-plane panel: a length is as long on both axes, and the own spacecraft is in the picture. */
function equalScales(places: readonly Place[]): { toX: Scale; toY: Scale } {
  const along = paddedSpan([0, ...places.map((place) => place.along)], 0.08);
  const radial = paddedSpan([0, ...places.map((place) => place.radial)], 0.08);
  const [widthPx, heightPx] = [inPlane.right - inPlane.left, inPlane.bottom - inPlane.top];
  const perPx = Math.max((along.high - along.low) / widthPx, (radial.high - radial.low) / heightPx);
  const around = ({ low, high }: { low: number; high: number }, px: number) =>
    [(low + high - perPx * px) / 2, (low + high + perPx * px) / 2] as const;
  return {
    toX: linearScale(...around(along, widthPx), inPlane.left, inPlane.right),
    toY: linearScale(...around(radial, heightPx), inPlane.bottom, inPlane.top),
  };
}

function trace(places: readonly Place[], marks: readonly EventMark[], toPoint: (place: Place) => Point): Svg[] {
  const points = thinPath(places.map(toPoint));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  return [
    svg('path', { class: 'path', d: pathThrough(points) }),
    ...arrowheads(points, 5),
    svg('circle', { class: 'start', cx: first[0], cy: first[1], r: 4.5 }),
    svg('circle', { class: 'last', cx: last[0], cy: last[1], r: 4.5 }),
    ...markShapes(
      marks.map((mark) => ({ mark: { ...mark, id: undefined }, point: toPoint(placeAt(places, mark.epochUtcMs)) })),
    ),
  ];
}

/** The place observed nearest to an instant. */
function placeAt(places: readonly Place[], epochUtcMs: number): Place {
  const awayMs = (place: Place) => Math.abs(place.epochUtcMs - epochUtcMs);
  return places.reduce((best, place) => (awayMs(place) < awayMs(best) ? place : best));
}
