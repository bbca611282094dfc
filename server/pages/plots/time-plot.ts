import type { RelativeState, TimeWindow } from '#domain';
import type { Words } from '../../http/words.ts';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { type EventMark, eventShape, linked, markShapes, type SpokenMark, withRoomForWords } from './marks.ts';
import { crosshairLayer } from './panel.ts';
import { closingRateKmPerS, rangeKm } from './relative-numbers.ts';
import { lengthUnit, linearScale, niceTicks, paddedSpan, type Scale } from './scale.ts';
import { chosenBands, type Shade, shadeBands } from './shade-bands.ts';
import { type StayBar, stayBars } from './stay-bars.ts';
import { stretchesOf } from './stretches.ts';
import { type Described, pathOfStretches, type Svg, svg, svgGroup } from './svg.ts';
import { type Point, thinSeries } from './thinning.ts';
import { utcAxis, utcTicks } from './utc-axis.ts';

const size = { width: 640, height: 408 } as const;
const lane: Box = { left: 64, top: 24, right: 626, bottom: 34 };
const rangePanel: Box = { left: 64, top: 36, right: 626, bottom: 206 };
const ratePanel: Box = { left: 64, top: 222, right: 626, bottom: 350 };

/** What happened on the shared axis, and what is chosen of it. */
export interface TimeEvents {
  readonly marks: readonly EventMark[];
  readonly stays: readonly StayBar[];
  readonly shades: readonly Shade[];
  /** Windows that a chosen step rests on. */
  readonly chosen: readonly TimeWindow[];
}

/**
 * Range and closing rate over time: two panels on one UTC axis. Maneuvers and the closest approach are vertical lines
 * through both, other approaches lie on the curve, stays above it, shadow and chosen windows are bands behind everything.
 * Lines stop where nobody looked.
 */
export function timePlot(
  described: Described,
  states: readonly RelativeState[],
  { marks, stays, shades, chosen }: TimeEvents,
  words: Words,
): Svg {
  const [startMs, endMs] = [states[0]!.epochUtcMs, states.at(-1)!.epochUtcMs];
  const toX = linearScale(startMs, endMs, rangePanel.left, rangePanel.right);
  const ranges = states.map(rangeKm);
  const { unit, perKm } = lengthUnit(ranges);
  const range = paddedSpan([0, ...ranges.map((km) => km * perKm)], 0.05);
  const rate = paddedSpan([0, ...states.map((state) => closingRateKmPerS(state) * 1000)], 0.08);
  const toRangeY = linearScale(0, range.high, rangePanel.bottom, rangePanel.top);
  const toRateY = linearScale(rate.low, rate.high, ratePanel.bottom, ratePanel.top);
  const ticks = utcTicks(startMs, endMs, 6);
  const base = ticks.map(({ ms, words }) => ({ x: toX(ms), words }));
  const panels = [rangePanel, ratePanel];
  const onTheCurve = marks
    .filter(({ kind }) => kind !== 'maneuver')
    .map((mark) => ({ mark, point: [toX(mark.epochUtcMs), toRangeY((mark.rangeKm ?? 0) * perKm)] as const }));
  return svgGroup(described, size, [
    ...panels.map((panel) => shadeBands(panel, toX, shades)),
    ...panels.map((panel) => chosenBands(panel, toX, chosen)),
    baseAxis(rangePanel, base, null),
    valueAxis(rangePanel, toRangeY, niceTicks(0, range.high, 5), words.t('plot.range', { unit })),
    frame(rangePanel),
    baseAxis(ratePanel, base, null),
    valueAxis(ratePanel, toRateY, niceTicks(rate.low, rate.high, 6), words.t('plot.closing')),
    frame(ratePanel),
    utcAxis(ratePanel, toX, ticks),
    axisTitle(words.t('target.times.axis')),
    stayBars(lane, toX, stays),
    ...withRoomForWords(
      marks.filter(({ kind }) => kind !== 'approach'),
      toX,
      [lane.left - 40, size.width],
    ).map((spoken) => eventLine(spoken, toX)),
    series('path', states, toX, (state) => toRangeY(rangeKm(state) * perKm)),
    series('path second', states, toX, (state) => toRateY(closingRateKmPerS(state) * 1000)),
    ...markShapes(onTheCurve),
    crosshairLayer(
      rangePanel,
      { column: 'ms', toPx: toX, perUnit: 1 },
      { column: 'range', toPx: toRangeY, perUnit: perKm },
    ),
    crosshairLayer(ratePanel, { column: 'ms', toPx: toX, perUnit: 1 }, { column: 'rate', toPx: toRateY, perUnit: 1 }),
  ]);
}

const axisTitle = (title: string): Svg =>
  svg('text', { class: 'axis', x: (lane.left + lane.right) / 2, y: size.height - 8, 'text-anchor': 'middle' }, [title]);

/** A line through each stretch of states, lowest and highest of each pixel column kept. */
function series(
  className: string,
  states: readonly RelativeState[],
  toX: Scale,
  toY: (state: RelativeState) => number,
): Svg {
  const lines = stretchesOf(states).map((stretch) =>
    thinSeries(stretch.map((state): Point => [toX(state.epochUtcMs), toY(state)])),
  );
  return svg('path', { class: className, d: pathOfStretches(lines) });
}

/** A vertical line through both panels with its shape on top; the shape leads to the row of the event. */
function eventLine({ mark, side }: SpokenMark, toX: Scale): Svg {
  const x = toX(mark.epochUtcMs);
  const isLeft = side === 'left';
  return svg('g', {}, [
    svg('line', { class: `event ${mark.kind}`, x1: x, x2: x, y1: lane.top, y2: ratePanel.bottom }),
    linked(mark, [
      svg('rect', { class: 'touch', x: x - 9, y: 2, width: 18, height: 22 }),
      eventShape(mark.kind, [x, 13]),
    ]),
    svg('text', { class: 'tick', x: isLeft ? x - 10 : x + 10, y: 16.5, 'text-anchor': isLeft ? 'end' : 'start' }, [
      mark.words,
    ]),
  ]);
}
