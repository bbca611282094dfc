import { hasExactMatch, inOrder, type Row, setOrder } from '../evaluation/find-in-report.ts';
import { fixedWords } from '../evaluation/number-words.ts';
import { rowsOn } from '../evaluation/result-tables.ts';
import type { Page } from '../http/respond.ts';
import { percentWords } from '../http/view-formats.ts';
import { choiceFields, chosenIn, type EvaluationQuery } from './evaluation-choice.ts';
import type { EvaluationReport, OlderReport } from './evaluation-report.ts';
import { evaluationSections, targetSection } from './evaluation-sections.ts';
import { intervalBar } from './plots/interval-bar.ts';

const measures = [
  ['exactMatch', 'All three'],
  ['motion', 'Motion'],
  ['operation', 'Operation'],
  ['task', 'Task'],
] as const;

/**
 * What a report says, section by section; honest when there is none, or one of an older version.
 *
 * @param query  what to look at closely: `contestant`, `set` and `level`
 */
export function evaluationPage(found: EvaluationReport | OlderReport | null, query: EvaluationQuery = {}): Page {
  const report = found?.form === 2 ? found : null;
  return {
    view: 'evaluation',
    title: 'Evaluation',
    section: 'evaluation',
    model: {
      older: found?.form === 'older' ? found : null,
      report: report && viewOf(report, query),
      measures: measures.map(([, label]) => label),
    },
    json: { kind: 'evaluation', report, ...(found?.form === 'older' && { older: found }) },
    csv: {
      columns: [
        'contestant',
        'set',
        'n',
        ...measures.flatMap(([name]) => [name, `${name}_low`, `${name}_high`]),
        'answer_tokens',
        'prompt_tokens',
        'seconds_per_record',
      ],
      rows: (report?.rows ?? []).map((row) => [
        row.contestant,
        row.set,
        row.n,
        ...measures.flatMap(([name]) =>
          isMeasured(row, name) ? [row[name].accuracy, row[name].low, row[name].high] : [null, null, null],
        ),
        row.answerTokens,
        row.promptTokens,
        row.secondsPerRecord,
      ]),
    },
  };
}

function viewOf(report: EvaluationReport, query: EvaluationQuery) {
  const choice = chosenIn(report, query);
  return {
    model: report.model,
    seed: report.seed,
    createdUtc: report.createdUtc,
    comparison: comparisonOf(report),
    targets: targetSection(report),
    sets: setViews(report),
    fields: choiceFields(report, choice),
    sections: evaluationSections(report, choice),
  };
}

function setViews(report: EvaluationReport) {
  const kindOf = new Map(inOrder(report).map(({ key, kind }) => [key, kind]));
  return setOrder
    .map((set) => ({
      set,
      rows: rowsOn(report, set).map((row) => ({
        contestant: row.contestant,
        kind: kindOf.get(row.contestant),
        n: row.n,
        shares: measures.map(([name]) =>
          isMeasured(row, name) ? { ...row[name], bar: intervalBar(row[name]) } : null,
        ),
        cost: row.answerTokens === 0 ? null : row,
      })),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** Whether a share of a row means something: a baseline may know only the motion. */
const isMeasured = (row: Row, measure: (typeof measures)[number][0]): boolean =>
  measure === 'exactMatch' ? hasExactMatch(row) : row.levels.includes(measure);

/** Chain of thought against plain, in one sentence for each set; only for what was measured. */
function comparisonOf(report: EvaluationReport): string[] {
  return setOrder.flatMap((set) => {
    const find = (key: string) => report.rows.find((row) => row.contestant === key && row.set === set);
    const [cot, plain] = [find('tuned/cot'), find('tuned/basic')];
    if (!cot || !plain) return [];
    const points = (cot.exactMatch.accuracy - plain.exactMatch.accuracy) * 100;
    const words = ({ n, exactMatch }: Row) => `${percentWords(exactMatch.accuracy)} of ${n}`;
    const gap = `${points > 0 ? '+' : ''}${fixedWords(points, 1)} points`;
    return [
      `On the ${set} set the tuned model gets all three levels right for ${words(cot)} with chain of thought and ${words(plain)} with the basic prompt (${gap}).`,
    ];
  });
}
