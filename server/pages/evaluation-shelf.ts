import { percentWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import type { EvaluationSettings } from '../jobs/evaluation-plan.ts';
import type { EvaluationRecord } from '../store/evaluation-rows.ts';
import type { EvaluationReport, OlderReport } from './evaluation-report.ts';
import type { JobView } from './job-page.ts';
import { reportWords } from './report-words.ts';

/** The report a page shows, and where it is from. */
export interface ChosenReport {
  readonly shipped: EvaluationReport | OlderReport | null;
  /** The evaluation made here; null for the shipped report. */
  readonly record: EvaluationRecord | null;
  readonly report: EvaluationReport | OlderReport | null;
}

/** The reports there are, and the evaluations under way. */
export interface ReportShelf extends ChosenReport {
  /** Newest first. */
  readonly made: readonly EvaluationRecord[];
  readonly active: readonly JobView[];
}

/** A page without reports made here. */
export const shelfOf = (shipped: ReportShelf['shipped']): ReportShelf => ({
  shipped,
  report: shipped,
  record: null,
  made: [],
  active: [],
});

/** A line of the list of reports. */
export interface ShelfLine {
  readonly id: string;
  readonly href: string;
  readonly isChosen: boolean;
  readonly what: string;
  readonly model: string;
  readonly modelSha256: string;
  readonly modelDigest: string;
  readonly adapters: readonly { readonly contestant: string; readonly name: string; readonly digest: string }[];
  readonly headline: string | null;
  readonly startedBy: string | null;
  readonly createdUtc: string | null;
  readonly jobHref: string | null;
}

/** The reports as the page lists them: the shipped one first, then those made here. */
export function shelfLines({ shipped, made, record }: ReportShelf, words: Words): readonly ShelfLine[] {
  return [
    ...(shipped === null ? [] : [shippedLine(shipped, record === null, words)]),
    ...made.map((one) => madeLine(one, one.id === record?.id, words)),
  ];
}

function shippedLine(report: EvaluationReport | OlderReport, isChosen: boolean, words: Words): ShelfLine {
  const place = { id: 'shipped', href: '/evaluation?report=shipped', isChosen, startedBy: null, jobHref: null };
  const createdUtc = report.createdUtc;
  if (report.form === 'older')
    return {
      ...place,
      createdUtc,
      what: words.t('evaluation.older'),
      model: '–',
      modelSha256: '',
      modelDigest: '',
      adapters: [],
      headline: null,
    };
  const row = report.rows.find(({ contestant, set }) => contestant === 'tuned/cot' && set === 'nominal');
  const adapters = report.contestants.flatMap(({ key, adapter }) =>
    adapter === null ? [] : [{ contestant: key, name: adapter.name, digest: adapter.sha256.slice(0, 12) }],
  );
  return {
    ...place,
    createdUtc,
    adapters,
    what: words.t('evaluation.shelf.shipped'),
    model: report.model.name,
    modelSha256: report.model.sha256,
    modelDigest: report.model.sha256.slice(0, 12),
    headline: row === undefined ? null : headlineWords({ ...row, correct: row.exactMatch.correct }, words),
  };
}

function madeLine(record: EvaluationRecord, isChosen: boolean, words: Words): ShelfLine {
  const { id, jobId, model, headline, startedBy, createdUtc, adapters } = record;
  return {
    id: String(id),
    href: `/evaluation?report=${id}`,
    isChosen,
    what: whatWords(record.settings as EvaluationSettings, words),
    model: model.name,
    modelSha256: model.sha256,
    modelDigest: model.sha256.slice(0, 12),
    adapters: adapters.map(({ sha256, ...adapter }) => ({ ...adapter, digest: sha256.slice(0, 12) })),
    headline: headline && headlineWords(headline, words),
    startedBy,
    createdUtc,
    jobHref: `/jobs/${jobId}`,
  };
}

/** What was evaluated: "test sets, 100 records each, seed 1", "12 labeled targets of mine.csv". */
export const whatWords = (settings: EvaluationSettings, words: Words): string =>
  settings.what === 'sets'
    ? words.t('evaluation.shelf.sets', {
        sets: words.list(settings.sets.map((set) => reportWords(set, words))),
        count: settings.n,
        seed: String(settings.seed),
      })
    : settings.logName === null
      ? words.t('evaluation.shelf.labels', { count: settings.targetCount })
      : words.t('evaluation.shelf.labelsOf', { count: settings.targetCount, log: settings.logName });

const headlineWords = (
  {
    contestant,
    set,
    correct,
    n,
  }: { readonly contestant: string; readonly set: string; readonly correct: number; readonly n: number },
  words: Words,
): string =>
  words.t('evaluation.shelf.headline', {
    contestant,
    set: reportWords(set, words),
    share: percentWords(n === 0 ? 0 : correct / n),
    count: n,
  });

/** The name of a report for the crumb and the title. */
export const titleOf = ({ record }: ChosenReport, words: Words): string =>
  record === null
    ? words.t('evaluation.title')
    : words.t('evaluation.titleOf', { id: String(record.id), utc: utcWords(record.createdUtc) });
