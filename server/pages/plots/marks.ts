import { type Svg, svg } from './svg.ts';
import type { Point } from './thinning.ts';

/** Something that happened at an instant, marked on every plot by the same shape. */
export interface EventMark {
  readonly kind: 'closest' | 'approach' | 'maneuver';
  readonly epochUtcMs: number;
  /** Short words beside the mark. */
  readonly words: string;
  /** Id of the mark on the range plot, for links to it. */
  readonly id?: string | undefined;
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

/** A mark and where it is drawn. */
export interface PlacedMark {
  readonly mark: EventMark;
  readonly point: Point;
}

/** Marks this near to each other share one text, px. */
const sharedTextPx = 22;

/** Shapes of events; the numbers of those at one place stand in one text beside them. */
export function markShapes(placed: readonly PlacedMark[]): Svg[] {
  const texts: { readonly point: Point; readonly numbers: number[] }[] = [];
  for (const { mark, point } of placed) {
    if (mark.number === undefined) continue;
    const near = texts.find((text) => Math.hypot(text.point[0] - point[0], text.point[1] - point[1]) < sharedTextPx);
    if (near) near.numbers.push(mark.number);
    else texts.push({ point, numbers: [mark.number] });
  }
  return [
    ...placed.map(({ mark, point }) => svg('g', { class: 'event-mark', id: mark.id }, [eventShape(mark.kind, point)])),
    ...texts.map(({ point: [x, y], numbers }) =>
      svg('text', { class: 'mark-number', x: x + 9, y: y - 6 }, [numbers.sort((a, b) => a - b).join(', ')]),
    ),
  ];
}

/** Room that the words of a mark take beside it, px. */
const wordsPx = 120;

/** Marks with their words where these have room: the closest approach first, then in the order given. */
export function withRoomForWords(marks: readonly EventMark[], toX: (epochUtcMs: number) => number): EventMark[] {
  const taken: number[] = [];
  const byRank = marks.toSorted((a, b) => Number(b.kind === 'closest') - Number(a.kind === 'closest'));
  const spoken = new Set<EventMark>();
  for (const mark of byRank) {
    const x = toX(mark.epochUtcMs);
    if (mark.words === '' || taken.some((other) => Math.abs(other - x) < wordsPx)) continue;
    taken.push(x);
    spoken.add(mark);
  }
  return marks.map((mark) => (spoken.has(mark) ? mark : { ...mark, words: '' }));
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
    return svg('path', {
      class: 'arrow',
      d: 'M-4 -3.6L4 0L-4 3.6Z',
      transform: `translate(${to[0].toFixed(1)} ${to[1].toFixed(1)}) rotate(${degrees.toFixed(0)})`,
    });
  });
}
