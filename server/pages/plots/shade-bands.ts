import type { TimeWindow } from '#domain';
import type { Box } from './axes.ts';
import type { Scale } from './scale.ts';
import { type Svg, svg } from './svg.ts';

/** A stretch of time in shadow. */
export interface Shade extends TimeWindow {
  readonly kind: 'penumbra' | 'eclipse';
}

/** Stretches of shadow as bands from top to bottom of a panel, cut to the time it shows. */
export function shadeBands({ top, bottom }: Box, toX: Scale, shades: readonly Shade[]): Svg {
  const bands = shades.flatMap(({ kind, startUtcMs, endUtcMs }) => {
    const [from, to] = [Math.max(startUtcMs, toX.low), Math.min(endUtcMs, toX.high)];
    if (to <= from) return [];
    return [svg('rect', { class: kind, x: toX(from), y: top, width: toX(to) - toX(from), height: bottom - top })];
  });
  return svg('g', { class: 'shades' }, bands);
}

/** A chosen window is never narrower than this, px. */
const leastChosenPx = 4;

/** Chosen windows as bands with an edge on either side, wide enough to be seen. */
export function chosenBands({ left, top, right, bottom }: Box, toX: Scale, windows: readonly TimeWindow[]): Svg {
  const bands = windows.map(({ startUtcMs, endUtcMs }) => {
    const middle = (toX(startUtcMs) + toX(endUtcMs)) / 2;
    const half = Math.max(toX(endUtcMs) - toX(startUtcMs), leastChosenPx) / 2;
    const [from, to] = [Math.max(left, middle - half), Math.min(right, middle + half)];
    return svg('g', { class: 'chosen' }, [
      svg('rect', { x: from, y: top, width: Math.max(0, to - from), height: bottom - top }),
      svg('path', { d: `M${from.toFixed(1)} ${top}V${bottom}M${to.toFixed(1)} ${top}V${bottom}` }),
    ]);
  });
  return svg('g', {}, bands);
}
