import { english } from '../../http/words.ts';
import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { linearScale, niceTicks } from './scale.ts';
import { seriesLegend, seriesLine, seriesMark } from './series-marks.ts';
import { type Described, pathThrough, type Svg, svgImage } from './svg.ts';

export interface SelectiveSeries {
  readonly name: string;
  readonly curve: readonly { readonly coverage: number; readonly accuracy: number }[];
}

const size = { width: 640, height: 360 } as const;
const panel: Box = { left: 64, top: 40, right: 626, bottom: 310 };
const coverages = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Accuracy of the surest answers over the share of records they cover; the axis of accuracy begins where the curves do. */
export function selectivePlot(
  described: Described,
  series: readonly SelectiveSeries[],
  backdrop: readonly Svg[] = [],
  words = english,
): Svg {
  const least = Math.min(1, ...series.flatMap(({ curve }) => curve.map(({ accuracy }) => accuracy)));
  const floor = Math.max(0, Math.min(0.98, least - 0.1 * (1 - least)));
  const toX = linearScale(0, 1, panel.left, panel.right);
  const toY = linearScale(floor, 1, panel.bottom, panel.top);
  return svgImage(described, size, [
    ...backdrop,
    baseAxis(
      panel,
      coverages.map((tick) => ({ x: toX(tick), words: tick.toFixed(1) })),
      words.t('plot.answered'),
    ),
    valueAxis(panel, toY, niceTicks(floor, 1, 5), words.t('plot.right')),
    frame(panel),
    ...series.flatMap(({ curve }, index) => {
      const points = curve.map(({ coverage, accuracy }) => [toX(coverage), toY(accuracy)] as const);
      const last = points.at(-1);
      return [seriesLine(index, pathThrough(points)), ...(last ? [seriesMark(index, last)] : [])];
    }),
    seriesLegend(
      series.map(({ name }) => name),
      [panel.left, 20],
    ),
  ]);
}
