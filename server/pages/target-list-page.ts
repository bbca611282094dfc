import { type Level, labelsOf, levels } from '#domain';
import { address, targetAddress } from '../http/address.ts';
import type { CsvTable } from '../http/csv.ts';
import { toPageToken } from '../http/page-token.ts';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import type { Store } from '../store/open-store.ts';
import { type TargetQuery, type TargetSort, targetSorts } from '../store/target-list.ts';
import type { TargetSummary } from '../store/target-rows.ts';
import { activeJobs } from './job-page.ts';
import { shareBar } from './plots/interval-bar.ts';

/** Targets on one page of the list. */
export const targetsPerPage = 100;

/** What the address of the list may ask for. */
export interface TargetListQuery extends Omit<TargetQuery, 'limit' | 'descending'> {
  readonly order: 'asc' | 'desc';
}

const columns: readonly { readonly sort: TargetSort; readonly firstOrder: 'asc' | 'desc' }[] = [
  { sort: 'target', firstOrder: 'asc' },
  { sort: 'motion', firstOrder: 'asc' },
  { sort: 'operation', firstOrder: 'asc' },
  { sort: 'task', firstOrder: 'asc' },
  { sort: 'confidence', firstOrder: 'desc' },
  { sort: 'physics', firstOrder: 'asc' },
  { sort: 'pattern', firstOrder: 'asc' },
  { sort: 'observed', firstOrder: 'desc' },
  { sort: 'log', firstOrder: 'asc' },
];

/** The list of targets: what each is doing, with what, and to what end, as last assessed. */
export async function targetListPage(store: Store, query: TargetListQuery, now: Date, words: Words): Promise<Page> {
  const [{ rows, matching }, { targets, assessed }, jobs] = await Promise.all([
    store.targets.page({ ...query, descending: query.order === 'desc', limit: targetsPerPage }),
    store.targets.counts(),
    activeJobs(store, now, words),
  ]);
  const isFiltered = matching !== targets || query.offset > 0;
  const nextOffset = query.offset + rows.length;
  const next = nextOffset < matching ? toPageToken(nextOffset) : null;
  return {
    view: 'target-list',
    title: words.t('targets.title'),
    section: 'targets',
    isLive: jobs.length > 0,
    model: {
      words: isFiltered
        ? words.t('targets.countOf', { matching, count: targets })
        : words.t('targets.count', { count: targets }),
      unassessed: targets - assessed,
      jobs,
      search: query.search ?? '',
      filters: filterChoices(query, words),
      clearHref: isFiltered ? '/' : null,
      keep: { sort: query.sort, order: query.order },
      columns: columns.map((column) => columnHead(column, query, words)),
      rows: rows.map(toRowView),
      empty: targets === 0 ? 'nothing-yet' : rows.length === 0 ? 'nothing-matches' : null,
      nextHref: next === null ? null : address('/', { ...parametersOf(query), next }),
    },
    json: { kind: 'targets', matching, rows, next },
    csv: toCsv(rows),
  };
}

const parametersOf = (query: TargetListQuery): Record<string, string | undefined> => ({
  q: query.search,
  motion: query.motion,
  operation: query.operation,
  task: query.task,
  physics: query.physics,
  sort: query.sort,
  order: query.order,
});

function columnHead({ sort, firstOrder }: (typeof columns)[number], query: TargetListQuery, words: Words) {
  const isSorted = query.sort === sort;
  const order = isSorted ? (query.order === 'asc' ? 'desc' : 'asc') : firstOrder;
  return {
    label: words.t(`targets.column.${sort}`),
    name: sort,
    ariaSort: isSorted ? (query.order === 'asc' ? 'ascending' : 'descending') : null,
    href: address('/', { ...parametersOf(query), sort, order }),
  };
}

function filterChoices(query: TargetListQuery, words: Words) {
  const select = (name: Level | 'physics', group: string, values: readonly string[], chosen: string | undefined) => ({
    name,
    label: words.t(`targets.filter.${name}`),
    any: words.t(`targets.any.${name}`),
    choices: values.map((value) => ({ value, title: words.term(group, value), isChosen: value === chosen })),
  });
  const labels = levels.map((level) => select(level, `labels.${level}`, labelsOf[level], query[level]));
  return [...labels, select('physics', 'physics', ['agrees', 'disagrees'], query.physics)];
}

function toRowView(row: TargetSummary) {
  const { answer } = row;
  return {
    ...row,
    href: targetAddress(row.targetId),
    logHref: `/logs/${row.logId}`,
    confidenceBar: answer && shareBar(answer.confidence),
    labels: answer && [answer.operation, answer.task],
  };
}

function toCsv(rows: readonly TargetSummary[]): CsvTable {
  return {
    columns: [
      'target',
      'target_name',
      'pattern',
      ...levels,
      'confidence',
      'physics_agrees',
      'strategy',
      'first_observation_utc',
      'last_observation_utc',
      'observations',
      'log',
    ],
    rows: rows.map(({ answer, ...row }) => [
      row.targetId,
      row.targetName,
      answer?.pattern ?? null,
      answer?.motion ?? null,
      answer?.operation ?? null,
      answer?.task ?? null,
      answer?.confidence ?? null,
      answer?.physicsAgrees ?? null,
      answer?.strategy ?? null,
      row.firstObservationUtc,
      row.lastObservationUtc,
      row.observationCount,
      row.logName,
    ]),
  };
}

/** Names of the sortable columns. */
export const targetSortNames = Object.keys(targetSorts) as TargetSort[];
