import type { TimeWindow } from '#domain';
import type { Box } from './axes.ts';
import type { Scale } from './scale.ts';
import { type Svg, svg } from './svg.ts';

/** A time in which the target stayed at one place. */
export interface StayBar extends TimeWindow {
  /** Address of its row. */
  readonly href: string;
  /** What is read out. */
  readonly label: string;
  readonly isTabStop: boolean;
}

/** Stays as bars with ends, in a lane above the curve; each leads to its row. */
export function stayBars({ top, bottom }: Box, toX: Scale, stays: readonly StayBar[]): Svg {
  const bars = stays.map(({ startUtcMs, endUtcMs, href, label, isTabStop }) => {
    const [from, to] = [toX(startUtcMs), Math.max(toX(endUtcMs), toX(startUtcMs) + 2)];
    const middle = (top + bottom) / 2;
    return svg('a', { href, class: 'event-link', 'aria-label': label, tabindex: isTabStop ? undefined : -1 }, [
      svg('rect', { class: 'touch', x: from, y: top - 2, width: to - from, height: bottom - top + 4 }),
      svg('path', { class: 'stay', d: `M${from.toFixed(1)} ${middle}H${to.toFixed(1)}` }),
      svg('path', { class: 'stay ends', d: `M${from.toFixed(1)} ${top}V${bottom}M${to.toFixed(1)} ${top}V${bottom}` }),
    ]);
  });
  return svg('g', { class: 'stays' }, bars);
}
