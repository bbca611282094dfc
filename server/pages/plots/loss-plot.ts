import { english } from '../../http/words.ts';
import { type Box, baseAxis, frame } from './axes.ts';
import { linearScale, niceTicks, paddedSpan, tickWords } from './scale.ts';
import { seriesLegend, seriesMark, seriesWhisker } from './series-marks.ts';
import { type Described, type Svg, svg, svgImage } from './svg.ts';

export interface LossSeries {
  readonly name: string;
  /** Percentage points lost, with the 95 % interval, by perturbation. */
  readonly losses: readonly {
    readonly perturbation: string;
    readonly points: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const rowPx = 34;
const top = 40;

/** Points lost under each perturbation, one line each, with whiskers; zero is no loss. */
export function lossPlot(
  described: Described,
  series: readonly LossSeries[],
  backdrop: readonly Svg[] = [],
  words = english,
): Svg {
  const names = [...new Set(series.flatMap(({ losses }) => losses.map(({ perturbation }) => perturbation)))];
  const panel: Box = { left: 160, top, right: 626, bottom: top + rowPx * Math.max(1, names.length) };
  const ends = series.flatMap(({ losses }) => losses.flatMap(({ low, high }) => [low, high]));
  const span = paddedSpan([0, 1, ...ends], 0.05);
  const toX = linearScale(span.low, span.high, panel.left, panel.right);
  const ticks = niceTicks(span.low, span.high, 7);
  const values = tickWords(ticks);
  const middle = (row: number) => top + rowPx * (row + 0.5);
  const rows = names.flatMap((name, row) => [
    svg('text', { class: 'axis', x: panel.left - 8, y: middle(row) + 4, 'text-anchor': 'end' }, [name]),
    ...series.flatMap(({ losses }, index) => {
      const found = losses.find(({ perturbation }) => perturbation === name);
      if (found === undefined) return [];
      const y = middle(row) + (index - (series.length - 1) / 2) * 9;
      return [
        seriesWhisker(index, [toX(found.low), y], [toX(found.high), y]),
        seriesMark(index, [toX(found.points), y]),
      ];
    }),
  ]);
  return svgImage(described, { width: 640, height: panel.bottom + 46 }, [
    ...backdrop,
    baseAxis(
      panel,
      ticks.map((tick, i) => ({ x: toX(tick), words: values[i]!, isZero: Math.abs(tick) < 1e-9 })),
      words.t('plot.lost'),
    ),
    frame(panel),
    ...rows,
    seriesLegend(
      series.map(({ name }) => name),
      [panel.left, 20],
      160,
    ),
  ]);
}
