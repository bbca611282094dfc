import { inOrder, setOrder } from '../evaluation/find-in-report.ts';
import { fixedWords } from '../evaluation/number-words.ts';
import { rowsOn } from '../evaluation/result-tables.ts';
import { address } from '../http/address.ts';
import type { Page } from '../http/respond.ts';
import { percentWords } from '../http/view-formats.ts';
import { english, type Words } from '../http/words.ts';
import { choiceFields, chosenIn, type EvaluationQuery } from './evaluation-choice.ts';
import type { EvaluationReport, OlderReport } from './evaluation-report.ts';
import { type EvaluationSection, evaluationSections, targetSection } from './evaluation-sections.ts';
import { type ReportShelf, shelfLines, shelfOf, titleOf } from './evaluation-shelf.ts';
import { evaluationTable, isMeasured, measures, tablesOfSection } from './evaluation-tables.ts';
import { isFewOwn, leastRecords, ownCount } from './own-labels.ts';
import { intervalBar } from './plots/interval-bar.ts';
import { reportWords } from './report-words.ts';

/**
 * What a report says, section by section; honest when there is none, or one of an older version.
 *
 * @param query  what to look at closely: `contestant`, `set` and `level`
 * @param shelf  the other reports there are, and where this one is from
 */
export function evaluationPage(
  found: EvaluationReport | OlderReport | null,
  query: EvaluationQuery = {},
  words = english,
  shelf: ReportShelf = shelfOf(found),
): Page {
  const report = found?.form === 2 ? found : null;
  const { active, record } = shelf;
  const reportId = record === null ? 'shipped' : String(record.id);
  return {
    view: 'evaluation',
    title: titleOf(shelf, words),
    section: 'evaluation',
    isLive: active.length > 0,
    model: {
      active,
      shelf: shelf.made.length > 0 ? shelfLines(shelf, words) : [],
      record,
      reportId,
      older: found?.form === 'older' ? found : null,
      report: report && viewOf(report, reportId, query, words),
      accuracyCsv: csvLinks('accuracy', reportId),
      measures: measures.map((measure) => words.t(`evaluation.measure.${measure}`)),
    },
    json: {
      kind: 'evaluation',
      report,
      evaluation: record,
      reports: shelfLines(shelf, english),
      ...(found?.form === 'older' && { older: found }),
    },
    csv: evaluationTable(report, 'accuracy'),
  };
}

/** Where the numbers of a section are as CSV. */
const csvLinks = (section: string, report: string) =>
  tablesOfSection(section).map((table) => ({ table, href: address(`/evaluation/tables/${table}.csv`, { report }) }));

function viewOf(report: EvaluationReport, reportId: string, query: EvaluationQuery, words: Words) {
  const choice = chosenIn(report, query);
  const withCsv = (section: EvaluationSection) => ({ ...section, csv: csvLinks(section.id, reportId) });
  return {
    model: report.model,
    seed: report.seed,
    createdUtc: report.createdUtc,
    comparison: comparisonOf(report, words),
    ownCount: ownCount(report),
    fewOwn: isFewOwn(report) ? words.t('evaluation.own.few', { count: ownCount(report), least: leastRecords }) : null,
    targets: ownCount(report) > 0 ? null : withCsv(targetSection(report, words)),
    sets: setViews(report, words),
    fields: choiceFields(report, choice, words),
    sections: evaluationSections(report, choice, words).map(withCsv),
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
