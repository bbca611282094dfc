import { type Box, baseAxis, frame, valueAxis } from './axes.ts';
import { linearScale, niceTicks, type Scale, tickWords } from './scale.ts';
import { seriesLegend, seriesLine, seriesMark } from './series-marks.ts';
import { type Described, pathThrough, type Svg, svgImage } from './svg.ts';
import { type Point, thinSeries } from './thinning.ts';

/** A value that was measured again and again. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly step: number; readonly value: number }[];
  /** Whether each point is marked: measurements are few, steps are many. */
  readonly isMarked: boolean;
}

/** What the axes of {@link curvesPlot} say. */
export interface CurveAxes {
  readonly step: string;
  readonly value: string;
  /** Powers of ten at equal distances, or percent from 0 to 100. */
  readonly scale: 'logarithmic' | 'percent';
  /** End of the axis of steps; the last one of the curves where it is left out. */
  readonly lastStep?: number;
}

const size = { width: 640, height: 280 } as const;
const panel: Box = { left: 64, top: 36, right: 626, bottom: 236 };

/** Curves over the steps of tuning runs, at most four; what is not above 0 has no place on a logarithmic axis. */
export function curvesPlot(described: Described, axes: CurveAxes, curves: readonly Curve[], legendStepPx = 132): Svg {
  const shown = curves.map((curve) => ({
    ...curve,
    points: curve.points.filter(({ value }) => axes.scale === 'percent' || value > 0),
  }));
  const all = shown.flatMap(({ points }) => points);
  const lastStep = all.reduce((most, { step }) => Math.max(most, step), axes.lastStep ?? 1);
  const toX = linearScale(0, lastStep, panel.left, panel.right);
  const { toY, ticks } = axes.scale === 'percent' ? percentAxis() : logarithmicAxis(all.map(({ value }) => value));
  const steps = niceTicks(0, lastStep, 6).filter((step) => Number.isInteger(step));
  const words = tickWords(steps);
  return svgImage(described, size, [
    baseAxis(
      panel,
      steps.map((step, i) => ({ x: toX(step), words: words[i]! })),
      axes.step,
    ),
    valueAxis(panel, toY, ticks, axes.value),
    frame(panel),
    ...shown.flatMap(({ points, isMarked }, index) => {
      const places = points.map(({ step, value }): Point => [toX(step), toY(value)]);
      const line = seriesLine(index, pathThrough(thinSeries(places)));
      return [line, ...(isMarked ? thinSeries(places).map((place) => seriesMark(index, place)) : [])];
    }),
    seriesLegend(
      shown.map(({ name }) => name),
      [panel.left, 18],
      legendStepPx,
    ),
  ]);
}

function percentAxis(): { readonly toY: Scale; readonly ticks: readonly number[] } {
  return { toY: linearScale(0, 100, panel.bottom, panel.top), ticks: [0, 20, 40, 60, 80, 100] };
}

/** A logarithmic axis from a round value below the smallest to one above the largest; finer where they lie close. */
function logarithmicAxis(values: readonly number[]): { readonly toY: Scale; readonly ticks: readonly number[] } {
  const low = values.length === 0 ? 0.1 : values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value), low);
  const coarse = roundsAround(low, high, [1, 2, 5]);
  const ticks = coarse.length > 3 ? coarse : roundsAround(low, high, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const inLog = linearScale(Math.log10(ticks[0]!), Math.log10(ticks.at(-1)!), panel.bottom, panel.top);
  const toY = Object.assign((value: number) => inLog(Math.log10(value)), { low: ticks[0]!, high: ticks.at(-1)! });
  return { toY, ticks };
}

/** Multiples of powers of ten that enclose two values, at least two of them. */
function roundsAround(low: number, high: number, factors: readonly number[]): readonly number[] {
  const rounds: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1)
    for (const factor of factors) rounds.push(factor * 10 ** power);
  const from = Math.max(
    0,
    rounds.findLastIndex((tick) => tick <= low),
  );
  const above = rounds.findIndex((tick) => tick >= high);
  return rounds.slice(from, Math.max(above, from + 1) + 1);
}
