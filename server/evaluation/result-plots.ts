import type { Words } from '../http/words.ts';
import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import { lossPlot } from '../pages/plots/loss-plot.ts';
import { reliabilityPlot } from '../pages/plots/reliability-plot.ts';
import { selectivePlot } from '../pages/plots/selective-plot.ts';
import type { Svg } from '../pages/plots/svg.ts';
import { reportWords } from '../pages/report-words.ts';
import { tunedWith } from './find-in-report.ts';

/** Reliability of a contestant, a series for each set; null without confidences. */
export function reliabilityFigure(
  { calibration }: EvaluationReport,
  contestant: string,
  words: Words,
  backdrop: readonly Svg[] = [],
): Svg | null {
  const found = calibration.find((one) => one.contestant === contestant);
  if (found === undefined) return null;
  const series = found.sets.map(({ set, bins }) => ({ name: reportWords(set, words), bins }));
  const described = {
    id: 'reliability',
    title: words.t('evaluation.calibration.figure', { contestant }),
    description: words.t('evaluation.calibration.figure.about', { sets: words.list(series.map(({ name }) => name)) }),
  };
  return reliabilityPlot(described, series, backdrop, words);
}

/** Accuracy against coverage of a contestant, a series for each set; null without confidences. */
export function selectiveFigure(
  { selective }: EvaluationReport,
  contestant: string,
  words: Words,
  backdrop: readonly Svg[] = [],
): Svg | null {
  const found = selective.filter((one) => one.contestant === contestant);
  if (found.length === 0) return null;
  const described = {
    id: 'selective',
    title: words.t('evaluation.selective.figure', { contestant }),
    description: words.t('evaluation.selective.figure.about'),
  };
  const series = found.map(({ set, curve }) => ({ name: reportWords(set, words), curve }));
  return selectivePlot(described, series, backdrop, words);
}

/** Losses under each perturbation of the tuned strategies; null without any. */
export function lossFigure(report: EvaluationReport, words: Words, backdrop: readonly Svg[] = []): Svg | null {
  const tuned = (['cot', 'instruction', 'basic'] as const).flatMap((strategy) => {
    const key = tunedWith(report, strategy)?.key;
    return report.robustness.find(({ contestant }) => contestant === key) ?? [];
  });
  if (tuned.length === 0) return null;
  const contestants = words.list(tuned.map(({ contestant }) => contestant));
  const described = {
    id: 'losses',
    title: words.t('evaluation.perturbations.figure'),
    description: words.t('evaluation.perturbations.figure.about', { contestants }),
  };
  const series = tuned.map(({ contestant, losses }) => ({
    name: contestant,
    losses: losses.flatMap(({ perturbation, element, loss }) =>
      perturbation === null || element !== null ? [] : [{ perturbation: reportWords(perturbation, words), ...loss }],
    ),
  }));
  return lossPlot(described, series, backdrop, words);
}
