import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import { lossPlot } from '../pages/plots/loss-plot.ts';
import { reliabilityPlot } from '../pages/plots/reliability-plot.ts';
import { selectivePlot } from '../pages/plots/selective-plot.ts';
import type { Svg } from '../pages/plots/svg.ts';
import { tunedWith } from './find-in-report.ts';

/** Reliability of a contestant, a series for each set; null without confidences. */
export function reliabilityFigure(
  { calibration }: EvaluationReport,
  key: string,
  backdrop: readonly Svg[] = [],
): Svg | null {
  const found = calibration.find(({ contestant }) => contestant === key);
  if (found === undefined) return null;
  const described = {
    id: 'reliability',
    title: `Reliability of ${key}`,
    description: `Share of right answers over calibrated confidence, with 95 % intervals; sets: ${found.sets.map(({ set }) => set).join(', ')}. The calibration table has the numbers.`,
  };
  return reliabilityPlot(
    described,
    found.sets.map(({ set, bins }) => ({ name: set, bins })),
    backdrop,
  );
}

/** Accuracy against coverage of a contestant, a series for each set; null without confidences. */
export function selectiveFigure(
  { selective }: EvaluationReport,
  key: string,
  backdrop: readonly Svg[] = [],
): Svg | null {
  const found = selective.filter(({ contestant }) => contestant === key);
  if (found.length === 0) return null;
  const described = {
    id: 'selective',
    title: `Selective accuracy of ${key}`,
    description:
      'Share of right answers among the surest, over the share of records they cover. The table has the numbers at 95 % coverage.',
  };
  return selectivePlot(
    described,
    found.map(({ set, curve }) => ({ name: set, curve })),
    backdrop,
  );
}

/** Losses under each perturbation of the tuned strategies; null without any. */
export function lossFigure(report: EvaluationReport, backdrop: readonly Svg[] = []): Svg | null {
  const tuned = (['cot', 'instruction', 'basic'] as const).flatMap((strategy) => {
    const key = tunedWith(report, strategy)?.key;
    return report.robustness.find(({ contestant }) => contestant === key) ?? [];
  });
  if (tuned.length === 0) return null;
  const described = {
    id: 'losses',
    title: 'Exact match lost under each perturbation',
    description: `Percentage points lost against the same records unperturbed, with 95 % intervals: ${tuned.map(({ contestant }) => contestant).join(', ')}. The table has the numbers.`,
  };
  const series = tuned.map(({ contestant, losses }) => ({
    name: contestant,
    losses: losses.flatMap(({ perturbation, element, loss }) =>
      perturbation === null || element !== null ? [] : [{ perturbation, ...loss }],
    ),
  }));
  return lossPlot(described, series, backdrop);
}
