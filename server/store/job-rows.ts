import type { Assessment } from '#domain';

/** How a prompt is put. */
export type Strategy = Assessment['strategy'];

/** States of a job, in the order in which it goes through them. */
export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** State of a job. */
export type JobState = (typeof jobStates)[number];

/** What one step of a job is. */
export type JobUnit = 'target' | 'byte' | 'step' | 'record';

/** A line of a job's log. */
export interface JobMessage {
  readonly atUtc: string;
  readonly text: string;
}

/** What came of a job, as its kind defines it. */
export interface JobResult {
  /** Page that shows it, a path of the console. */
  readonly href?: string;
  readonly [name: string]: unknown;
}

/** The error a job ended by. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A job that is to be kept. */
export interface NewJob {
  /** Name of a job kind, see server/jobs/job-kinds.ts. */
  readonly kind: string;
  /** What it works on, in words: the name of a log, or of its files. */
  readonly subject: string;
  /** What it is started with; plain JSON. */
  readonly settings: object;
  readonly unit: JobUnit;
  /** Log it works on; null when it works on none, or on one that is still to be read. */
  readonly logId: number | null;
  /** Steps, when they are known beforehand. */
  readonly stepsTotal: number | null;
  /** Who asked for it; null when nobody signed in. */
  readonly startedBy: string | null;
}

/** A job as the store keeps it. */
export interface JobRecord extends NewJob {
  readonly id: number;
  readonly state: JobState;
  readonly stepsDone: number;
  /** It was asked to stop, and stops after the step in hand. */
  readonly isCancelRequested: boolean;
  readonly result: JobResult | null;
  readonly failure: JobFailure | null;
  /** Times it was begun, or taken up again after an end it did not choose. */
  readonly attempts: number;
  readonly createdUtc: string;
  readonly startedUtc: string | null;
  readonly runStartedUtc: string | null;
  /** Steps that were done when the present run began. */
  readonly runStartedDone: number;
  readonly finishedUtc: string | null;
  /** The last lines, oldest first. */
  readonly messages: readonly JobMessage[];
  /** Grows with every change. */
  readonly revision: number;
}

/** The columns of {@link jobColumns} as the driver returns them. */
export interface JobRow {
  id: number;
  kind: string;
  subject: string;
  settings: object;
  unit: JobUnit;
  log_id: number | null;
  state: JobState;
  steps_total: number | null;
  steps_done: number;
  is_cancel_requested: boolean;
  result: JobResult | null;
  failure: JobFailure | null;
  started_by: string | null;
  attempts: number;
  created_utc: Date;
  started_utc: Date | null;
  run_started_utc: Date | null;
  run_started_done: number;
  finished_utc: Date | null;
  messages: JobMessage[];
  revision: number;
}

/** Columns of a job, `jobs` being aliased as `j`. */
export const jobColumns = `j.id, j.kind, j.subject, j.settings, j.unit, j.log_id, j.state, j.steps_total, j.steps_done,
  j.is_cancel_requested, j.result, j.failure, j.started_by, j.attempts, j.created_utc, j.started_utc, j.run_started_utc,
  j.run_started_done, j.finished_utc, j.messages, j.revision`;

const utcOf = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Row → value. */
export const toJobRecord = (row: JobRow): JobRecord => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  settings: row.settings,
  unit: row.unit,
  logId: row.log_id,
  state: row.state,
  stepsTotal: row.steps_total,
  stepsDone: row.steps_done,
  isCancelRequested: row.is_cancel_requested,
  result: row.result,
  failure: row.failure,
  startedBy: row.started_by,
  attempts: row.attempts,
  createdUtc: row.created_utc.toISOString(),
  startedUtc: utcOf(row.started_utc),
  runStartedUtc: utcOf(row.run_started_utc),
  runStartedDone: row.run_started_done,
  finishedUtc: utcOf(row.finished_utc),
  messages: row.messages,
  revision: row.revision,
});
