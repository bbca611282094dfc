import type { Box } from './axes.ts';
import type { Scale } from './scale.ts';
import { type Svg, svg } from './svg.ts';

/** A column of the samples that the script of the crosshair reads; lengths in km, rates in m/s, time in ms. */
export type SampleColumn = 'ms' | 'r' | 't' | 'n' | 'range' | 'rate';

/** One axis of a panel: what it shows, its scale, and how many units of the scale a unit of the sample has. */
export interface PanelAxis {
  readonly column: SampleColumn;
  readonly toPx: Scale;
  readonly perUnit: number;
}

/**
 * An empty group in front of a panel, in which the script draws the crosshair; its attributes tell the script where a
 * sample lies: px = offset + slope × sample. Without script it is nothing.
 */
export function crosshairLayer({ left, top, right, bottom }: Box, x: PanelAxis, y: PanelAxis): Svg {
  const line = ({ toPx, perUnit }: PanelAxis) => {
    const offset = toPx(0);
    const slope = ((toPx(toPx.high) - toPx(toPx.low)) / (toPx.high - toPx.low || 1)) * perUnit;
    return `${offset} ${slope}`;
  };
  return svg('g', {
    class: 'crosshair',
    'data-columns': `${x.column} ${y.column}`,
    'data-x': line(x),
    'data-y': line(y),
    'data-box': `${left} ${top} ${right} ${bottom}`,
  });
}
