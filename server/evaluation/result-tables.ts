import { labelsOf } from '#domain';
import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import type { Claim } from './claims.ts';
import {
  type Contestant,
  hasExactMatch,
  inOrder,
  type Level,
  levelOrder,
  type Row,
  type SetName,
  setOrder,
} from './find-in-report.ts';
import { type ResultTable, table } from './markdown-table.ts';
import {
  countWords,
  fixedWords,
  intervalWords,
  percentWords,
  pointsWords,
  pValueWords,
  shareWords,
} from './number-words.ts';

/** Targets beside measurements. */
export const claimTable = (claims: readonly Claim[]): ResultTable =>
  table(
    ['Claim', 'On', '#n', '#Target', '#Measured (95 % interval)', 'Verdict'],
    claims.map(({ says, on, n, target, measured, verdict, isSure }) => [
      says,
      on,
      n,
      target,
      measured,
      verdict === 'met' && isSure === false ? 'met, the interval reaches beyond' : verdict,
    ]),
  );

/** Right answers of every contestant on a set. */
export const accuracyTable = (report: EvaluationReport, set: SetName): ResultTable =>
  table(
    [
      'Contestant',
      '#n',
      '#All three',
      '#Motion',
      '#Operation',
      '#Task',
      '#Answer tokens',
      '#Prompt tokens',
      '#Seconds per record',
    ],
    rowsOn(report, set).map((row) => [
      row.contestant,
      countWords(row.n),
      hasExactMatch(row) ? shareWords(row.exactMatch) : '–',
      ...levelOrder.map((level) => (row.levels.includes(level) ? shareWords(row[level]) : '–')),
      ...(row.answerTokens === 0
        ? ['–', '–', '–']
        : [row.answerTokens.toFixed(1), row.promptTokens.toFixed(1), row.secondsPerRecord.toFixed(4)]),
    ]),
  );

/** Mean scores over the labels of each level, rare ones counting as much as common ones. */
export const macroTable = (report: EvaluationReport, set: SetName): ResultTable =>
  table(
    ['Contestant', '#n', ...levelOrder.map((level) => `#F1 ${level}`), ...levelOrder.map((level) => `#F2 ${level}`)],
    rowsOn(report, set).map((row) => [
      row.contestant,
      countWords(row.n),
      ...levelOrder.map((level) => (row.levels.includes(level) ? row.macroF1[level].toFixed(4) : '–')),
      ...levelOrder.map((level) => (row.levels.includes(level) ? row.macroF2[level].toFixed(4) : '–')),
    ]),
  );

type ClassTable = EvaluationReport['perClass'][number];

/** Scores of each label. */
export const classTable = ({ classes }: ClassTable): ResultTable =>
  table(
    ['Label', '#n', '#Recall', '#Precision', '#F1', '#F2'],
    classes.map(({ label, support, recall, precision, f1, f2 }) => [
      label,
      countWords(support),
      shareWords(recall),
      percentWords(precision),
      f1.toFixed(4),
      f2.toFixed(4),
    ]),
  );

/** Answers (across) by true label (down); labels that occur on neither side are left out. Null without counts. */
export function confusionTable({ level, classes, confusion }: ClassTable): ResultTable | null {
  if (confusion === null) return null;
  const labels: readonly string[] = labelsOf[level];
  const shown = classes.map(({ label }) => labels.indexOf(label));
  const unreadable = labels.length;
  return table(
    ['True', ...shown.map((column) => `#${labels[column]}`), '#unreadable'],
    shown.map((row) => [
      labels[row]!,
      ...[...shown, unreadable].map((column) => countWords(confusion[row]?.[column] ?? 0)),
    ]),
  );
}

export const calibrationTable = ({ calibration }: EvaluationReport): ResultTable =>
  table(
    [
      'Contestant',
      'Set',
      '#n',
      '#Temperature',
      '#Fitted on',
      '#ECE at temperature 1',
      '#ECE',
      '#Brier at temperature 1',
      '#Brier',
    ],
    calibration.flatMap(({ contestant, temperature, fittedOn, sets }) =>
      sets.map(({ set, n, eceBefore, ece, brierBefore, brier }) => [
        contestant,
        set,
        countWords(n),
        temperature.toFixed(3),
        fittedOn === 0 ? 'not fitted' : countWords(fittedOn),
        intervalWords(eceBefore),
        intervalWords(ece),
        brierBefore.toFixed(4),
        brier.toFixed(4),
      ]),
    ),
  );

export const selectiveTable = ({ selective }: EvaluationReport): ResultTable =>
  table(
    [
      'Contestant',
      'Set',
      '#n',
      '#Coverage',
      '#Least confidence',
      '#Accuracy of the answers given',
      '#Area under risk and coverage',
    ],
    selective.map(({ contestant, set, n, at95, areaUnderRiskCoverage }) => [
      contestant,
      set,
      countWords(n),
      percentWords(at95.coverage),
      at95.threshold.toFixed(6),
      shareWords(at95.accuracy),
      areaUnderRiskCoverage.toFixed(6),
    ]),
  );

/** The spread that the paper reports, and the worst perturbation. */
export const spreadTable = (report: EvaluationReport): ResultTable =>
  table(
    ['Contestant', '#Standard deviation, points', '#Largest loss, points', 'Under'],
    robustIn(report).map(({ contestant, spreadPoints, largestLoss }) => [
      contestant,
      fixedWords(spreadPoints, 2),
      fixedWords(largestLoss.points, 2),
      largestLoss.perturbation,
    ]),
  );

/**
 * Points lost against the same records unperturbed, a row for each perturbation, element, or both, a column for each
 * contestant.
 */
export function lossTable(
  report: EvaluationReport,
  by: 'perturbation' | 'element' | 'both',
  contestants = robustIn(report).map(({ contestant }) => contestant),
): ResultTable {
  const robust = robustIn(report).filter(({ contestant }) => contestants.includes(contestant));
  const kindOf = (loss: Loss) =>
    loss.element === null ? 'perturbation' : loss.perturbation === null ? 'element' : 'both';
  const placeOf = ({ perturbation, element }: Loss) =>
    [perturbation, element].filter((part) => part !== null).join(', ');
  const all = robust.flatMap(({ losses }) => losses).filter((loss) => kindOf(loss) === by);
  const places = [...new Map(all.map((loss) => [placeOf(loss), loss.exactMatch.n]))];
  return table(
    [
      by === 'both' ? 'Perturbation, element' : by === 'element' ? 'Element' : 'Perturbation',
      '#n',
      ...robust.map(({ contestant }) => `#${contestant}`),
    ],
    places.map(([place, n]) => [
      place,
      countWords(n),
      ...robust.map(({ losses }) => {
        const found = losses.find((loss) => kindOf(loss) === by && placeOf(loss) === place);
        return found === undefined ? '–' : pointsWords(found.loss, 'plain');
      }),
    ]),
  );
}

type Loss = EvaluationReport['robustness'][number]['losses'][number];

/** Paired comparisons on the same records; those with the rules apart from the others. */
export const comparisonTable = ({ comparisons }: EvaluationReport, which: 'strategies' | 'rules'): ResultTable =>
  table(
    ['One', 'Other', 'Records', '#n', '#Only the one right', '#Only the other', '#Difference, points', '#p (McNemar)'],
    comparisons
      .filter(({ b }) => (b === 'baseline/rules') === (which === 'rules'))
      .map(({ a, b, set, perturbation, n, onlyA, onlyB, difference, pValue }) => [
        a,
        b,
        perturbation ?? set,
        countWords(n),
        countWords(onlyA),
        countWords(onlyB),
        pointsWords(difference),
        pValueWords(pValue),
      ]),
  );

export const gainTable = (report: EvaluationReport): ResultTable =>
  table(
    [
      'From',
      'To',
      'Set',
      '#n',
      '#Gain, points',
      '#Answer tokens more',
      '#Prompt tokens more',
      '#Points per 100 answer tokens',
    ],
    report.gains.map(({ from, to, set, points, extraAnswerTokens, extraInstructionTokens, pointsPer100Tokens }) => [
      from,
      to,
      set,
      countWords(report.rows.find((row) => row.contestant === to && row.set === set)?.n ?? 0),
      fixedWords(points, 2),
      fixedWords(extraAnswerTokens, 1),
      fixedWords(extraInstructionTokens, 0),
      pointsPer100Tokens === null ? '–' : fixedWords(pointsPer100Tokens, 2),
    ]),
  );

export const reasoningTable = ({ faithfulness }: EvaluationReport): ResultTable =>
  table(
    [
      'Contestant',
      'Set',
      '#n',
      '#With reasoning',
      '#Stated facts',
      '#Facts supported',
      '#Answers with every fact supported',
      '#Answers that follow',
    ],
    faithfulness.reasoning.map(({ contestant, set, n, withReasoning, supportedFacts, allSupported, follows }) => [
      contestant,
      set,
      countWords(n),
      countWords(withReasoning),
      countWords(supportedFacts.n),
      shareWords(supportedFacts),
      shareWords(allSupported),
      shareWords(follows),
    ]),
  );

export const deletedFactTable = ({ faithfulness }: EvaluationReport): ResultTable =>
  table(
    ['Contestant', '#n', '#Answer is the new truth', '#Answer changed'],
    faithfulness.deletedFact.map(({ contestant, newTruth, changed }) => [
      contestant,
      countWords(newTruth.n),
      shareWords(newTruth),
      changed === null ? '–' : shareWords(changed),
    ]),
  );

/** Records a contestant got wrong on a set, at most as many as the report keeps; own ones are never perturbed. */
export function disagreementTable(entry: EvaluationReport['disagreements'][number] | undefined): ResultTable {
  const ofPerturbation = (cell: string) => (entry?.set === 'own labels' ? [] : [cell]);
  return table(
    ['Record', ...ofPerturbation('Perturbation'), 'Truth', 'Answer'],
    (entry?.records ?? []).map(({ id, perturbation, truth, answer }) => [
      id,
      ...ofPerturbation(perturbation ?? 'none'),
      truth.join(', '),
      answer.map((label) => label ?? 'unreadable').join(', '),
    ]),
  );
}

/** How many are wrong, by contestant and set. */
export function wrongTable({ disagreements }: EvaluationReport): ResultTable {
  const isKept = (set: SetName) => disagreements.some((entry) => entry.set === set);
  const sets = setOrder.filter((set) => set !== 'own labels' || isKept(set));
  return table(
    ['Contestant', ...sets.map((set) => `#${set}`)],
    [...new Set(disagreements.map(({ contestant }) => contestant))].map((key) => [
      key,
      ...sets.map((set) => {
        const found = disagreements.find((entry) => entry.contestant === key && entry.set === set);
        return found === undefined ? '–' : `${countWords(found.wrong)} of ${countWords(found.n)}`;
      }),
    ]),
  );
}

const rankIn = (report: EvaluationReport) => {
  const keys = inOrder(report).map(({ key }: Contestant) => key);
  return (a: { readonly contestant: string }, b: { readonly contestant: string }) =>
    keys.indexOf(a.contestant) - keys.indexOf(b.contestant);
};

/** Rows of a set in the order of tables. */
export const rowsOn = (report: EvaluationReport, set: SetName): readonly Row[] =>
  report.rows.filter((row) => row.set === set).toSorted(rankIn(report));

const robustIn = (report: EvaluationReport) => report.robustness.toSorted(rankIn(report));

export const classTableOf = ({ perClass }: EvaluationReport, key: string | undefined, set: SetName, level: Level) =>
  perClass.find((entry) => entry.contestant === key && entry.set === set && entry.level === level);
