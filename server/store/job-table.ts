import type { Database, SqlValue } from './database.ts';
import {
  type JobFailure,
  type JobMessage,
  type JobRecord,
  type JobResult,
  type JobRow,
  type JobState,
  jobColumns,
  type NewJob,
  toJobRecord,
} from './job-rows.ts';
import { storableJson } from './storable.ts';

/** Which jobs to list. */
export interface JobQuery {
  readonly state?: JobState | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** How a run of a job ended. */
export interface JobEnd {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly message: JobMessage;
  readonly stepsDone?: number | undefined;
  /** The log it worked on, where that became known. */
  readonly logId?: number | undefined;
  readonly result?: JobResult | undefined;
  readonly failure?: JobFailure | undefined;
}

/** Jobs and their progress. */
export interface JobTable {
  /** Keeps a job. One with the same kind, log and settings that is still to do is given back, and nothing is added. */
  put(job: NewJob, nowUtc: Date): Promise<JobRecord>;
  find(id: number): Promise<JobRecord | undefined>;
  findAll(ids: readonly number[]): Promise<JobRecord[]>;
  /** The same as `find`, and nobody else changes it before the end of the transaction. */
  lock(id: number): Promise<JobRecord | undefined>;
  /** One page, newest first, and how many there are in all. */
  list(query: JobQuery): Promise<{ readonly rows: JobRecord[]; readonly matching: number }>;
  /** Newest first. */
  ofLog(logId: number): Promise<JobRecord[]>;
  /** Queued and running jobs, oldest first. */
  unfinished(): Promise<JobRecord[]>;
  /** Begins a run: `running`, with the steps that earlier runs did. */
  start(id: number, steps: { readonly done: number; readonly total: number | null }, nowUtc: Date): Promise<JobRecord>;
  /** Begins to count the rate anew, because the work was taken up again after an end it did not choose. */
  takeUp(id: number, nowUtc: Date): Promise<void>;
  /** The newest of a kind that was started with a setting of this text. */
  findBySetting(kind: string, name: string, text: string): Promise<JobRecord | undefined>;
  /** Keeps new lines, and how many steps are done, and are in all, where that is known. */
  tell(
    id: number,
    messages: readonly JobMessage[],
    stepsDone: number | undefined,
    stepsTotal?: number | undefined,
  ): Promise<void>;
  requestCancel(id: number): Promise<void>;
  /** Ends a run. */
  finish(id: number, end: JobEnd): Promise<JobRecord>;
  /** Makes a failed or cancelled job one that is to do, unless the same work is to do already. */
  requeue(id: number): Promise<JobRecord | undefined>;
}

/** Lines of its log a job keeps. */
const messagesKept = 12;

/** The lines of a job with those of parameter `$n`, a JSON array, after them; the last ones are kept. */
const withMessages = (parameter: string) => `(
  select coalesce(json_agg(line order by at), '[]') from (
    select line, at from json_array_elements((j.messages::jsonb || ${parameter}::jsonb)::json)
      with ordinality as lines (line, at) order by at desc limit ${messagesKept}
  ) kept)`;

const isToDo = `j.state in ('queued', 'running')`;

/** Builds the job table on a database, or on a transaction of one. */
export function jobTable(database: Database): JobTable {
  const select = async (rest: string, values: readonly SqlValue[] = []) => {
    const rows = await database.query<JobRow>(`select ${jobColumns} from jobs j ${rest}`, values);
    return rows.map(toJobRecord);
  };
  const update = async (set: string, condition: string, values: readonly SqlValue[]) => {
    const rows = await database.query<JobRow>(
      `update jobs j set revision = revision + 1, ${set} where ${condition} returning ${jobColumns}`,
      values,
    );
    return rows.map(toJobRecord)[0];
  };

  async function put(job: NewJob, nowUtc: Date): Promise<JobRecord> {
    const settings = storableJson(job.settings);
    const rows = await database.query<JobRow>(
      `insert into jobs as j (kind, subject, settings, unit, log_id, state, steps_total, started_by, created_utc)
       values ($1, $2, $3::jsonb, $4, $5, 'queued', $6, $7, $8) on conflict do nothing returning ${jobColumns}`,
      [job.kind, job.subject, settings, job.unit, job.logId, job.stepsTotal, job.startedBy, nowUtc],
    );
    if (rows[0]) return toJobRecord(rows[0]);
    const same = `where ${isToDo} and j.kind = $1 and j.log_id = $2 and j.settings = $3::jsonb`;
    return (await select(same, [job.kind, job.logId, settings]))[0] ?? put(job, nowUtc);
  }

  return {
    put,
    find: async (id) => (await select('where j.id = $1', [id]))[0],
    findAll: (ids) => select('where j.id = any($1::int[])', [ids]),
    lock: async (id) => (await select('where j.id = $1 for update', [id]))[0],
    async list({ state, limit, offset }) {
      const rows = await database.query<JobRow & { matching: number }>(
        `select ${jobColumns}, count(*) over ()::int as matching from jobs j
         where $1::text is null or j.state = $1 order by j.id desc limit $2 offset $3`,
        [state ?? null, limit, offset],
      );
      return { rows: rows.map(toJobRecord), matching: rows[0]?.matching ?? 0 };
    },
    ofLog: (logId) => select('where j.log_id = $1 order by j.id desc', [logId]),
    unfinished: () => select(`where ${isToDo} order by j.id`),
    start: async (id, { done, total }, nowUtc) =>
      (await update(
        `state = 'running', steps_done = $2, steps_total = $3, run_started_done = $2, run_started_utc = $4,
         started_utc = coalesce(j.started_utc, $4), finished_utc = null, attempts = j.attempts + 1`,
        'j.id = $1',
        [id, done, total, nowUtc],
      ))!,
    async takeUp(id, nowUtc) {
      const set = 'attempts = j.attempts + 1, run_started_utc = $2, run_started_done = j.steps_done';
      await update(set, `j.id = $1 and j.state = 'running'`, [id, nowUtc]);
    },
    findBySetting: async (kind, name, text) =>
      (await select('where j.kind = $1 and j.settings ->> $2 = $3 order by j.id desc limit 1', [kind, name, text]))[0],
    async tell(id, messages, stepsDone, stepsTotal) {
      const set = `messages = ${withMessages('$2')}, steps_done = coalesce($3::bigint, j.steps_done),
        steps_total = coalesce($4::bigint, j.steps_total)`;
      await update(set, 'j.id = $1', [id, storableJson(messages), stepsDone ?? null, stepsTotal ?? null]);
    },
    async requestCancel(id) {
      await update('is_cancel_requested = true', `j.id = $1 and ${isToDo}`, [id]);
    },
    finish: async (id, { state, message, stepsDone, logId, result, failure }) =>
      (await update(
        `state = $2, finished_utc = $3, messages = ${withMessages('$4')}, is_cancel_requested = false,
         steps_done = coalesce($5::bigint, j.steps_done), log_id = coalesce($6::int, j.log_id),
         result = $7::jsonb, failure = $8::jsonb`,
        'j.id = $1',
        [
          id,
          state,
          message.atUtc,
          storableJson([message]),
          stepsDone ?? null,
          logId ?? null,
          result === undefined ? null : storableJson(result),
          failure === undefined ? null : storableJson(failure),
        ],
      ))!,
    requeue: (id) =>
      update(
        `state = 'queued', is_cancel_requested = false, finished_utc = null, result = null, failure = null`,
        `j.id = $1 and j.state in ('failed', 'cancelled') and not exists (
           select from jobs other where other.kind = j.kind and other.log_id = j.log_id and other.settings = j.settings
             and other.state in ('queued', 'running'))`,
        [id],
      ),
  };
}
