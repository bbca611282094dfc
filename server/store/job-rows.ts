import type { Assessment } from '#domain';

/** How a prompt is put. */
export type Strategy = Assessment['strategy'];

/** State of a job. */
export type JobState = 'queued' | 'running' | 'done' | 'failed';

/** A line of a job's log. */
export interface JobMessage {
  readonly atUtc: string;
  readonly text: string;
}

/** One classification of one log, as the store keeps it. */
export interface JobRecord {
  readonly id: number;
  readonly logId: number;
  readonly logName: string;
  readonly strategy: Strategy;
  readonly state: JobState;
  /** One step is one track: a target, or a window of one. */
  readonly stepsTotal: number;
  readonly stepsDone: number;
  readonly createdUtc: string;
  readonly runStartedUtc: string | null;
  /** Steps that were done when the present run began. */
  readonly runStartedDone: number;
  readonly finishedUtc: string | null;
  /** The last lines, oldest first. */
  readonly messages: readonly JobMessage[];
}

/** The columns of {@link jobColumns} as the driver returns them. */
export interface JobRow {
  id: number;
  log_id: number;
  log_name: string;
  strategy: Strategy;
  state: JobState;
  steps_total: number;
  steps_done: number;
  created_utc: Date;
  run_started_utc: Date | null;
  run_started_done: number;
  finished_utc: Date | null;
  messages: JobMessage[];
}

/** Columns of a job, `jobs` being aliased as `j` and its log as `l`. */
export const jobColumns = `j.id, j.log_id, l.name as log_name, j.strategy, j.state, j.steps_total, j.steps_done,
  j.created_utc, j.run_started_utc, j.run_started_done, j.finished_utc, j.messages`;

/** Row → value. */
export const toJobRecord = (row: JobRow): JobRecord => ({
  id: row.id,
  logId: row.log_id,
  logName: row.log_name,
  strategy: row.strategy,
  state: row.state,
  stepsTotal: row.steps_total,
  stepsDone: row.steps_done,
  createdUtc: row.created_utc.toISOString(),
  runStartedUtc: row.run_started_utc?.toISOString() ?? null,
  runStartedDone: row.run_started_done,
  finishedUtc: row.finished_utc?.toISOString() ?? null,
  messages: row.messages,
});
