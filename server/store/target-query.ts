import type { SqlValue } from './database.ts';
import type { SortKey } from './keyset.ts';
import { rankOf, type Status } from './severity-rank.ts';

/** What targets to list; a filter that is absent lets everything through. */
export interface TargetFilter {
  /** Text that the target, its name or designator, its log, its pattern or one of its labels contains, in any case. */
  readonly search?: string | undefined;
  readonly motion?: string | undefined;
  readonly operation?: string | undefined;
  readonly task?: string | undefined;
  readonly severity?: Status | undefined;
  /** At least so urgent. */
  readonly severityFrom?: Status | undefined;
  readonly physics?: 'agrees' | 'disagrees' | 'uncheckable' | undefined;
  /** Observed in this log, if not last. */
  readonly logId?: number | undefined;
  /** Seen from this own spacecraft. */
  readonly asset?: string | undefined;
  /** Answered with less confidence than this, 0 to 1. */
  readonly confidenceBelow?: number | undefined;
  readonly observedSinceUtc?: Date | undefined;
  /** On the watch list of this reader. */
  readonly watchedBy?: string | undefined;
}

const key = (column: string, type: SortKey['type'], isNullable = true) => ({ column, type, isNullable });

/** The columns behind each sort, by the name it has in addresses; further columns settle ties. */
const columnsOfSort = {
  target: [],
  severity: [key('x.severity', 'int', false), key('x.confidence', 'double precision')],
  motion: [key('x.motion', 'text')],
  operation: [key('x.operation', 'text')],
  task: [key('x.task', 'text')],
  confidence: [key('x.confidence', 'double precision')],
  physics: [key('x.physics_agrees', 'boolean')],
  pattern: [key('x.pattern', 'text')],
  closest: [key('x.closest_km', 'double precision')],
  observed: [key('x.window_end_utc', 'timestamptz', false)],
  log: [key('x.log_name', 'text', false)],
} as const;

/** Name of a sort. */
export type TargetSort = keyof typeof columnsOfSort;

/** Names of the sorts. */
export const targetSorts = Object.keys(columnsOfSort) as TargetSort[];

/** The sort keys of a sort, down to the identifier; of targets equally urgent and sure the nearest comes first. */
export function keysOfSort(sort: TargetSort, descending: boolean): SortKey[] {
  const named = columnsOfSort[sort].map((column) => ({ ...column, descending }));
  const nearest = { ...key('x.closest_km', 'double precision'), descending: false };
  const identifier = { ...key('x.target_id', 'text', false), descending: sort === 'target' && descending };
  return [...named, ...(sort === 'severity' ? [nearest] : []), identifier];
}

/** The conditions of a filter on `targets x`, each true for the rows that pass. */
export function conditionsOf(filter: TargetFilter, parameter: (value: SqlValue) => string): string[] {
  const conditions: string[] = [];
  const add = <T>(value: T | undefined, condition: (given: T) => string) => {
    if (value !== undefined) conditions.push(condition(value));
  };
  add(filter.search, (text) => `x.search like lower(${parameter(`%${text.replace(/[\\%_]/g, '\\$&')}%`)}::text)`);
  for (const level of ['motion', 'operation', 'task'] as const)
    add(filter[level], (label) => `x.${level} = ${parameter(label)}`);
  add(filter.severity, (status) => `x.severity = ${parameter(rankOf(status))}`);
  add(filter.severityFrom, (status) => `x.severity >= ${parameter(rankOf(status))}`);
  add(filter.physics, (physics) =>
    physics === 'uncheckable'
      ? 'not x.physics_resolvable'
      : `x.physics_resolvable and x.physics_agrees = ${parameter(physics === 'agrees')}`,
  );
  add(
    filter.logId,
    (id) => `exists (select from tracks o where o.log_id = ${parameter(id)} and o.target_id = x.target_id)`,
  );
  add(filter.asset, (asset) => `x.asset = ${parameter(asset)}`);
  add(filter.confidenceBelow, (most) => `x.confidence < ${parameter(most)}`);
  add(filter.observedSinceUtc, (since) => `x.window_end_utc >= ${parameter(since)}`);
  add(
    filter.watchedBy,
    (reader) =>
      `exists (select from watched_targets w where w.reader = ${parameter(reader)} and w.target_id = x.target_id)`,
  );
  return conditions;
}
