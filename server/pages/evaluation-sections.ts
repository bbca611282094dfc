import { claimsOf } from '../evaluation/claims.ts';
import { setOrder } from '../evaluation/find-in-report.ts';
import type { ResultTable } from '../evaluation/markdown-table.ts';
import { lossFigure, reliabilityFigure, selectiveFigure } from '../evaluation/result-plots.ts';
import {
  calibrationTable,
  claimTable,
  classTable,
  classTableOf,
  comparisonTable,
  confusionTable,
  deletedFactTable,
  disagreementTable,
  gainTable,
  lossTable,
  macroTable,
  reasoningTable,
  selectiveTable,
  spreadTable,
} from '../evaluation/result-tables.ts';
import { whereCotLoses } from '../evaluation/where-cot-loses.ts';
import type { Words } from '../http/words.ts';
import { assessmentAddress } from './assessment/find-assessment.ts';
import type { EvaluationChoice } from './evaluation-choice.ts';
import type { EvaluationReport } from './evaluation-schema.ts';
import { judgedCount, leastRecords, ownCount } from './own-labels.ts';
import type { Svg } from './plots/svg.ts';
import { reportWords } from './report-words.ts';

/** A part of the evaluation page: words, a plot, lists and tables, any of which may be missing. */
export interface EvaluationSection {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly plot: Svg | null;
  readonly lines: readonly Line[];
  readonly tables: readonly NamedTable[];
  /** Said when there is nothing to show. */
  readonly empty: string;
  readonly isEmpty: boolean;
}

/** A sentence; those that the evaluation itself writes are in English. */
interface Line {
  readonly text: string;
  readonly isEnglish: boolean;
}

/** A text of a table; `original` is how the report has it, where that is another. */
interface Cell {
  readonly words: string;
  readonly original: string | null;
  readonly isNumber: boolean;
  /** Page that tells more of it. */
  readonly href?: string;
}

interface NamedTable {
  readonly caption: string;
  readonly columns: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Targets, told before everything else. */
export const targetSection = (report: EvaluationReport, words: Words): EvaluationSection =>
  section({
    id: 'targets',
    title: words.t('evaluation.targets'),
    note: words.t('evaluation.targets.note'),
    tables: [named('', claimTable(claimsOf(report)), words)],
    empty: words.t('evaluation.empty'),
  });

/** Everything below the accuracy, in the order of the page. */
export function evaluationSections(
  report: EvaluationReport,
  choice: EvaluationChoice,
  words: Words,
): readonly EvaluationSection[] {
  return [
    perClassSection(report, choice, words),
    calibrationSection(report, choice, words),
    selectiveSection(report, choice, words),
    perturbationSection(report, choice, words),
    section({
      id: 'strategies',
      title: words.t('evaluation.strategies'),
      note: words.t('evaluation.strategies.note'),
      lines: whereCotLoses(report).map((text) => ({ text, isEnglish: true })),
      tables: [
        named(words.t('evaluation.strategies.tuned'), comparisonTable(report, 'strategies'), words),
        named(words.t('evaluation.strategies.rules'), comparisonTable(report, 'rules'), words),
        named(words.t('evaluation.strategies.gain'), gainTable(report), words),
      ],
      empty: words.t('evaluation.strategies.none'),
    }),
    section({
      id: 'faithfulness',
      title: words.t('evaluation.faithfulness'),
      note: words.t('evaluation.faithfulness.note'),
      tables: [
        named(words.t('evaluation.faithfulness.reasoning'), reasoningTable(report), words),
        named(words.t('evaluation.faithfulness.deleted'), deletedFactTable(report), words),
      ],
      empty: words.t(ownCount(report) > 0 ? 'evaluation.faithfulness.own' : 'evaluation.faithfulness.none'),
    }),
    disagreementSection(report, choice, words),
  ];
}

/** What was chosen to be looked at, as the messages name it. */
const placeOf = ({ contestant, set, level }: EvaluationChoice, words: Words) => ({
  contestant,
  set: reportWords(set, words),
  level: reportWords(level, words),
});

function perClassSection(report: EvaluationReport, choice: EvaluationChoice, words: Words): EvaluationSection {
  const classes = classTableOf(report, choice.contestant, choice.set, choice.level);
  const confusion = classes === undefined ? null : confusionTable(classes);
  const place = placeOf(choice, words);
  return section({
    id: 'per-class',
    title: words.t('evaluation.perClass'),
    note: words.t('evaluation.perClass.note', place),
    lines:
      classes === undefined
        ? [line(words.t('evaluation.perClass.none', place))]
        : confusion === null
          ? [line(words.t('evaluation.perClass.noConfusion', place))]
          : [],
    tables: [
      ...(classes === undefined ? [] : [named(words.t('evaluation.perClass.labels'), classTable(classes), words)]),
      ...(confusion === null ? [] : [named(words.t('evaluation.perClass.confusion'), confusion, words)]),
      ...setOrder
        .filter((set) => set !== 'deleted fact')
        .map((set) =>
          named(words.t('evaluation.perClass.means', { set: reportWords(set, words) }), macroTable(report, set), words),
        ),
    ],
    empty: words.t('evaluation.empty'),
  });
}

function calibrationSection(
  report: EvaluationReport,
  { contestant }: EvaluationChoice,
  words: Words,
): EvaluationSection {
  const few = fewRecords(report, words);
  if (few !== null) return tooFew('calibration', words.t('evaluation.calibration'), few);
  const isPlotted = report.calibration.some((one) => one.contestant === contestant);
  return section({
    id: 'calibration',
    title: words.t('evaluation.calibration'),
    note: words.t('evaluation.calibration.note'),
    plot: reliabilityFigure(report, contestant, words),
    lines: [
      line(words.t(isPlotted ? 'evaluation.calibration.plotted' : 'evaluation.calibration.noPlot', { contestant })),
    ],
    tables: [named('', calibrationTable(report), words)],
    empty: words.t('evaluation.noConfidences'),
  });
}

/** Why confidences are not judged, where they are of too few records; null where they are of enough, or of none. */
function fewRecords(report: EvaluationReport, words: Words): string | null {
  const count = judgedCount(report);
  if (count === 0 || count >= leastRecords) return null;
  return words.t('evaluation.calibration.few', { count, least: leastRecords });
}

const tooFew = (id: string, title: string, empty: string): EvaluationSection =>
  section({ id, title, note: '', tables: [], empty });

function selectiveSection(report: EvaluationReport, { contestant }: EvaluationChoice, words: Words): EvaluationSection {
  const few = fewRecords(report, words);
  if (few !== null) return tooFew('selective', words.t('evaluation.selective'), few);
  return section({
    id: 'selective',
    title: words.t('evaluation.selective'),
    note: words.t('evaluation.selective.note'),
    plot: selectiveFigure(report, contestant, words),
    tables: [named('', selectiveTable(report), words)],
    empty: words.t('evaluation.noConfidences'),
  });
}

/** Records of the user's own lead to the assessment that the analyst judged. */
function linked(table: NamedTable, { targets = [] }: EvaluationReport): NamedTable {
  const hrefOf = (id: string) => {
    const target = targets.find((one) => one.id === id);
    return target === undefined ? {} : { href: assessmentAddress(target.assessmentId) };
  };
  const rows = table.rows.map(([record, ...cells]) => [{ ...record!, ...hrefOf(record!.words) }, ...cells]);
  return { ...table, rows };
}

function perturbationSection(
  report: EvaluationReport,
  { contestant }: EvaluationChoice,
  words: Words,
): EvaluationSection {
  return section({
    id: 'perturbations',
    title: words.t('evaluation.perturbations'),
    note: words.t('evaluation.perturbations.note'),
    plot: lossFigure(report, words),
    tables: [
      named(words.t('evaluation.perturbations.spread'), spreadTable(report), words),
      named(words.t('evaluation.perturbations.byPerturbation'), lossTable(report, 'perturbation'), words),
      named(words.t('evaluation.perturbations.byElement'), lossTable(report, 'element'), words),
      named(words.t('evaluation.perturbations.byBoth', { contestant }), lossTable(report, 'both', [contestant]), words),
    ],
    empty: words.t(ownCount(report) > 0 ? 'evaluation.perturbations.own' : 'evaluation.perturbations.none'),
  });
}

function disagreementSection(report: EvaluationReport, choice: EvaluationChoice, words: Words): EvaluationSection {
  const wrong = report.disagreements.find(
    ({ contestant, set }) => contestant === choice.contestant && set === choice.set,
  );
  const { contestant, set } = placeOf(choice, words);
  const told = wrong && { contestant, set, wrong: wrong.wrong, count: wrong.n };
  const isCut = wrong !== undefined && wrong.records.length < wrong.wrong;
  return section({
    id: 'disagreements',
    title: words.t('evaluation.disagreements'),
    note:
      told === undefined
        ? ''
        : isCut
          ? words.t('evaluation.disagreements.noteFirst', { ...told, shown: wrong.records.length })
          : words.t('evaluation.disagreements.note', told),
    tables: [linked(named('', disagreementTable(wrong), words), report)],
    empty:
      wrong === undefined
        ? words.t('evaluation.disagreements.unkept', { contestant, set })
        : words.t('evaluation.disagreements.none'),
  });
}

function section({
  plot = null,
  lines = [],
  tables,
  ...rest
}: Pick<EvaluationSection, 'id' | 'title' | 'note' | 'tables' | 'empty'> &
  Partial<Pick<EvaluationSection, 'plot' | 'lines'>>): EvaluationSection {
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return { ...rest, plot, lines, tables: filled, isEmpty: filled.length === 0 && plot === null };
}

const line = (text: string): Line => ({ text, isEnglish: false });

function named(caption: string, { columns, rows }: ResultTable, words: Words): NamedTable {
  const cell = (text: string, isNumber: boolean): Cell => {
    const said = reportWords(text, words);
    return { words: said, original: said === text || isNumber ? null : text, isNumber };
  };
  return {
    caption,
    columns: columns.map(({ name, isNumber }) => ({ ...cell(name, false), isNumber })),
    rows: rows.map((row) => row.map((text, i) => cell(text, columns[i]!.isNumber))),
  };
}
