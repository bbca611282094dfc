import {
  type Contestant,
  inOrder,
  type Level,
  levelOrder,
  type SetName,
  setOrder,
  tunedWith,
} from '../evaluation/find-in-report.ts';
import type { Words } from '../http/words.ts';
import type { EvaluationReport } from './evaluation-schema.ts';
import { reportWords } from './report-words.ts';

/** What of a report is looked at closely, from the query of the page. */
export interface EvaluationChoice {
  readonly contestant: string;
  readonly set: SetName;
  readonly level: Level;
}

/** Query of the page as it came; what names nothing in the report falls back to chain of thought, nominal, task. */
export type EvaluationQuery = Readonly<Partial<Record<keyof EvaluationChoice, unknown>>>;

export function chosenIn(report: EvaluationReport, query: EvaluationQuery): EvaluationChoice {
  const contestants = inOrder(report);
  const fallback: Contestant | undefined = tunedWith(report, 'cot') ?? contestants[0];
  return {
    contestant: contestants.find(({ key }) => key === query.contestant)?.key ?? fallback?.key ?? '',
    set: setOrder.find((set) => set === query.set) ?? usualSet(report),
    level: levelOrder.find((level) => level === query.level) ?? 'task',
  };
}

/** Nominal records, or what there is in their place. */
const usualSet = ({ rows }: EvaluationReport): SetName =>
  rows.some(({ set }) => set === 'nominal') ? 'nominal' : (rows[0]?.set ?? 'nominal');

/** The choice as fields of a form: every option, and which is chosen. */
export function choiceFields(report: EvaluationReport, choice: EvaluationChoice, words: Words) {
  const field = (name: keyof EvaluationChoice, options: readonly string[]) => ({
    name,
    label: words.t(`evaluation.choice.${name}`),
    options: options.map((value) => ({ value, title: reportWords(value, words), isChosen: value === choice[name] })),
  });
  return [
    field(
      'contestant',
      inOrder(report).map(({ key }) => key),
    ),
    field(
      'set',
      setOrder.filter((set) => report.rows.some((row) => row.set === set)),
    ),
    field('level', levelOrder),
  ];
}
