import { calibratedColumn } from './calibration-table.ts';
import type { Database, SqlValue } from './database.ts';
import { afterPlace, type KeysetPlace, orderBy, placeColumns, placeOf } from './keyset.ts';
import { type Status, statusOfRank } from './severity-rank.ts';
import { conditionsOf, keysOfSort, type TargetFilter, type TargetSort } from './target-query.ts';
import { type TargetRow, type TargetSummary, targetColumns, targetJoins, toTargetSummary } from './target-rows.ts';

/** A page of the list of targets. */
export interface TargetQuery extends TargetFilter {
  readonly sort: TargetSort;
  readonly descending: boolean;
  readonly limit: number;
  /** Where the page before ended; absent for the first. */
  readonly after?: KeysetPlace | undefined;
}

/** Rows, and the place the next page begins after; null on the last. */
export interface TargetPage {
  readonly rows: TargetSummary[];
  readonly next: KeysetPlace | null;
}

/** Rows a stream fetches at a time. */
const rowsPerFetch = 500;

/** Reads the list of targets. */
export interface TargetList {
  page(query: TargetQuery): Promise<TargetPage>;
  /** Targets that pass a filter. */
  count(filter: TargetFilter): Promise<number>;
  /** Every target that passes a filter, fetched as it is asked for. */
  stream(query: Omit<TargetQuery, 'limit'>): AsyncGenerator<TargetSummary>;
  find(targetId: string): Promise<TargetSummary | undefined>;
  /** Targets observed in a log, by identifier, each at its last observation there. */
  ofLog(logId: number, limit: number): Promise<TargetSummary[]>;
  counts(): Promise<TargetCounts>;
}

/** How many targets there are. */
export interface TargetCounts {
  readonly targets: number;
  /** Those whose last observation is assessed. */
  readonly assessed: number;
  /** Those of each status that has any, the worst first. */
  readonly byStatus: ReadonlyMap<Status, number>;
}

/** Builds the target list on a database. */
export function targetList(database: Database): TargetList {
  const page = async (query: TargetQuery): Promise<TargetPage> => {
    const keys = keysOfSort(query.sort, query.descending);
    const { values, parameter } = parameters();
    const conditions = conditionsOf(query, parameter);
    if (query.after) conditions.push(afterPlace(keys, query.after, parameter));
    const rows = await database.query<TargetRow>(
      `select ${targetColumns}, x.* from (
         select x.*, ${placeColumns(keys)} from targets x ${where(conditions)}
         order by ${orderBy(keys)} limit ${parameter(query.limit + 1)}) x ${targetJoins}
       order by ${orderBy(keys)}`,
      values,
    );
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
    return {
      rows: rows.slice(0, query.limit).map(toTargetSummary),
      next: last === undefined ? null : placeOf(keys, { ...last }),
    };
  };
  return {
    page,
    async count(filter) {
      const { values, parameter } = parameters();
      const sql = `select count(*)::int as count from targets x ${where(conditionsOf(filter, parameter))}`;
      return (await database.query<{ count: number }>(sql, values))[0]!.count;
    },
    async *stream(query) {
      let after = query.after;
      do {
        const { rows, next } = await page({ ...query, after, limit: rowsPerFetch });
        yield* rows;
        after = next ?? undefined;
      } while (after !== undefined);
    },
    async find(targetId) {
      const sql = `select ${targetColumns}, x.* from targets x ${targetJoins} where x.target_id = $1`;
      return (await database.query<TargetRow>(sql, [targetId])).map(toTargetSummary)[0];
    },
    async ofLog(logId, limit) {
      const rows = await database.query<TargetRow>(
        `select ${targetColumns}, x.target_id, x.target_name, x.target_designator, x.asset, x.first_received_utc,
           t.log_id, l.name as log_name, t.window_end_utc, a.id as assessment_id, a.motion, a.operation, a.task,
           a.pattern, ${calibratedColumn('confidence')} as confidence, a.physics_agrees, a.physics_resolvable, a.closest_km,
           coalesce(a.severity, 0) as severity
         from (select distinct on (target_id) * from tracks where log_id = $1
               order by target_id, window_end_utc desc, id desc limit $2) t
           join targets x on x.target_id = t.target_id join logs l on l.id = t.log_id
           left join lateral (select * from assessments b where b.track_id = t.id order by b.id desc limit 1) a on true
         order by x.target_id`,
        [logId, limit],
      );
      return rows.map(toTargetSummary);
    },
    async counts() {
      const rows = await database.query<{ severity: number; count: number; assessed: number }>(
        `select severity, count(*)::int as count, count(assessment_id)::int as assessed
         from targets group by severity order by severity desc`,
      );
      return {
        targets: rows.reduce((sum, { count }) => sum + count, 0),
        assessed: rows.reduce((sum, { assessed }) => sum + assessed, 0),
        byStatus: new Map(rows.map(({ severity, count }) => [statusOfRank(severity), count])),
      };
    },
  };
}

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;

/** Gathers the values of a statement as its text is put together. */
function parameters() {
  const values: SqlValue[] = [];
  return { values, parameter: (value: SqlValue) => `$${values.push(value)}` };
}
