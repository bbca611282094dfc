import type { Database } from './database.ts';
import { type JobMessage, type JobRecord, type JobRow, jobColumns, type Strategy, toJobRecord } from './job-rows.ts';

/** Jobs and their progress. */
export interface JobTable {
  /** The job of a log and strategy that is still to do, made when there is none. */
  enqueue(logId: number, strategy: Strategy, nowUtc: Date): Promise<JobRecord>;
  find(id: number): Promise<JobRecord | undefined>;
  /** Newest first. */
  ofLog(logId: number): Promise<JobRecord[]>;
  /** Queued jobs and those a stopped process left running, oldest first. */
  unfinished(): Promise<JobRecord[]>;
  /** Begins a run: `running`, with the steps that earlier runs did. */
  start(id: number, stepsDone: number, nowUtc: Date): Promise<JobRecord>;
  /** Counts a step and keeps its line. */
  step(id: number, message: JobMessage): Promise<JobRecord>;
  /** Ends a run. */
  finish(id: number, state: 'done' | 'failed', message: JobMessage): Promise<JobRecord>;
  /** Puts a failed job back in the queue. */
  retry(id: number): Promise<JobRecord | undefined>;
}

/** Lines of its log a job keeps. */
const messagesKept = 12;

/** Appends parameter `$n`, a message as JSON, and keeps the last lines. */
const withMessage = (parameter: string) => `(
  select json_agg(line order by at) from (
    select line, at from json_array_elements((j.messages::jsonb || ${parameter}::jsonb)::json)
      with ordinality as lines (line, at) order by at desc limit ${messagesKept}
  ) kept)`;

/** Builds the job table on a database. */
export function jobTable(database: Database): JobTable {
  const select = async (rest: string, values: readonly (string | number | Date)[] = []) => {
    const rows = await database.query<JobRow>(
      `select ${jobColumns} from jobs j join logs l on l.id = j.log_id ${rest}`,
      values,
    );
    return rows.map(toJobRecord);
  };
  const update = async (set: string, condition: string, values: readonly (string | number | Date)[]) => {
    const rows = await database.query<JobRow>(
      `update jobs j set ${set} from logs l where l.id = j.log_id and ${condition} returning ${jobColumns}`,
      values,
    );
    return rows.map(toJobRecord)[0];
  };
  return {
    async enqueue(logId, strategy, nowUtc) {
      const open = `where j.log_id = $1 and j.strategy = $2 and j.state in ('queued', 'running')`;
      await database.query(
        `insert into jobs (log_id, strategy, state, steps_total, created_utc)
         select $1, $2, 'queued', (select count(*) from tracks t where t.log_id = $1), $3
         where not exists (select from jobs j ${open})`,
        [logId, strategy, nowUtc],
      );
      const [job] = await select(`${open}`, [logId, strategy]);
      return job!;
    },
    find: async (id) => (await select('where j.id = $1', [id]))[0],
    ofLog: (logId) => select('where j.log_id = $1 order by j.id desc', [logId]),
    unfinished: () => select(`where j.state in ('queued', 'running') order by j.id`),
    start: async (id, stepsDone, nowUtc) =>
      (await update(
        `state = 'running', steps_done = $2, run_started_done = $2, run_started_utc = $3, finished_utc = null`,
        'j.id = $1',
        [id, stepsDone, nowUtc],
      ))!,
    step: async (id, message) =>
      (await update(`steps_done = steps_done + 1, messages = ${withMessage('$2')}`, 'j.id = $1', [
        id,
        JSON.stringify(message),
      ]))!,
    finish: async (id, state, message) =>
      (await update(`state = $2, finished_utc = $4, messages = ${withMessage('$3')}`, 'j.id = $1', [
        id,
        state,
        JSON.stringify(message),
        message.atUtc,
      ]))!,
    retry: (id) => update(`state = 'queued'`, `j.id = $1 and j.state = 'failed'`, [id]),
  };
}
