import type { Database } from './database.ts';
import { type JobRecord, type JobRow, jobColumns, toJobRecord } from './job-rows.ts';
import { type Labels, rankOfLabels, type Status, statusOfRank } from './severity-rank.ts';

/** The first of some, and how many there are. */
export interface Some<T> {
  readonly rows: readonly T[];
  readonly count: number;
}

/** A target whose labels became others. */
export interface LabelChange {
  readonly targetId: string;
  readonly changedUtc: string;
  readonly old: Labels;
  readonly now: Labels;
  readonly oldSeverity: Status;
  readonly severity: Status;
}

/** A target that came for the first time. */
export interface NewTarget {
  readonly targetId: string;
  readonly targetName: string | null;
  readonly severity: Status;
  readonly receivedUtc: string;
}

/** What could not be used: a target that cannot be assessed, or a log with refused records. */
export type Refusal =
  | { readonly kind: 'target'; readonly targetId: string; readonly message: string; readonly atUtc: string }
  | {
      readonly kind: 'log';
      readonly logId: number;
      readonly logName: string;
      readonly rejectedCount: number;
      readonly atUtc: string;
    };

/** What happened since an instant, newest first. */
export interface ChangeList {
  newTargets(sinceUtc: Date, limit: number): Promise<Some<NewTarget>>;
  /** One change for each target that was known before: from the labels then to those now. */
  labelChanges(sinceUtc: Date, limit: number): Promise<Some<LabelChange>>;
  refusals(sinceUtc: Date, limit: number): Promise<Some<Refusal>>;
  finishedJobs(sinceUtc: Date, limit: number): Promise<Some<JobRecord>>;
  /** The last change of each of some targets that ever had one. */
  lastChanges(targetIds: readonly string[]): Promise<ReadonlyMap<string, LabelChange>>;
}

interface ChangeRow extends Labels {
  target_id: string;
  changed_utc: Date;
  old_motion: string | null;
  old_operation: string | null;
  old_task: string | null;
  count: number;
}

interface RefusalRow {
  target_id: string | null;
  log_id: number | null;
  log_name: string | null;
  rejected_count: number | null;
  message: string | null;
  at_utc: Date;
  count: number;
}

/** Builds the list of changes on a database. */
export function changeList(database: Database): ChangeList {
  return {
    async newTargets(sinceUtc, limit) {
      const rows = await database.query<NewTargetRow>(
        `select target_id, target_name, severity, first_received_utc, count(*) over ()::int as count from targets
         where first_received_utc > $1 order by severity desc, first_received_utc desc, target_id limit $2`,
        [sinceUtc, limit],
      );
      return some(rows, toNewTarget);
    },
    async labelChanges(sinceUtc, limit) {
      const rows = await database.query<ChangeRow>(
        `select *, count(*) over ()::int as count from (
           select x.target_id, max(c.changed_utc) as changed_utc, x.motion, x.operation, x.task, x.severity,
             (array_agg(c.old_motion order by c.id))[1] as old_motion,
             (array_agg(c.old_operation order by c.id))[1] as old_operation,
             (array_agg(c.old_task order by c.id))[1] as old_task
           from label_changes c join targets x on x.target_id = c.target_id
           where c.changed_utc > $1 and x.first_received_utc <= $1 and x.assessment_id is not null
           group by x.target_id) net
         where (old_motion, old_operation, old_task) is distinct from (motion, operation, task)
         order by severity desc, changed_utc desc, target_id limit $2`,
        [sinceUtc, limit],
      );
      return some(rows, toLabelChange);
    },
    async refusals(sinceUtc, limit) {
      const rows = await database.query<RefusalRow>(
        `select *, count(*) over ()::int as count from (
           select t.target_id, null::int as log_id, null as log_name, null::int as rejected_count,
             t.refusal_message as message, t.refused_utc as at_utc
           from tracks t where t.refused_utc > $1
           union all
           select null, l.id, l.name, l.rejected_count, null, l.received_utc
           from logs l where l.received_utc > $1 and l.rejected_count > 0) told
         order by at_utc desc, target_id, log_id limit $2`,
        [sinceUtc, limit],
      );
      return some(rows, toRefusal);
    },
    async finishedJobs(sinceUtc, limit) {
      const rows = await database.query<JobRow & { count: number }>(
        `select ${jobColumns}, count(*) over ()::int as count from jobs j
         where j.finished_utc > $1 order by j.finished_utc desc, j.id desc limit $2`,
        [sinceUtc, limit],
      );
      return some(rows, toJobRecord);
    },
    async lastChanges(targetIds) {
      const rows = await database.query<ChangeRow>(
        `select distinct on (target_id) * from label_changes where target_id = any($1::text[])
         order by target_id, id desc`,
        [targetIds],
      );
      return new Map(rows.map((row) => [row.target_id, toLabelChange(row)]));
    },
  };
}

interface NewTargetRow {
  target_id: string;
  target_name: string | null;
  severity: number;
  first_received_utc: Date;
  count: number;
}

const some = <Row extends { readonly count: number }, T>(rows: readonly Row[], toValue: (row: Row) => T): Some<T> => ({
  rows: rows.map(toValue),
  count: rows[0]?.count ?? 0,
});

const toNewTarget = (row: NewTargetRow): NewTarget => ({
  targetId: row.target_id,
  targetName: row.target_name,
  severity: statusOfRank(row.severity),
  receivedUtc: row.first_received_utc.toISOString(),
});

function toLabelChange({ motion, operation, task, ...row }: ChangeRow): LabelChange {
  const old = { motion: row.old_motion, operation: row.old_operation, task: row.old_task };
  const now = { motion, operation, task };
  return {
    targetId: row.target_id,
    changedUtc: row.changed_utc.toISOString(),
    old,
    now,
    oldSeverity: statusOfRank(rankOfLabels(old)),
    severity: statusOfRank(rankOfLabels(now)),
  };
}

const toRefusal = (row: RefusalRow): Refusal =>
  row.target_id === null
    ? {
        kind: 'log',
        logId: row.log_id!,
        logName: row.log_name!,
        rejectedCount: row.rejected_count!,
        atUtc: row.at_utc.toISOString(),
      }
    : { kind: 'target', targetId: row.target_id, message: row.message ?? '', atUtc: row.at_utc.toISOString() };
