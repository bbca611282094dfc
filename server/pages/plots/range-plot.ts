import type { RelativeState } from '#domain';
import type { Words } from '../../http/words.ts';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { type EventMark, eventShape, markShapes, withRoomForWords } from './marks.ts';
import { lengthUnit, linearScale, niceTicks, paddedSpan, type Scale, timeTicks } from './scale.ts';
import { type Shade, shadeBands } from './shade-bands.ts';
import { type Described, pathThrough, type Svg, svg, svgImage } from './svg.ts';
import { type Point, thinSeries } from './thinning.ts';

const size = { width: 640, height: 400 } as const;
const rangePanel: Box = { left: 64, top: 26, right: 626, bottom: 196 };
const ratePanel: Box = { left: 64, top: 214, right: 626, bottom: 350 };

/**
 * Range and closing rate over time: two panels on one UTC axis, maneuvers and the closest approach as vertical lines
 * through both, other approaches on the curve, shadow as bands behind everything.
 */
export function rangePlot(
  described: Described,
  states: readonly RelativeState[],
  marks: readonly EventMark[],
  shades: readonly Shade[],
  words: Words,
): Svg {
  const [startMs, endMs] = [states[0]!.epochUtcMs, states.at(-1)!.epochUtcMs];
  const toX = linearScale(startMs, endMs, rangePanel.left, rangePanel.right);
  const { unit, perKm } = lengthUnit(states.map(rangeKm));
  const ranges = states.map((state) => rangeKm(state) * perKm);
  const closingMPerS = states.map((state) => closingRateKmPerS(state) * 1000);
  const range = paddedSpan([0, ...ranges], 0.05);
  const rate = paddedSpan([0, ...closingMPerS], 0.08);
  const toRangeY = linearScale(0, range.high, rangePanel.bottom, rangePanel.top);
  const toRateY = linearScale(rate.low, rate.high, ratePanel.bottom, ratePanel.top);

  const base = timeTicks(startMs, endMs, 7).map((tick) => ({ x: toX(tick.ms), words: tick.words }));
  const date = new Date(startMs).toISOString().slice(0, 10);
  return svgImage(described, size, [
    ...[rangePanel, ratePanel].map((panel) => shadeBands(panel, toX, shades)),
    baseAxis(rangePanel, base, null),
    valueAxis(rangePanel, toRangeY, niceTicks(0, range.high, 4), words.t('plot.range', { unit })),
    frame(rangePanel),
    baseAxis(ratePanel, base, words.t('plot.utcFrom', { date })),
    valueAxis(ratePanel, toRateY, niceTicks(rate.low, rate.high, 4), words.t('plot.closing')),
    frame(ratePanel),
    ...withRoomForWords(
      marks.filter(({ kind }) => kind !== 'approach'),
      toX,
    ).map((mark) => eventLine(mark, toX)),
    series('path', states, ranges, toX, toRangeY),
    series('path second', states, closingMPerS, toX, toRateY),
    ...markShapes(
      marks
        .filter(({ kind }) => kind !== 'maneuver')
        .map((mark) => {
          const nearest = states.findIndex(({ epochUtcMs }) => epochUtcMs >= mark.epochUtcMs);
          return { mark, point: [toX(mark.epochUtcMs), toRangeY(ranges.at(nearest)!)] };
        }),
    ),
  ]);
}

/** Distance from the own spacecraft, km. */
export const rangeKm = ({ positionRtnKm: [r, t, n] }: RelativeState): number => Math.hypot(r, t, n);

/** Speed of approach along the line of sight, km/s; positive while the range falls. */
export function closingRateKmPerS(state: RelativeState): number {
  const { positionRtnKm: p, velocityRtnKmPerS: v } = state;
  return -(p[0] * v[0] + p[1] * v[1] + p[2] * v[2]) / Math.max(rangeKm(state), 1e-12);
}

function series(
  className: string,
  states: readonly RelativeState[],
  values: readonly number[],
  toX: Scale,
  toY: Scale,
): Svg {
  const points = states.map(({ epochUtcMs }, index): Point => [toX(epochUtcMs), toY(values[index]!)]);
  return svg('path', { class: className, d: pathThrough(thinSeries(points)) });
}

function eventLine({ kind, epochUtcMs, words }: EventMark, toX: Scale): Svg {
  const x = toX(epochUtcMs);
  const isRight = x > (rangePanel.left + rangePanel.right) / 2;
  return svg('g', {}, [
    svg('line', { class: `event ${kind}`, x1: x, x2: x, y1: rangePanel.top, y2: ratePanel.bottom }),
    eventShape(kind, [x, 14]),
    svg('text', { class: 'tick', x: isRight ? x - 10 : x + 10, y: 17.5, 'text-anchor': isRight ? 'end' : 'start' }, [
      words,
    ]),
  ]);
}
