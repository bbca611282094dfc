import { type Svg, svg } from './svg.ts';
import type { Point } from './thinning.ts';

/** Something that happened at an instant, marked on every plot by the same shape. */
export interface EventMark {
  readonly kind: 'closest' | 'approach' | 'maneuver';
  readonly epochUtcMs: number;
  /** Short words beside the mark. */
  readonly words: string;
  /** Range at the instant, km, for marks that lie on the curve of the range. */
  readonly rangeKm?: number;
  /** Id of the mark on the range plot, for links to it. */
  readonly id?: string | undefined;
  /** Where pressing it leads, what it is called when read out, and whether the keyboard stops at it. */
  readonly link?: { readonly href: string; readonly label: string; readonly isTabStop: boolean } | undefined;
  /** Number beside an approach, by which a table names it. */
  readonly number?: number;
}

const shapes: Readonly<Record<EventMark['kind'], string>> = {
  closest: 'M0 -6L6 0L0 6L-6 0Z',
  approach: 'M0 -4.5L4.5 0L0 4.5L-4.5 0Z',
  maneuver: 'M0 -6L5.5 4L-5.5 4Z',
};

/** Shape of an event, centered on a point: a diamond for an approach, filled for the closest, a triangle for a maneuver. */
export function eventShape(kind: EventMark['kind'], [x, y]: Point): Svg {
  return svg('path', {
    class: `mark ${kind}`,
    d: shapes[kind],
    transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
  });
}

/** Pieces of an image as a link to the row of their event; as they are where it has none. */
export function linked({ link }: Pick<EventMark, 'link'>, children: readonly Svg[]): Svg {
  if (link === undefined) return svg('g', {}, children);
  const { href, label, isTabStop } = link;
  return svg('a', { href, class: 'event-link', 'aria-label': label, tabindex: isTabStop ? undefined : -1 }, children);
}

/** A mark and where it is drawn. */
export interface PlacedMark {
  readonly mark: EventMark;
  readonly point: Point;
}

/** Marks this near to each other share one text, px. */
const sharedTextPx = 22;

/** More numbers than this at one place are told by the first of them. */
const mostNumbers = 4;

/** Width of a character of a number, and of the images these marks stand in, px. */
const characterPx = 6.2;
const imagePx = 640;

/** Shapes of events; the numbers of those at one place stand in one text beside them, within the image. */
export function markShapes(placed: readonly PlacedMark[]): Svg[] {
  const texts: { readonly point: Point; readonly numbers: number[] }[] = [];
  for (const { mark, point } of placed) {
    if (mark.number === undefined) continue;
    const near = texts.find((text) => Math.hypot(text.point[0] - point[0], text.point[1] - point[1]) < sharedTextPx);
    if (near) near.numbers.push(mark.number);
    else texts.push({ point, numbers: [mark.number] });
  }
  return [
    ...placed.map(({ mark, point }) =>
      svg('g', { class: 'event-mark', id: mark.id }, [
        linked(mark.kind === 'closest' ? {} : mark, [eventShape(mark.kind, point)]),
      ]),
    ),
    ...texts.map(({ point, numbers }) => numberText(point, numbers)),
  ];
}

function numberText([x, y]: Point, numbers: readonly number[]): Svg {
  const inOrder = numbers.toSorted((a, b) => a - b);
  const told = inOrder.length > mostNumbers ? `${inOrder.slice(0, mostNumbers - 1).join(', ')} …` : inOrder.join(', ');
  const fits = x + 9 + told.length * characterPx <= imagePx;
  return svg(
    'text',
    { class: 'mark-number', x: fits ? x + 9 : x - 9, y: y - 6, 'text-anchor': fits ? undefined : 'end' },
    [told],
  );
}

/** Room that the words of a mark take beside it, and a shape, px. */
const wordsPx = 92;
const shapePx = 8;

/** A mark with the side its words stand on, from the mark: right or left; its words are empty where neither has room. */
export interface SpokenMark {
  readonly mark: EventMark;
  readonly side: 'left' | 'right';
}

/**
 * Finds room for the words of marks on one line, the closest approach first, then in the order given: right of the mark or
 * left of it, within the line, off other marks and their words. A mark keeps its place without words where there is none.
 */
export function withRoomForWords(
  marks: readonly EventMark[],
  toX: (epochUtcMs: number) => number,
  [leftPx, rightPx]: readonly [number, number],
): SpokenMark[] {
  const taken = marks.map(({ epochUtcMs }) => [toX(epochUtcMs) - shapePx, toX(epochUtcMs) + shapePx]);
  const sides = new Map<EventMark, SpokenMark['side']>();
  for (const mark of marks.toSorted((a, b) => Number(b.kind === 'closest') - Number(a.kind === 'closest'))) {
    if (mark.words === '') continue;
    const x = toX(mark.epochUtcMs);
    const rooms = { right: [x + shapePx, x + shapePx + wordsPx], left: [x - shapePx - wordsPx, x - shapePx] } as const;
    const side = (['right', 'left'] as const).find((name) => {
      const [from, to] = rooms[name];
      return from >= leftPx && to <= rightPx && taken.every(([start, end]) => end! <= from || start! >= to);
    });
    if (side === undefined) continue;
    taken.push([...rooms[side]]);
    sides.set(mark, side);
  }
  return marks.map((mark) => ({
    mark: sides.has(mark) ? mark : { ...mark, words: '' },
    side: sides.get(mark) ?? 'right',
  }));
}

/** The own spacecraft, at the origin of the frame. */
export const ownSpacecraft = ([x, y]: Point): Svg =>
  svg('g', { class: 'own', transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, [
    svg('path', { d: 'M-4.5 -4.5H4.5V4.5H-4.5Z' }),
    svg('path', { d: 'M-11 0H-4.5M4.5 0H11' }),
  ]);

/** Arrowheads along a path, evenly spread over its length; none on a path shorter than a few of them. */
export function arrowheads(points: readonly Point[], count: number): Svg[] {
  const lengths: number[] = [0];
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1]!, points[index]!];
    lengths.push(lengths[index - 1]! + Math.hypot(to[0] - from[0], to[1] - from[1]));
  }
  const total = lengths.at(-1) ?? 0;
  if (total < count * 16) return [];
  return Array.from({ length: count }, (_, arrow) => {
    const place = ((arrow + 0.5) / count) * total;
    const index = Math.max(
      1,
      lengths.findIndex((length) => length >= place),
    );
    const [from, to] = [points[index - 1]!, points[index]!];
    const degrees = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
    const share = (place - lengths[index - 1]!) / (lengths[index]! - lengths[index - 1]! || 1);
    const [x, y] = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    return svg('path', {
      class: 'arrow',
      d: 'M-4 -3.6L4 0L-4 3.6Z',
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${degrees.toFixed(0)})`,
    });
  });
}
