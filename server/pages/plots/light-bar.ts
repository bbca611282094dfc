import { type Svg, svg } from './svg.ts';

const size = { width: 240, height: 10 } as const;

/** Shares of sunlight, penumbra and eclipse side by side; decoration beside the written numbers. */
export function lightBar(shares: Readonly<Record<'full sunlight' | 'penumbra' | 'eclipse', number>>): Svg {
  const parts = ['full sunlight', 'penumbra', 'eclipse'] as const;
  let x = 0;
  const rects = parts.map((part) => {
    const width = shares[part] * size.width;
    const rect = svg('rect', { class: part.replace('full ', ''), x, y: 0, width, height: size.height });
    x += width;
    return rect;
  });
  return svg(
    'svg',
    {
      class: 'light-bar',
      preserveAspectRatio: 'none',
      viewBox: `0 0 ${size.width} ${size.height}`,
      'aria-hidden': 'true',
      ...size,
    },
    rects,
  );
}
