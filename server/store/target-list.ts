import type { Database, SqlValue } from './database.ts';
import { type TargetRow, type TargetSummary, toTargetSummary } from './target-rows.ts';

/** Sortable columns of the target list, by the name they have in addresses. */
export const targetSorts = {
  target: 'target_id',
  motion: 'motion',
  operation: 'operation',
  task: 'task',
  confidence: 'confidence',
  physics: 'physics_agrees',
  pattern: 'pattern',
  observed: 'window_end_utc',
  log: 'log_name',
} as const;

/** Name of a sortable column. */
export type TargetSort = keyof typeof targetSorts;

/** What to list; a filter that is absent lets everything through. */
export interface TargetQuery {
  /** Text that the target, its name or log, its pattern or one of its labels contains, in any case. */
  readonly search?: string | undefined;
  readonly motion?: string | undefined;
  readonly operation?: string | undefined;
  readonly task?: string | undefined;
  readonly physics?: 'agrees' | 'disagrees' | undefined;
  readonly logId?: number | undefined;
  readonly sort: TargetSort;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** The newest assessment of the last observation of each target. */
const latestOfEachTarget = `
  select distinct on (t.target_id) t.target_id, t.log_id, l.name as log_name, t.window_start_utc, t.window_end_utc,
    t.state_count, t.thumbnail, t.context ->> 'targetName' as target_name, t.refusal_code, t.refusal_message,
    a.id as assessment_id, a.motion, a.operation, a.task, a.confidence, a.physics_agrees, a.pattern, a.strategy,
    (a.assessment -> 'physics' ->> 'isResolvable')::boolean as physics_resolvable
  from tracks t join logs l on l.id = t.log_id left join assessments a on a.track_id = t.id
  where $6::int is null or t.log_id = $6
  order by t.target_id, t.window_end_utc desc, t.id desc, a.id desc nulls last`;

/** Reads the list of targets. */
export interface TargetList {
  /** The rows of one page, and how many match in all. */
  page(query: TargetQuery): Promise<{ readonly rows: TargetSummary[]; readonly matching: number }>;
  /** Targets known, and of these the ones with an assessment. */
  counts(): Promise<{ readonly targets: number; readonly assessed: number }>;
}

/** Builds the target list on a database. */
export function targetList(database: Database): TargetList {
  return {
    async page(query) {
      const direction = query.descending ? 'desc' : 'asc';
      const values: SqlValue[] = [
        query.search === undefined ? null : `%${query.search.replace(/[\\%_]/g, '\\$&')}%`,
        query.motion ?? null,
        query.operation ?? null,
        query.task ?? null,
        query.physics === undefined ? null : query.physics === 'agrees',
        query.logId ?? null,
        query.limit,
        query.offset,
      ];
      const rows = await database.query<TargetRow>(
        `select latest.*, count(*) over ()::int as matching from (${latestOfEachTarget}) latest
         where ($1::text is null or concat_ws(' ', target_id, target_name, log_name, pattern, motion, operation, task) ilike $1)
           and ($2::text is null or motion = $2) and ($3::text is null or operation = $3)
           and ($4::text is null or task = $4) and ($5::boolean is null or physics_agrees = $5)
         order by ${targetSorts[query.sort]} ${direction} nulls last, target_id limit $7 offset $8`,
        values,
      );
      return { rows: rows.map(toTargetSummary), matching: rows[0]?.matching ?? 0 };
    },
    async counts() {
      const [row] = await database.query<{ targets: number; assessed: number }>(
        `select count(distinct t.target_id)::int as targets,
           count(distinct t.target_id) filter (where exists (select from assessments a where a.track_id = t.id))::int as assessed
         from tracks t`,
      );
      return row!;
    },
  };
}
