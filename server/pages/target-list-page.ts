import { levels } from '#domain';
import { address, targetAddress } from '../http/address.ts';
import type { CsvCell } from '../http/csv.ts';
import { toPageToken } from '../http/page-token.ts';
import type { Page } from '../http/respond.ts';
import type { RowStream } from '../http/stream-rows.ts';
import { significantWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import type { Store } from '../store/open-store.ts';
import type { TargetSort } from '../store/target-query.ts';
import type { TargetSummary } from '../store/target-rows.ts';
import { activeJobs } from './job-page.ts';
import { shareBar } from './plots/interval-bar.ts';
import { starView } from './star-view.ts';
import { statusView } from './status-view.ts';
import {
  assetChip,
  filterChoices,
  filterOf,
  isFiltered,
  parametersOf,
  type TargetListQuery,
} from './target-list-filters.ts';

/** Targets on one page of the list. */
const targetsPerPage = 50;

/** Logs the filter offers, the newest; others are reached from their own pages. */
const logsOffered = 200;

/** Who reads the list, when, and where from. */
export interface TargetListReader {
  readonly reader: string;
  readonly now: Date;
  /** Address of the list as asked, for buttons that come back to it. */
  readonly here: string;
  readonly words: Words;
}

const columns: readonly { readonly sort: TargetSort; readonly firstOrder: 'asc' | 'desc' }[] = [
  { sort: 'severity', firstOrder: 'desc' },
  { sort: 'target', firstOrder: 'asc' },
  { sort: 'motion', firstOrder: 'asc' },
  { sort: 'operation', firstOrder: 'asc' },
  { sort: 'task', firstOrder: 'asc' },
  { sort: 'confidence', firstOrder: 'desc' },
  { sort: 'physics', firstOrder: 'asc' },
  { sort: 'closest', firstOrder: 'asc' },
  { sort: 'pattern', firstOrder: 'asc' },
  { sort: 'observed', firstOrder: 'desc' },
  { sort: 'log', firstOrder: 'asc' },
];

/** The list of targets: what each is doing, with what, and to what end, as last assessed. */
export async function targetListPage(store: Store, query: TargetListQuery, who: TargetListReader): Promise<Page> {
  const { reader, now, here, words } = who;
  const filter = filterOf(query, reader);
  const [{ rows, next }, matching, { targets, assessed }, logs, jobs] = await Promise.all([
    store.targets.page({ ...filter, ...orderOf(query), limit: targetsPerPage }),
    store.targets.count(filter),
    store.targets.counts(),
    store.logs.names(logsOffered),
    activeJobs(store, now, words),
  ]);
  const watched = await store.watch.watchedAmong(
    reader,
    rows.map(({ targetId }) => targetId),
  );
  const isPart = isFiltered(query);
  return {
    view: 'target-list',
    title: words.t('targets.title'),
    section: 'targets',
    isLive: jobs.length > 0,
    model: {
      words: isPart
        ? words.t('targets.countOf', { matching, count: targets })
        : words.t('targets.count', { count: targets }),
      unassessed: targets - assessed,
      jobs,
      search: query.search ?? '',
      below: parametersOf(query).below ?? '',
      since: query.observedSinceUtc?.toISOString().slice(0, 10) ?? '',
      isWatched: query.isWatched,
      filters: filterChoices(query, logs, words),
      asset: assetChip(query),
      clearHref: isPart ? '/targets' : null,
      keep: { sort: query.sort, order: query.order, own: query.asset ?? null },
      columns: columns.map((column) => columnHead(column, query, words)),
      rows: rows.map((row) => toRowView(row, watched.has(row.targetId), here, words)),
      empty: targets === 0 ? 'nothing-yet' : rows.length === 0 ? 'nothing-matches' : null,
      firstHref: query.after === undefined ? null : address('/targets', parametersOf(query)),
      nextHref: next === null ? null : address('/targets', { ...parametersOf(query), next: toPageToken(next) }),
    },
    json: {},
    csv: { columns: [], rows: [] },
    hasLines: true,
  };
}

/** Every target that passes the filter, for JSON, CSV and NDJSON. */
export async function targetListRows(
  store: Store,
  query: TargetListQuery,
  reader: string,
): Promise<RowStream<TargetSummary>> {
  const filter = filterOf(query, reader);
  return {
    rows: store.targets.stream({ ...filter, ...orderOf(query) }),
    head: { kind: 'targets', matching: await store.targets.count(filter) },
    columns: exportColumns,
    toCells,
  };
}

const orderOf = (query: TargetListQuery) => ({
  sort: query.sort,
  descending: query.order === 'desc',
  after: query.after,
});

function columnHead({ sort, firstOrder }: (typeof columns)[number], query: TargetListQuery, words: Words) {
  const isSorted = query.sort === sort;
  const order = isSorted ? (query.order === 'asc' ? 'desc' : 'asc') : firstOrder;
  return {
    label: words.t(`targets.column.${sort}`),
    name: sort === 'severity' ? 'urgency' : sort,
    isNumber: sort === 'closest',
    ariaSort: isSorted ? (query.order === 'asc' ? 'ascending' : 'descending') : null,
    href: address('/targets', { ...parametersOf(query), sort, order }),
  };
}

function toRowView(row: TargetSummary, isWatched: boolean, here: string, words: Words) {
  const { answer } = row;
  return {
    ...row,
    ...statusView(row.severity, words),
    star: starView(row.targetId, isWatched, here, words),
    href: targetAddress(row.targetId),
    logHref: `/logs/${row.logId}`,
    confidenceBar: answer && shareBar(answer.confidence),
    closest: answer?.closestKm == null ? '–' : significantWords(answer.closestKm, 4),
  };
}

const exportColumns = [
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
  'severity',
  'designator',
  'own_spacecraft',
  'physics_resolvable',
  'closest_km',
  'closest_utc',
] as const;

function toCells({ answer, ...row }: TargetSummary): CsvCell[] {
  return [
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
    row.severity,
    row.targetDesignator,
    row.ownName,
    answer?.physicsResolvable ?? null,
    answer?.closestKm ?? null,
    answer?.closestUtc ?? null,
  ];
}
