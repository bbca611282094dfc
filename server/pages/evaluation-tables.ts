import { labelsOf } from '#domain';
import { claimsOf } from '../evaluation/claims.ts';
import { hasExactMatch, type Row } from '../evaluation/find-in-report.ts';
import type { CsvCell, CsvTable } from '../http/csv.ts';
import type { RowStream } from '../http/stream-rows.ts';
import type { EvaluationReport } from './evaluation-schema.ts';

/** A measure of a row of the accuracy table. */
export const measures = ['exactMatch', 'motion', 'operation', 'task'] as const;

/** Whether a share of a row means something: a baseline may know only the motion. */
export const isMeasured = (row: Row, measure: (typeof measures)[number]): boolean =>
  measure === 'exactMatch' ? hasExactMatch(row) : row.levels.includes(measure);

type Share = Row['exactMatch'];
type Points = EvaluationReport['comparisons'][number]['difference'];
type Interval = EvaluationReport['calibration'][number]['sets'][number]['ece'];

const shareColumns = (name: string) => [`${name}_correct`, `${name}_n`, name, `${name}_low`, `${name}_high`];
const shareCells = ({ correct, n, accuracy, low, high }: Share): CsvCell[] => [correct, n, accuracy, low, high];
const pointColumns = (name: string) => [`${name}_points`, `${name}_low_points`, `${name}_high_points`];
const pointCells = ({ points, low, high }: Points): CsvCell[] => [points, low, high];
const intervalColumns = (name: string) => [name, `${name}_low`, `${name}_high`];
const intervalCells = ({ estimate, low, high }: Interval): CsvCell[] => [estimate, low, high];

/** Every table of a report with its numbers as they are in it, by the name that its address has. */
const evaluationTables = {
  accuracy: ({ rows }) => ({
    columns: [
      'contestant',
      'set',
      'n',
      ...measures.flatMap((name) => [name, `${name}_low`, `${name}_high`]),
      'answer_tokens',
      'prompt_tokens',
      'seconds_per_record',
    ],
    rows: rows.map((row) => [
      row.contestant,
      row.set,
      row.n,
      ...measures.flatMap((name) =>
        isMeasured(row, name) ? [row[name].accuracy, row[name].low, row[name].high] : [null, null, null],
      ),
      row.answerTokens,
      row.promptTokens,
      row.secondsPerRecord,
    ]),
  }),
  'per-class': ({ perClass }) => ({
    columns: ['contestant', 'set', 'level', 'label', 'support', 'precision', ...shareColumns('recall'), 'f1', 'f2'],
    rows: perClass.flatMap(({ contestant, set, level, classes }) =>
      classes.map(({ label, support, precision, recall, f1, f2 }) => [
        contestant,
        set,
        level,
        label,
        support,
        precision,
        ...shareCells(recall),
        f1,
        f2,
      ]),
    ),
  }),
  confusion: ({ perClass }) => ({
    columns: ['contestant', 'set', 'level', 'truth', 'answer', 'count'],
    rows: perClass.flatMap(({ contestant, set, level, confusion }) =>
      (confusion ?? []).flatMap((counts, truth) =>
        counts.map((count, answer) => [
          contestant,
          set,
          level,
          labelsOf[level][truth] ?? null,
          labelsOf[level][answer] ?? 'unreadable',
          count,
        ]),
      ),
    ),
  }),
  means: ({ rows }) => ({
    columns: ['contestant', 'set', 'n', ...levelNames.flatMap((level) => [`macro_f1_${level}`, `macro_f2_${level}`])],
    rows: rows.map(({ contestant, set, n, levels, macroF1, macroF2 }) => [
      contestant,
      set,
      n,
      ...levelNames.flatMap((level) => (levels.includes(level) ? [macroF1[level], macroF2[level]] : [null, null])),
    ]),
  }),
  calibration: ({ calibration }) => ({
    columns: [
      'contestant',
      'set',
      'n',
      'temperature',
      'fitted_on',
      ...intervalColumns('ece_before'),
      ...intervalColumns('ece'),
      'brier_before',
      'brier',
    ],
    rows: calibration.flatMap(({ contestant, temperature, fittedOn, sets }) =>
      sets.map(({ set, n, eceBefore, ece, brierBefore, brier }) => [
        contestant,
        set,
        n,
        temperature,
        fittedOn,
        ...intervalCells(eceBefore),
        ...intervalCells(ece),
        brierBefore,
        brier,
      ]),
    ),
  }),
  reliability: ({ calibration }) => ({
    columns: ['contestant', 'set', 'above', 'up_to', 'mean_confidence', ...shareColumns('accuracy')],
    rows: calibration.flatMap(({ contestant, sets }) =>
      sets.flatMap(({ set, bins }) =>
        bins.map(({ aboveConfidence, upToConfidence, meanConfidence, accuracy }) => [
          contestant,
          set,
          aboveConfidence,
          upToConfidence,
          meanConfidence,
          ...shareCells(accuracy),
        ]),
      ),
    ),
  }),
  selective: ({ selective }) => ({
    columns: ['contestant', 'set', 'n', 'coverage', 'least_confidence', ...shareColumns('accuracy'), 'risk_area'],
    rows: selective.map(({ contestant, set, n, at95, areaUnderRiskCoverage }) => [
      contestant,
      set,
      n,
      at95.coverage,
      at95.threshold,
      ...shareCells(at95.accuracy),
      areaUnderRiskCoverage,
    ]),
  }),
  perturbations: ({ robustness }) => ({
    columns: [
      'contestant',
      'perturbation',
      'element',
      ...shareColumns('exact_match'),
      'nominal_correct',
      ...pointColumns('loss'),
    ],
    rows: robustness.flatMap(({ contestant, losses }) =>
      losses.map(({ perturbation, element, exactMatch, nominalCorrect, loss }) => [
        contestant,
        perturbation,
        element,
        ...shareCells(exactMatch),
        nominalCorrect,
        ...pointCells(loss),
      ]),
    ),
  }),
  comparisons: ({ comparisons }) => ({
    columns: ['one', 'other', 'set', 'perturbation', 'n', 'only_one', 'only_other', ...pointColumns('difference'), 'p'],
    rows: comparisons.map(({ a, b, set, perturbation, n, onlyA, onlyB, difference, pValue }) => [
      a,
      b,
      set,
      perturbation,
      n,
      onlyA,
      onlyB,
      ...pointCells(difference),
      pValue,
    ]),
  }),
  gains: ({ gains }) => ({
    columns: ['from', 'to', 'set', 'gain_points', 'answer_tokens', 'prompt_tokens', 'points_per_100_tokens'],
    rows: gains.map(({ from, to, set, points, extraAnswerTokens, extraInstructionTokens, pointsPer100Tokens }) => [
      from,
      to,
      set,
      points,
      extraAnswerTokens,
      extraInstructionTokens,
      pointsPer100Tokens,
    ]),
  }),
  faithfulness: ({ faithfulness }) => ({
    columns: [
      'contestant',
      'set',
      'n',
      'with_reasoning',
      ...shareColumns('supported_facts'),
      ...shareColumns('all_supported'),
      ...shareColumns('follows'),
    ],
    rows: faithfulness.reasoning.map((one) => [
      one.contestant,
      one.set,
      one.n,
      one.withReasoning,
      ...shareCells(one.supportedFacts),
      ...shareCells(one.allSupported),
      ...shareCells(one.follows),
    ]),
  }),
  'deleted-fact': ({ faithfulness }) => ({
    columns: ['contestant', ...shareColumns('new_truth'), ...shareColumns('changed')],
    rows: faithfulness.deletedFact.map(({ contestant, newTruth, changed }) => [
      contestant,
      ...shareCells(newTruth),
      ...(changed === null ? [null, null, null, null, null] : shareCells(changed)),
    ]),
  }),
  targets: (report) => ({
    columns: ['claim', 'on', 'n', 'target', 'measured', 'verdict', 'is_whole_interval'],
    rows: claimsOf(report).map(({ says, on, n, target, measured, verdict, isSure }) => [
      says,
      on,
      n,
      target,
      measured,
      verdict,
      isSure,
    ]),
  }),
  disagreements: ({ disagreements, targets = [] }) => ({
    columns: [
      'contestant',
      'set',
      'record',
      'perturbation',
      ...levelNames,
      ...levelNames.map((level) => `answered_${level}`),
      'assessment',
    ],
    rows: disagreements.flatMap(({ contestant, set, records }) =>
      records.map(({ id, perturbation, truth, answer }) => [
        contestant,
        set,
        id,
        perturbation,
        ...truth,
        ...answer,
        targets.find((target) => target.id === id)?.assessmentId ?? null,
      ]),
    ),
  }),
} as const satisfies Record<string, (report: EvaluationReport) => CsvTable>;

const levelNames = ['motion', 'operation', 'task'] as const;

/** Name of a table of a report. */
export type TableName = keyof typeof evaluationTables;

/** The tables that hold the numbers of a section of the page. */
export const tablesOfSection = (section: string): readonly TableName[] =>
  ({
    'per-class': ['per-class', 'confusion', 'means'] as const,
    calibration: ['calibration', 'reliability'] as const,
    strategies: ['comparisons', 'gains'] as const,
    faithfulness: ['faithfulness', 'deleted-fact'] as const,
  })[section] ?? (isTable(section) ? [section] : []);

/** Names of the tables of a report. */
export const tableNames = Object.keys(evaluationTables) as readonly TableName[];

const isTable = (name: string): name is TableName => Object.hasOwn(evaluationTables, name);

/** Names of the columns of a table. */
export const columnsOf = (table: TableName): readonly string[] => evaluationTables[table](emptyReport).columns;

/** A table of a report; empty without a report. */
export const evaluationTable = (report: EvaluationReport | null, table: TableName): CsvTable =>
  evaluationTables[table](report ?? emptyReport);

/** A row of a table by the names of its columns. */
export type NamedCells = Readonly<Record<string, CsvCell>>;

/** The same as rows to be sent, each with the names of its columns. */
export function tableStream(report: EvaluationReport | null, table: TableName): RowStream<NamedCells> {
  const { columns, rows } = evaluationTable(report, table);
  async function* named() {
    for (const row of rows) yield Object.fromEntries(columns.map((column, i) => [column, row[i]!]));
  }
  return {
    rows: named(),
    head: { kind: 'evaluation-table', table },
    columns,
    toCells: (row) => columns.map((column) => row[column]!),
  };
}

const emptyReport = {
  form: 2,
  createdUtc: '',
  seed: 0,
  model: { name: '', sha256: '' },
  dataSha256: null,
  contestants: [],
  rows: [],
  perClass: [],
  calibration: [],
  selective: [],
  robustness: [],
  comparisons: [],
  gains: [],
  faithfulness: { reasoning: [], deletedFact: [] },
  disagreements: [],
} as const satisfies EvaluationReport;
