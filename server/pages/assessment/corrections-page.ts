import { type Level, labelsOf, levels } from '#domain';
import { address, targetAddress } from '../../http/address.ts';
import { toPageToken } from '../../http/page-token.ts';
import type { Page } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import { type CountingReview, verdicts } from '../../store/review-rows.ts';
import type { ReviewFilter } from '../../store/review-table.ts';
import { assessmentAddress } from './find-assessment.ts';
import { labelWords } from './judged-levels.ts';

/** Reviews on one page of the list. */
export const correctionsPerPage = 100;

/** One page of the list of reviews. */
export interface CorrectionList {
  readonly rows: readonly CountingReview[];
  readonly matching: number;
  readonly filter: ReviewFilter;
  readonly offset: number;
}

/** What analysts say of the answers: the review that counts for each observed target. */
export function correctionsPage({ rows, matching, filter, offset }: CorrectionList, words: Words): Page {
  const nextOffset = offset + rows.length;
  const next = nextOffset < matching ? toPageToken(nextOffset) : null;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const parameters = parametersOf(filter);
  return {
    view: 'corrections',
    title: words.t('corrections.title'),
    section: 'targets',
    model: {
      words: words.t('corrections.count', { count: matching }),
      search: filter.search ?? '',
      filters: filterChoices(filter, words),
      clearHref: isFiltered ? '/corrections' : null,
      isFiltered,
      rows: rows.map((row) => rowView(row, words)),
      nextHref: next === null ? null : address('/corrections', { ...parameters, next }),
      labelsHref: address('/corrections/labels.jsonl', parameters),
      logHref: address('/corrections/log.jsonl', parameters),
    },
    json: { kind: 'corrections', matching, rows, next },
    csv: {
      columns: [
        'target',
        'log',
        'window_start_utc',
        'window_end_utc',
        'assessment',
        'strategy',
        'verdict',
        ...levels,
        ...levels.map((level) => `model_${level}`),
        'author',
        'signed_utc',
        'note',
      ],
      rows: rows.map((row) => [
        row.targetId,
        row.logName,
        row.windowStartUtc,
        row.windowEndUtc,
        row.assessmentId,
        row.strategy,
        row.verdict,
        ...levels.map((level) => row.labels[level]),
        ...levels.map((level) => row.answer[level]),
        row.author,
        row.createdUtc,
        row.note,
      ]),
    },
  };
}

const parametersOf = ({ search, verdict, motion, operation, task }: ReviewFilter) => ({
  q: search,
  verdict,
  motion,
  operation,
  task,
});

function filterChoices(filter: ReviewFilter, words: Words) {
  const select = (name: Level | 'verdict', group: string, values: readonly string[]) => ({
    name,
    label: name === 'verdict' ? words.t('corrections.verdict') : words.term('levels', name),
    any: name === 'verdict' ? words.t('corrections.anyVerdict') : words.t(`targets.any.${name}`),
    choices: values.map((value) => ({ value, title: words.term(group, value), isChosen: filter[name] === value })),
  });
  return [
    select('verdict', 'verdicts', verdicts),
    ...levels.map((level) => select(level, `labels.${level}`, labelsOf[level])),
  ];
}

function rowView(row: CountingReview, words: Words) {
  return {
    targetId: row.targetId,
    targetHref: targetAddress(row.targetId),
    href: assessmentAddress(row.assessmentId),
    verdict: row.verdict,
    cells: levels.map((level) => ({
      level,
      label: row.labels[level],
      from: row.labels[level] === row.answer[level] ? null : labelWords(level, row.answer[level], words),
    })),
    author: row.author,
    createdUtc: row.createdUtc,
    note: row.note,
    windowEndUtc: row.windowEndUtc,
    log: { href: `/logs/${row.logId}`, name: row.logName },
  };
}
