import { columnsOf, type TableName } from '../pages/evaluation-tables.ts';

/** What a measure is, and what goes before and after it in the names of its columns. */
const measures: Readonly<Record<string, string>> = {
  exactMatch: 'share with all three levels right',
  exact_match: 'share with all three levels right',
  motion: 'share with the motion right',
  operation: 'share with the operation right',
  task: 'share with the task right',
  recall: 'share of the records with this label that were answered so',
  accuracy: 'share of right answers',
  supported_facts: 'share of the stated facts that the record supports',
  all_supported: 'share of answers whose every fact is supported',
  follows: 'share of answers that follow from the stated facts',
  new_truth: 'share of answers that became the new truth',
  changed: 'share of answers that changed with the deciding fact',
  ece: 'expected calibration error at the fitted temperature',
  ece_before: 'expected calibration error as generated',
  loss: 'points lost against the same records unperturbed',
  difference: 'points by which the one is better than the other',
};

const ends: Readonly<Record<string, string>> = {
  correct: 'records counted as right for the ',
  n: 'records counted in all for the ',
  low: 'lower end of the 95 % interval of the ',
  high: 'upper end of the 95 % interval of the ',
  points: '',
  low_points: 'lower end of the 95 % interval of the ',
  high_points: 'upper end of the 95 % interval of the ',
};

const names: Readonly<Record<string, string>> = {
  contestant: 'who answered',
  set: 'set of records',
  n: 'records',
  answer_tokens: 'mean tokens of an answer',
  prompt_tokens: 'mean tokens of a prompt',
  seconds_per_record: 'mean time of an answer, s',
  level: 'motion, operation or task',
  label: 'true label',
  support: 'records that have it',
  precision: 'share of the answers with this label that are right',
  f1: 'harmonic mean of precision and recall',
  f2: 'the same, recall weighing four times as much',
  truth: 'true label',
  answer: 'label answered, or `unreadable`',
  count: 'records of which both hold',
  temperature: 'temperature fitted on validation',
  fitted_on: 'validation records it was fitted on',
  brier_before: 'Brier score as generated',
  brier: 'Brier score at the fitted temperature',
  above: 'confidence above which records fall in the bin',
  up_to: 'confidence up to which they do',
  mean_confidence: 'mean confidence in the bin',
  coverage: 'share of the records that are answered',
  least_confidence: 'confidence below which none is',
  risk_area: 'area under the curve of errors against coverage',
  perturbation: 'what was made worse; empty for none',
  element: 'element of the record it was done to; empty where to none',
  nominal_correct: 'of the same records unperturbed, those answered right',
  one: 'a contestant',
  other: 'the one it is compared with',
  only_one: 'records that only the first has right',
  only_other: 'records that only the other has right',
  p: 'p of the exact McNemar test',
  from: 'contestant that is left',
  to: 'contestant that is taken in its place',
  gain_points: 'points that brings',
  points_per_100_tokens: 'the same for 100 tokens more; empty where there are none more',
  with_reasoning: 'records answered with reasoning',
  claim: 'what is claimed',
  on: 'set of records it is claimed of',
  target: 'what was aimed at',
  measured: 'what was measured, with its 95 % interval',
  verdict: 'whether it is met',
  is_whole_interval: 'whether the whole interval says so',
  record: 'record answered wrongly',
  assessment: 'number of its assessment; empty for a simulated record',
};

/** Columns that mean something else in one table. */
const ofTable: Partial<Record<TableName, Readonly<Record<string, string>>>> = {
  disagreements: {
    motion: 'true motion',
    operation: 'true operation',
    task: 'true task',
    answered_motion: 'motion answered; empty when unreadable',
    answered_operation: 'operation answered',
    answered_task: 'task answered',
  },
  gains: { answer_tokens: 'tokens of answers more', prompt_tokens: 'tokens of instructions more' },
};

/** The columns of a table of a report in their order, with what each holds. */
export const columnMeanings = (table: TableName): Readonly<Record<string, string>> =>
  Object.fromEntries(
    columnsOf(table).map((column) => [column, ofTable[table]?.[column] ?? names[column] ?? measureMeaning(column)]),
  );

function measureMeaning(column: string): string {
  const macro = /^macro_(f[12])_(\w+)$/.exec(column);
  if (macro) return `mean ${macro[1]!.toUpperCase()} over the labels of the ${macro[2]}`;
  const [, measure = column, end] = /^(\w+?)_(correct|n|low|high|points|low_points|high_points)$/.exec(column) ?? [];
  return `${end === undefined ? '' : ends[end]}${measures[measure]}`;
}
