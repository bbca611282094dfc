import { type Svg, svg } from './svg.ts';
import type { Point } from './thinning.ts';

/** Series of a plot of results, told apart by color, shape and dash; a plot has at most four. */
export const seriesCount = 4;

const shapes = [
  'M-3.6 0A3.6 3.6 0 1 0 3.6 0A3.6 3.6 0 1 0 -3.6 0Z',
  'M-3.4 -3.4H3.4V3.4H-3.4Z',
  'M0 -4.4L4.2 3.4H-4.2Z',
  'M0 -4.6L4.6 0L0 4.6L-4.6 0Z',
] as const;
const dashes = [undefined, '6 3', '2 3', '8 3 2 3'] as const;

/** A measured point. */
export const seriesMark = (series: number, [x, y]: Point): Svg =>
  svg('path', {
    class: `result-mark series-${series + 1}`,
    d: shapes[series % seriesCount]!,
    transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
  });

/** The 95 % interval of a point, from one end to the other. */
export const seriesWhisker = (series: number, from: Point, to: Point): Svg =>
  svg('line', { class: `result-line series-${series + 1}`, x1: from[0], y1: from[1], x2: to[0], y2: to[1] });

/** A line through points that are px already. */
export const seriesLine = (series: number, d: string): Svg =>
  svg('path', { class: `result-line series-${series + 1}`, d, 'stroke-dasharray': dashes[series % seriesCount] });

/** Names of the series in a row, each behind its mark. */
export function seriesLegend(names: readonly string[], [left, y]: Point, stepPx = 132): Svg {
  const entries = names.map((name, series) => {
    const x = left + series * stepPx;
    return svg('g', {}, [
      seriesLine(series, `M${x} ${y}H${x + 22}`),
      seriesMark(series, [x + 11, y]),
      svg('text', { class: 'axis', x: x + 28, y: y + 4 }, [name]),
    ]);
  });
  return svg('g', {}, entries);
}
