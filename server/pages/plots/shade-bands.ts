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
