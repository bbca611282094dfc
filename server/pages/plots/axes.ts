import { type Scale, tickWords } from './scale.ts';
import { type Svg, svg } from './svg.ts';

/** A rectangle of the image, px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The frame of a panel. */
export const frame = ({ left, top, right, bottom }: Box): Svg =>
  svg('rect', { class: 'frame', x: left, y: top, width: right - left, height: bottom - top });

/** Horizontal grid lines with their values to the left; the line at zero is stronger. */
export function valueAxis(box: Box, toY: Scale, ticks: readonly number[], label: string): Svg {
  const words = tickWords(ticks);
  const lines = ticks.map((tick, index) => {
    const y = toY(tick);
    return svg('g', {}, [
      svg('line', { class: tick === 0 ? 'grid zero' : 'grid', x1: box.left, x2: box.right, y1: y, y2: y }),
      svg('text', { class: 'tick', x: box.left - 7, y: y + 3.5, 'text-anchor': 'end' }, [words[index]!]),
    ]);
  });
  const middle = (box.top + box.bottom) / 2;
  const x = box.left - 46;
  const title = svg(
    'text',
    { class: 'axis', x, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 ${x} ${middle})` },
    [label],
  );
  return svg('g', {}, [...lines, title]);
}

/** Vertical grid lines, with their words below the panel if wanted. */
export function baseAxis(
  box: Box,
  ticks: readonly { readonly x: number; readonly words: string; readonly isZero?: boolean }[],
  label: string | null,
): Svg {
  const lines = ticks.map(({ x, words, isZero }) =>
    svg('g', {}, [
      svg('line', { class: isZero ? 'grid zero' : 'grid', x1: x, x2: x, y1: box.top, y2: box.bottom }),
      ...(label === null
        ? []
        : [svg('text', { class: 'tick', x, y: box.bottom + 15, 'text-anchor': 'middle' }, [words])]),
    ]),
  );
  const title =
    label === null
      ? []
      : [
          svg('text', { class: 'axis', x: (box.left + box.right) / 2, y: box.bottom + 32, 'text-anchor': 'middle' }, [
            label,
          ]),
        ];
  return svg('g', {}, [...lines, ...title]);
}
