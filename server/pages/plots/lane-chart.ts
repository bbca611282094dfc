import { linearScale, type Scale } from './scale.ts';
import { type Described, type Svg, svg, svgGroup } from './svg.ts';
import { utcAxis, utcTicks } from './utc-axis.ts';

/** An assessment in a lane. */
export interface LaneMark {
  readonly ms: number;
  readonly isCurrent: boolean;
  readonly isUnreadable: boolean;
}

/** Assessments in a row that say the same. */
export interface LaneRun {
  readonly words: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One level: its runs, and each assessment as a mark on them. */
export interface Lane {
  readonly name: string;
  readonly runs: readonly LaneRun[];
  readonly marks: readonly LaneMark[];
}

/** A change from one run to the next, which leads to the assessment that changed. */
export interface LaneChange {
  readonly lane: number;
  readonly ms: number;
  readonly href: string;
  /** "rendezvous → hovering". */
  readonly words: string;
}

const width = 1120;
const left = 96;
const right = 1096;
const laneHeight = 46;
const top = 12;

/** More changes than this are no stops of the keyboard; the list below has them all. */
const mostTabStops = 12;

/** Changes nearer than this to the one before are not drawn; the list has them. */
const leastChangePx = 2;

/** Room a letter takes, px; an ideograph takes two. */
const letterPx = 6.4;

/**
 * Lanes over one UTC axis: a bar for each run with its word where it has room, a mark for each assessment, a diamond for
 * each change with both words where they have room. Marks that would lie on each other are drawn once.
 */
export function laneChart(
  described: Described,
  lanes: readonly Lane[],
  changes: readonly LaneChange[],
  [startMs, endMs]: readonly [number, number],
  axisWords: string,
): Svg {
  const toX = linearScale(startMs, endMs, left, right);
  const bottom = top + lanes.length * laneHeight;
  const ticks = utcTicks(startMs, endMs, 9);
  const isTabStop = changes.length <= mostTabStops;
  return svgGroup(described, { width, height: bottom + 56 }, [
    ...ticks.map(({ ms }) => svg('line', { class: 'grid', x1: toX(ms), x2: toX(ms), y1: top, y2: bottom })),
    ...lanes.map((lane, index) => drawLane(lane, top + index * laneHeight, toX)),
    ...lanes.map((_, index) =>
      drawChanges(
        changes.filter(({ lane }) => lane === index),
        top + index * laneHeight,
        toX,
        isTabStop,
      ),
    ),
    svg('line', { class: 'zero', x1: left, x2: right, y1: bottom, y2: bottom }),
    utcAxis({ left, right, top, bottom }, toX, ticks),
    svg('text', { class: 'axis', x: (left + right) / 2, y: bottom + 48, 'text-anchor': 'middle' }, [axisWords]),
  ]);
}

function drawLane({ name, runs, marks }: Lane, y: number, toX: Scale): Svg {
  const middle = y + 30;
  const bars = runs.map(({ fromMs, toMs }) =>
    svg('path', { class: 'run', d: `M${toX(fromMs).toFixed(1)} ${middle}H${toX(toMs).toFixed(1)}` }),
  );
  const [first] = runs;
  return svg('g', {}, [
    svg('text', { class: 'axis', x: left - 14, y: middle + 4, 'text-anchor': 'end' }, [name]),
    ...bars,
    ...oncePerPixel(marks, toX).map(({ ms, isCurrent, isUnreadable }) =>
      svg('circle', {
        class: `answer-mark${isCurrent ? ' current' : ''}${isUnreadable ? ' unreadable' : ''}`,
        cx: toX(ms),
        cy: middle,
        r: isCurrent ? 5.5 : 3,
      }),
    ),
    ...(first ? [svg('text', { class: 'tick', x: left, y: y + 17 }, [first.words])] : []),
  ]);
}

/** The marks that differ by at least a pixel from the one before; the current one is always there, and last. */
function oncePerPixel(marks: readonly LaneMark[], toX: Scale): LaneMark[] {
  let lastPx = Number.NEGATIVE_INFINITY;
  const kept = marks.filter(({ ms, isCurrent }) => {
    if (isCurrent || toX(ms) - lastPx < 1.5) return false;
    lastPx = toX(ms);
    return true;
  });
  return [...kept, ...marks.filter(({ isCurrent }) => isCurrent)];
}

/** Diamonds of changes; words stand over those that have room after the words before. */
function drawChanges(changes: readonly LaneChange[], y: number, toX: Scale, isTabStop: boolean): Svg {
  let freeFromPx = left + 110;
  let lastPx = Number.NEGATIVE_INFINITY;
  const shapes = changes.flatMap(({ ms, href, words }) => {
    const x = toX(ms);
    if (x - lastPx < leastChangePx) return [];
    lastPx = x;
    const px = [...words].reduce((sum, letter) => sum + (letter > '⺀' ? 2 : 1), 0) * letterPx;
    const startPx = Math.min(x - 6, right - px);
    const hasRoom = startPx >= freeFromPx;
    if (hasRoom) freeFromPx = startPx + px + 14;
    return svg('a', { href, class: 'event-link', 'aria-label': words, tabindex: isTabStop ? undefined : -1 }, [
      svg('rect', { class: 'touch', x: x - 8, y: y + 20, width: 16, height: 20 }),
      svg('path', {
        class: 'mark change',
        d: 'M0 -7L7 0L0 7L-7 0Z',
        transform: `translate(${x.toFixed(1)} ${y + 30})`,
      }),
      ...(hasRoom ? [svg('text', { class: 'tick', x: startPx, y: y + 17 }, [words])] : []),
    ]);
  });
  return svg('g', {}, shapes);
}
