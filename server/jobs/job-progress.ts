import type { JobRecord } from '../store/job-rows.ts';

/** How far a job is, and how fast it goes. */
export interface JobProgress {
  readonly jobId: number;
  readonly kind: string;
  /** What it works on. */
  readonly subject: string;
  readonly settings: object;
  readonly logId: number | null;
  readonly state: JobRecord['state'];
  readonly isCancelRequested: boolean;
  /** What one step is. */
  readonly unit: JobRecord['unit'];
  readonly stepsDone: number;
  /** Null while nobody knows. */
  readonly stepsTotal: number | null;
  /** Steps per second in the present run; null until a step was done. */
  readonly ratePerS: number | null;
  /** At that rate, s; null when the rate is not known or nothing is left. */
  readonly remainingS: number | null;
  readonly attempts: number;
  readonly startedBy: string | null;
  readonly createdUtc: string;
  readonly startedUtc: string | null;
  readonly finishedUtc: string | null;
  readonly result: JobRecord['result'];
  readonly failure: JobRecord['failure'];
  /** The last lines, oldest first. */
  readonly messages: JobRecord['messages'];
}

/** Reads the progress off a job at an instant. */
export function progressOf(job: JobRecord, now: Date): JobProgress {
  const endMs = job.finishedUtc === null ? now.getTime() : Date.parse(job.finishedUtc);
  const elapsedS = job.runStartedUtc === null ? 0 : (endMs - Date.parse(job.runStartedUtc)) / 1000;
  const doneInRun = job.stepsDone - job.runStartedDone;
  const ratePerS = doneInRun > 0 && elapsedS > 0 ? doneInRun / elapsedS : null;
  const left = job.stepsTotal === null ? 0 : job.stepsTotal - job.stepsDone;
  return {
    jobId: job.id,
    kind: job.kind,
    subject: job.subject,
    settings: job.settings,
    logId: job.logId,
    state: job.state,
    isCancelRequested: job.isCancelRequested,
    unit: job.unit,
    stepsDone: job.stepsDone,
    stepsTotal: job.stepsTotal,
    ratePerS,
    remainingS: job.state === 'running' && ratePerS !== null && left > 0 ? left / ratePerS : null,
    attempts: job.attempts,
    startedBy: job.startedBy,
    createdUtc: job.createdUtc,
    startedUtc: job.startedUtc,
    finishedUtc: job.finishedUtc,
    result: job.result,
    failure: job.failure,
    messages: job.messages,
  };
}
