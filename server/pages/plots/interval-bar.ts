import { linearScale } from './scale.ts';
import { type Svg, svg } from './svg.ts';

/** A share with its interval, all between 0 and 1. */
export interface ShareInterval {
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

const size = { width: 84, height: 14 } as const;

/** A share as a bar from zero, with its interval as a whisker; decoration beside the written numbers. */
export function intervalBar({ accuracy, low, high }: ShareInterval): Svg {
  const toX = linearScale(0, 1, 1, size.width - 1);
  const middle = size.height / 2;
  return svg(
    'svg',
    { class: 'interval', viewBox: `0 0 ${size.width} ${size.height}`, 'aria-hidden': 'true', ...size },
    [
      svg('rect', { class: 'track', x: 1, y: 4, width: size.width - 2, height: 6, rx: 1 }),
      svg('rect', { class: 'bar', x: 1, y: 4, width: Math.max(0, toX(accuracy) - 1), height: 6, rx: 1 }),
      svg('path', { class: 'whisker', d: `M${toX(low).toFixed(1)} ${middle}H${toX(high).toFixed(1)}` }),
      svg('path', { class: 'whisker', d: `M${toX(low).toFixed(1)} 2V12M${toX(high).toFixed(1)} 2V12` }),
    ],
  );
}

/** A probability as a bar without interval; decoration beside the written number. */
export function shareBar(share: number): Svg {
  return svg('svg', { class: 'interval', viewBox: '0 0 60 6', 'aria-hidden': 'true', width: 60, height: 6 }, [
    svg('rect', { class: 'track', x: 0, y: 1, width: 60, height: 4, rx: 1 }),
    svg('rect', { class: 'bar', x: 0, y: 1, width: 60 * Math.min(1, Math.max(0, share)), height: 4, rx: 1 }),
  ]);
}
