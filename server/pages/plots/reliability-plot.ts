import { english } from '../../http/words.ts';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { linearScale } from './scale.ts';
import { seriesLegend, seriesMark, seriesWhisker } from './series-marks.ts';
import { type Described, type Svg, svg, svgImage } from './svg.ts';

/** Records of like confidence: mean confidence, and share right with its 95 % interval. */
export interface PlottedBin {
  readonly meanConfidence: number | null;
  readonly accuracy: { readonly accuracy: number; readonly low: number; readonly high: number };
}

export interface ReliabilitySeries {
  readonly name: string;
  readonly bins: readonly PlottedBin[];
}

const size = { width: 640, height: 420 } as const;
const panel: Box = { left: 64, top: 40, right: 626, bottom: 370 };
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Accuracy over confidence, a point for each bin; on the diagonal confidence says how often an answer is right. */
export function reliabilityPlot(
  described: Described,
  series: readonly ReliabilitySeries[],
  backdrop: readonly Svg[] = [],
  words = english,
): Svg {
  const toX = linearScale(0, 1, panel.left, panel.right);
  const toY = linearScale(0, 1, panel.bottom, panel.top);
  const points = series.flatMap(({ bins }, index) =>
    bins.flatMap(({ meanConfidence, accuracy: { accuracy, low, high } }) => {
      if (meanConfidence === null) return [];
      // Series beside each other, so that their whiskers do not cover each other.
      const x = toX(meanConfidence) + (index - (series.length - 1) / 2) * 3;
      return [seriesWhisker(index, [x, toY(low)], [x, toY(high)]), seriesMark(index, [x, toY(accuracy)])];
    }),
  );
  return svgImage(described, size, [
    ...backdrop,
    baseAxis(
      panel,
      ticks.map((tick) => ({ x: toX(tick), words: tick.toFixed(1) })),
      words.t('plot.confidence'),
    ),
    valueAxis(panel, toY, ticks, words.t('plot.right')),
    frame(panel),
    svg('line', { class: 'diagonal', x1: toX(0), y1: toY(0), x2: toX(1), y2: toY(1) }),
    ...points,
    seriesLegend(
      series.map(({ name }) => name),
      [panel.left, 20],
    ),
  ]);
}
