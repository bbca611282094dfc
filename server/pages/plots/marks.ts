import { type Svg, svg } from './svg.ts';
import type { Point } from './thinning.ts';

/** Something that happened at an instant, marked on every plot by the same shape. */
export interface EventMark {
  readonly kind: 'closest' | 'maneuver';
  readonly epochUtcMs: number;
  /** Short words beside the mark. */
  readonly words: string;
}

/** Shape of an event, centered on a point: a diamond for the closest approach, a triangle for a maneuver. */
export function eventShape(kind: EventMark['kind'], [x, y]: Point): Svg {
  const corners = kind === 'closest' ? 'M0 -6L6 0L0 6L-6 0Z' : 'M0 -6L5.5 4L-5.5 4Z';
  return svg('path', { class: `mark ${kind}`, d: corners, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
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
