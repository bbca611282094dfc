import { type Svg, svg } from '../pages/plots/svg.ts';

/** Colors of a figure that stands alone: on a card of its own, so that it reads on a white and on a dark page. */
const style = `
text { font: 11px Segoe UI, Helvetica Neue, Arial, sans-serif; fill: #4d5f6d; }
.axis { font-size: 11.5px; fill: #15212b; }
.frame { fill: none; stroke: #8496a5; stroke-width: 0.8; }
.grid { stroke: #d6dee5; stroke-width: 0.8; }
.zero { stroke: #5d7182; stroke-width: 1.2; }
.diagonal { stroke: #8496a5; stroke-width: 1; stroke-dasharray: 4 4; }
.result-line { fill: none; stroke-width: 1.6; }
.result-mark { stroke: #ffffff; stroke-width: 0.8; }
.result-line.series-1 { stroke: #0072b2; } .result-mark.series-1 { fill: #0072b2; }
.result-line.series-2 { stroke: #b35900; } .result-mark.series-2 { fill: #b35900; }
.result-line.series-3 { stroke: #00694a; } .result-mark.series-3 { fill: #00694a; }
.result-line.series-4 { stroke: #a3467c; } .result-mark.series-4 { fill: #a3467c; }
`;

/** What lies behind everything of a figure in the documents: its colors, and a white card with a thin edge. */
export const figureCard: readonly Svg[] = [
  // Quotes of the font names are escaped as text, which is what XML asks for inside an element.
  svg('style', {}, [style]),
  svg('rect', { x: 0.5, y: 0.5, width: '99.8%', height: '99.8%', rx: 8, fill: '#ffffff', stroke: '#d6dee5' }),
];
