import { hasExactMatch, inOrder, type Row, setOrder } from '../evaluation/find-in-report.ts';
import { fixedWords } from '../evaluation/number-words.ts';
import { rowsOn } from '../evaluation/result-tables.ts';
import type { Page } from '../http/respond.ts';
import { percentWords } from '../http/view-formats.ts';
import { english, type Words } from '../http/words.ts';
import { choiceFields, chosenIn, type EvaluationQuery } from './evaluation-choice.ts';
import type { EvaluationReport, OlderReport } from './evaluation-report.ts';
import { evaluationSections, targetSection } from './evaluation-sections.ts';
import { intervalBar } from './plots/interval-bar.ts';
import { reportWords } from './report-words.ts';

const measures = ['exactMatch', 'motion', 'operation', 'task'] as const;

/**
 * What a report says, section by section; honest when there is none, or one of an older version.
 *
 * @param query  what to look at closely: `contestant`, `set` and `level`
 */
export function evaluationPage(
  found: EvaluationReport | OlderReport | null,
  query: EvaluationQuery = {},
  words = english,
): Page {
  const report = found?.form === 2 ? found : null;
  return {
    view: 'evaluation',
    title: words.t('evaluation.title'),
    section: 'evaluation',
    model: {
      older: found?.form === 'older' ? found : null,
      report: report && viewOf(report, query, words),
      measures: measures.map((measure) => words.t(`evaluation.measure.${measure}`)),
    },
    json: { kind: 'evaluation', report, ...(found?.form === 'older' && { older: found }) },
    csv: {
      columns: [
        'contestant',
        'set',
        'n',
        ...measures.flatMap((name) => [name, `${name}_low`, `${name}_high`]),
        'answer_tokens',
        'prompt_tokens',
        'seconds_per_record',
      ],
      rows: (report?.rows ?? []).map((row) => [
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
    },
  };
}

function viewOf(report: EvaluationReport, query: EvaluationQuery, words: Words) {
  const choice = chosenIn(report, query);
  return {
    model: report.model,
    seed: report.seed,
    createdUtc: report.createdUtc,
    comparison: comparisonOf(report, words),
    targets: targetSection(report, words),
    sets: setViews(report, words),
    fields: choiceFields(report, choice, words),
    sections: evaluationSections(report, choice, words),
  };
}

function setViews(report: EvaluationReport, words: Words) {
  const kindOf = new Map(inOrder(report).map(({ key, kind }) => [key, kind]));
  return setOrder
    .map((set) => ({
      set,
      name: reportWords(set, words),
      rows: rowsOn(report, set).map((row) => ({
        contestant: row.contestant,
        kind: kindOf.get(row.contestant),
        n: row.n,
        shares: measures.map((name) => (isMeasured(row, name) ? { ...row[name], bar: intervalBar(row[name]) } : null)),
        cost: row.answerTokens === 0 ? null : row,
      })),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** Whether a share of a row means something: a baseline may know only the motion. */
const isMeasured = (row: Row, measure: (typeof measures)[number]): boolean =>
  measure === 'exactMatch' ? hasExactMatch(row) : row.levels.includes(measure);

/** Chain of thought against plain, in one sentence for each set; only for what was measured. */
function comparisonOf(report: EvaluationReport, words: Words): string[] {
  return setOrder.flatMap((set) => {
    const find = (key: string) => report.rows.find((row) => row.contestant === key && row.set === set);
    const [cot, plain] = [find('tuned/cot'), find('tuned/basic')];
    if (!cot || !plain) return [];
    const points = (cot.exactMatch.accuracy - plain.exactMatch.accuracy) * 100;
    return words.t('evaluation.comparison', {
      set: reportWords(set, words),
      cot: percentWords(cot.exactMatch.accuracy),
      cotCount: cot.n,
      plain: percentWords(plain.exactMatch.accuracy),
      plainCount: plain.n,
      gap: `${points > 0 ? '+' : ''}${fixedWords(points, 1)}`,
    });
  });
}
