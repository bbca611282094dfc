import type { RelativeState, TimeWindow } from '#domain';
import type { Words } from '../../http/words.ts';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { arrowheads, type EventMark, markShapes, ownSpacecraft } from './marks.ts';
import { crosshairLayer, type SampleColumn } from './panel.ts';
import { lengthUnit, linearScale, niceTicks, type Scale, tickWords } from './scale.ts';
import { statesWithin, stretchesOf } from './stretches.ts';
import { type Described, pathOfStretches, type Svg, svg, svgImage } from './svg.ts';
import { type Point, thinPath } from './thinning.ts';

const size = { width: 640, height: 640 } as const;
const side = 252;
const square = (left: number, top: number): Box => ({ left, top, right: left + side, bottom: top + side });

/** Axes of RTN: where a component stands in a position, and the message that names it with its unit. */
const axes = {
  r: { index: 0, name: 'plot.radial' },
  t: { index: 1, name: 'plot.inTrack' },
  n: { index: 2, name: 'plot.crossTrack' },
} as const satisfies Partial<Record<SampleColumn, { index: 0 | 1 | 2; name: string }>>;
type Axis = keyof typeof axes;

/** As on an engineer's drawing: panels beside and below each other share the axis between them. */
const panels: readonly { readonly box: Box; readonly x: Axis; readonly y: Axis }[] = [
  { box: square(62, 12), x: 't', y: 'r' },
  { box: square(380, 12), x: 'n', y: 'r' },
  { box: square(62, 328), x: 't', y: 'n' },
];
const frameWords: Box = square(380, 328);

/**
 * The path in RTN of the own spacecraft from three sides, one scale and equal units in all three, the own spacecraft at
 * the origin. The path is thicker in the chosen windows.
 */
export function projectionsPlot(
  described: Described,
  states: readonly RelativeState[],
  marks: readonly EventMark[],
  chosen: readonly TimeWindow[],
  words: Words,
): Svg {
  const { unit, perKm } = lengthUnit(states.flatMap(({ positionRtnKm }) => positionRtnKm));
  const spans = commonSpans(states, perKm);
  const stretches = stretchesOf(states);
  const marked = marks.map((mark) => ({
    mark: { ...mark, id: undefined, link: undefined },
    state: stateAt(states, mark.epochUtcMs),
  }));
  const drawn = panels.flatMap(({ box, x, y }) => {
    const toX = linearScale(...spans[x], box.left, box.right);
    const toY = linearScale(...spans[y], box.bottom, box.top);
    const toPoint = ({ positionRtnKm }: RelativeState): Point => [
      toX(positionRtnKm[axes[x].index] * perKm),
      toY(positionRtnKm[axes[y].index] * perKm),
    ];
    return [
      baseAxis(box, baseTicks(toX), words.t(axes[x].name, { unit })),
      valueAxis(box, toY, niceTicks(toY.low, toY.high, 5), words.t(axes[y].name, { unit })),
      frame(box),
      ownSpacecraft([toX(0), toY(0)]),
      ...path(states, stretches, chosen, toPoint),
      ...markShapes(marked.map(({ mark, state }) => ({ mark, point: toPoint(state) }))),
      crosshairLayer(box, { column: x, toPx: toX, perUnit: perKm }, { column: y, toPx: toY, perUnit: perKm }),
    ];
  });
  return svgImage(described, size, [...drawn, frameLegend(words)]);
}

/** Low and high of each axis: all as long as the longest needs, each about the middle of its own values and zero. */
function commonSpans(states: readonly RelativeState[], perKm: number): Record<Axis, readonly [number, number]> {
  const extent = (axis: Axis) => {
    let [low, high] = [0, 0];
    for (const { positionRtnKm } of states) {
      low = Math.min(low, positionRtnKm[axes[axis].index] * perKm);
      high = Math.max(high, positionRtnKm[axes[axis].index] * perKm);
    }
    return { low, high };
  };
  const extents = { r: extent('r'), t: extent('t'), n: extent('n') };
  const half = Math.max(...Object.values(extents).map(({ low, high }) => (high - low) / 2), 1e-9) * 1.14;
  const about = ({ low, high }: { low: number; high: number }) =>
    [(low + high) / 2 - half, (low + high) / 2 + half] as const;
  return { r: about(extents.r), t: about(extents.t), n: about(extents.n) };
}

function baseTicks(toX: Scale) {
  const ticks = niceTicks(toX.low, toX.high, 5);
  const values = tickWords(ticks);
  return ticks.map((tick, index) => ({ x: toX(tick), words: values[index]!, isZero: tick === 0 }));
}

function path(
  states: readonly RelativeState[],
  stretches: readonly RelativeState[][],
  chosen: readonly TimeWindow[],
  toPoint: (state: RelativeState) => Point,
): Svg[] {
  const lines = stretches.map((stretch) => thinPath(stretch.map(toPoint)));
  const [first, last] = [toPoint(states[0]!), toPoint(states.at(-1)!)];
  return [
    ...chosen.flatMap((window) => chosenPath(states, stretches, window, toPoint)),
    svg('path', { class: 'path', d: pathOfStretches(lines) }),
    ...arrowheads(
      lines.reduce((a, b) => (b.length > a.length ? b : a)),
      3,
    ),
    svg('circle', { class: 'start', cx: first[0], cy: first[1], r: 4.5 }),
    svg('circle', { class: 'last', cx: last[0], cy: last[1], r: 4.5 }),
  ];
}

/** The path of a chosen window, drawn thick; a ring where the window holds no two states. */
function chosenPath(
  states: readonly RelativeState[],
  stretches: readonly RelativeState[][],
  window: TimeWindow,
  toPoint: (state: RelativeState) => Point,
): Svg[] {
  const inside = stretches.map((stretch) => statesWithin(stretch, window)).filter(({ length }) => length > 1);
  if (inside.length > 0)
    return [
      svg('path', {
        class: 'chosen-path',
        d: pathOfStretches(inside.map((stretch) => thinPath(stretch.map(toPoint)))),
      }),
    ];
  const [cx, cy] = toPoint(stateAt(states, (window.startUtcMs + window.endUtcMs) / 2));
  return [svg('circle', { class: 'chosen-point', cx, cy, r: 9 })];
}

/** The frame in words, in the corner that the three projections leave free. */
function frameLegend(words: Words): Svg {
  const { left, top } = frameWords;
  const lines = (['r', 't', 'n'] as const).flatMap((axis, index) => [
    svg('text', { class: 'axis-name', x: left, y: top + 46 + 22 * index }, [axis.toUpperCase()]),
    svg('text', { class: 'tick', x: left + 22, y: top + 46 + 22 * index }, [words.t(`target.path.${axis}`)]),
  ]);
  return svg('g', {}, [
    svg('text', { class: 'frame-name', x: left, y: top + 18 }, [words.t('target.path.frame')]),
    ...lines,
    svg('text', { class: 'tick', x: left, y: top + 116 }, [words.t('target.path.frame.scale')]),
    svg('text', { class: 'tick', x: left, y: top + 134 }, [words.t('target.path.frame.origin')]),
  ]);
}

/** The state observed nearest to an instant. */
function stateAt(states: readonly RelativeState[], epochUtcMs: number): RelativeState {
  const awayMs = (state: RelativeState) => Math.abs(state.epochUtcMs - epochUtcMs);
  return states.reduce((best, state) => (awayMs(state) < awayMs(best) ? state : best));
}
