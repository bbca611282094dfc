import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import { hasExactMatch, rowOf, setOrder, tunedWith } from './find-in-report.ts';
import type { ResultTable } from './markdown-table.ts';
import { countWords, exactly, fixedWords, shareWords } from './number-words.ts';
import { paperFigures } from './paper-figures.ts';

/** The paper's figures beside ours; ours name their set and its size. */
export const besidePaperTable = (report: EvaluationReport): ResultTable => ({
  columns: ['', 'In the paper, on its records', 'Here, on ours'].map((name) => ({ name, isNumber: false })),
  rows: paperFigures.map(({ what, figure, here }) => [what, figure, measured[here](report)]),
});

const absent = 'not measured';

const measured: Readonly<Record<(typeof paperFigures)[number]['here'], (report: EvaluationReport) => string>> = {
  base: (report) => {
    const rows = report.contestants
      .filter(({ kind }) => kind === 'base')
      .flatMap(({ key }) => setOrder.slice(0, 3).flatMap((set) => rowOf(report, key, set) ?? []));
    const best = rows.toSorted((a, b) => exactly(b.exactMatch) - exactly(a.exactMatch))[0];
    return best
      ? `at most ${shareWords(best.exactMatch)} of ${countWords(best.n)}, ${best.contestant} on ${best.set}`
      : absent;
  },
  cot: (report) => exactMatchWords(report, tunedWith(report, 'cot', 'prefix')?.key),
  lora: (report) => exactMatchWords(report, tunedWith(report, 'instruction', 'lora')?.key),
  gain: (report) => {
    const isBase = (key: string) => report.contestants.some((one) => one.key === key && one.kind === 'base');
    const points = report.gains
      .filter(({ from, set }) => isBase(from) && set !== 'deleted fact')
      .map((gain) => gain.points);
    return points.length === 0
      ? absent
      : `${fixedWords(Math.min(...points), 2)} to ${fixedWords(Math.max(...points), 2)} points`;
  },
  spread: (report) => {
    const found = report.robustness.find(({ contestant }) => contestant === tunedWith(report, 'cot')?.key);
    if (found === undefined) return absent;
    const { spreadPoints, largestLoss } = found;
    return `standard deviation ${fixedWords(spreadPoints, 2)} points, largest loss ${fixedWords(largestLoss.points, 2)} points under ${largestLoss.perturbation}`;
  },
  recurrent: (report) => {
    const row = rowOf(report, 'baseline/recurrent', 'nominal');
    return row ? `${shareWords(row.motion)} of ${countWords(row.n)}, baseline/recurrent on nominal, motion` : absent;
  },
};

function exactMatchWords(report: EvaluationReport, key: string | undefined): string {
  const rows = (['true facts', 'nominal'] as const).flatMap((set) => rowOf(report, key, set) ?? []);
  const told = rows
    .filter(hasExactMatch)
    .map(({ exactMatch, set, n }) => `${shareWords(exactMatch)} of ${countWords(n)}, ${set}`);
  return told.length === 0 ? absent : told.join('; ');
}
