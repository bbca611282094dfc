import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { linearScale } from './scale.ts';
import { seriesLegend, seriesLine, seriesMark, seriesWhisker } from './series-marks.ts';
import { type Described, pathThrough, type Svg, svgImage } from './svg.ts';

/** Shares measured for the choices of a setting, one after another. */
export interface ChoiceSeries {
  readonly name: string;
  readonly shares: readonly { readonly accuracy: number; readonly low: number; readonly high: number }[];
}

const size = { width: 640, height: 320 } as const;
const panel: Box = { left: 64, top: 40, right: 626, bottom: 270 };
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** A share with its interval for each choice of a setting; choices stand at equal distances. */
export function choicePlot(
  described: Described,
  {
    setting,
    choices,
    share,
  }: { readonly setting: string; readonly choices: readonly string[]; readonly share: string },
  series: readonly ChoiceSeries[],
  backdrop: readonly Svg[] = [],
): Svg {
  const toX = linearScale(-0.5, choices.length - 0.5, panel.left, panel.right);
  const toY = linearScale(0, 1, panel.bottom, panel.top);
  return svgImage(described, size, [
    ...backdrop,
    baseAxis(
      panel,
      choices.map((words, i) => ({ x: toX(i), words })),
      setting,
    ),
    valueAxis(panel, toY, ticks, share),
    frame(panel),
    ...series.flatMap(({ shares }, index) => {
      const beside = (index - (series.length - 1) / 2) * 4;
      const places = shares.map(({ accuracy }, i) => [toX(i) + beside, toY(accuracy)] as const);
      return [
        seriesLine(index, pathThrough(places)),
        ...shares.map(({ low, high }, i) =>
          seriesWhisker(index, [toX(i) + beside, toY(low)], [toX(i) + beside, toY(high)]),
        ),
        ...places.map((place) => seriesMark(index, place)),
      ];
    }),
    seriesLegend(
      series.map(({ name }) => name),
      [panel.left, 20],
    ),
  ]);
}
