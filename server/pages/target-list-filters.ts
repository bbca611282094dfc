import { type Level, labelsOf, levels } from '#domain';
import { address } from '../http/address.ts';
import type { Words } from '../http/words.ts';
import type { KeysetPlace } from '../store/keyset.ts';
import { statuses } from '../store/severity-rank.ts';
import type { TargetFilter, TargetSort } from '../store/target-query.ts';
import { unnamedAsset } from '../store/target-rows.ts';

/** What the address of the list asks for. */
export interface TargetListQuery extends Omit<TargetFilter, 'severityFrom' | 'watchedBy'> {
  readonly isWatched: boolean;
  readonly sort: TargetSort;
  readonly order: 'asc' | 'desc';
  readonly after: KeysetPlace | undefined;
}

/** Physics as a filter names it. */
export const physicsChoices = ['agrees', 'disagrees', 'uncheckable'] as const;

/** The filter of a query, the watch list being that of a reader. */
export function filterOf(query: TargetListQuery, reader: string): TargetFilter {
  const { isWatched, sort, order, after, ...filter } = query;
  return { ...filter, watchedBy: isWatched ? reader : undefined };
}

/** The parameters of a query as they stand in an address. */
export const parametersOf = (query: TargetListQuery): Record<string, string | undefined> => ({
  q: query.search,
  severity: query.severity,
  motion: query.motion,
  operation: query.operation,
  task: query.task,
  physics: query.physics,
  below: query.confidenceBelow === undefined ? undefined : String(Number((query.confidenceBelow * 100).toFixed(3))),
  since: query.observedSinceUtc?.toISOString().replace('T00:00:00.000Z', ''),
  log: query.logId === undefined ? undefined : String(query.logId),
  own: query.asset,
  watched: query.isWatched ? 'yes' : undefined,
  sort: query.sort,
  order: query.order,
});

/** Whether anything is filtered at all. */
export function isFiltered(query: TargetListQuery): boolean {
  const { sort, order, ...filters } = parametersOf(query);
  return Object.values(filters).some((value) => value !== undefined);
}

/** The filters with few values, as fields of the form. */
export function filterChoices(
  query: TargetListQuery,
  logs: readonly { readonly id: number; readonly name: string }[],
  words: Words,
) {
  type Name = Level | 'physics' | 'severity' | 'log';
  const select = (name: Name, options: readonly (readonly [string, string])[], chosen: string | undefined) => ({
    name,
    label: words.t(`targets.filter.${name}`),
    any: words.t(`targets.any.${name}`),
    isName: name === 'log',
    choices: options.map(([value, title]) => ({ value, title, isChosen: value === chosen })),
  });
  const terms = (group: string, values: readonly string[]) =>
    values.map((value) => [value, words.term(group, value)] as const);
  return [
    select('severity', terms('severities', statuses), query.severity),
    ...levels.map((level) => select(level, terms(`labels.${level}`, labelsOf[level]), query[level])),
    select('physics', terms('physics', physicsChoices), query.physics),
    select(
      'log',
      logs.map(({ id, name }) => [String(id), name] as const),
      query.logId === undefined ? undefined : String(query.logId),
    ),
  ];
}

/** The own spacecraft a list is limited to, with the address of the list without it; null when it is to none. */
export function assetChip(query: TargetListQuery) {
  if (query.asset === undefined || query.asset.startsWith(unnamedAsset)) return null;
  return { name: query.asset, clearHref: address('/targets', { ...parametersOf(query), own: undefined }) };
}
