import type { JobRecord } from '../store/job-rows.ts';

/** How far a job is, and how fast it goes. */
export interface JobProgress {
  readonly jobId: number;
  readonly logId: number;
  readonly logName: string;
  readonly state: JobRecord['state'];
  readonly stepsDone: number;
  readonly stepsTotal: number;
  /** Targets per second in the present run; null until a step was done. */
  readonly ratePerS: number | null;
  /** At that rate, s; null when the rate is not known or nothing is left. */
  readonly remainingS: number | null;
  readonly createdUtc: string;
  readonly finishedUtc: string | null;
  /** The last lines, oldest first. */
  readonly messages: JobRecord['messages'];
}

/** Reads the progress off a job at an instant. */
export function progressOf(job: JobRecord, now: Date): JobProgress {
  const endMs = job.finishedUtc === null ? now.getTime() : Date.parse(job.finishedUtc);
  const elapsedS = job.runStartedUtc === null ? 0 : (endMs - Date.parse(job.runStartedUtc)) / 1000;
  const doneInRun = job.stepsDone - job.runStartedDone;
  const ratePerS = doneInRun > 0 && elapsedS > 0 ? doneInRun / elapsedS : null;
  const left = job.stepsTotal - job.stepsDone;
  return {
    jobId: job.id,
    logId: job.logId,
    logName: job.logName,
    state: job.state,
    stepsDone: job.stepsDone,
    stepsTotal: job.stepsTotal,
    ratePerS,
    remainingS: job.state === 'running' && ratePerS !== null && left > 0 ? left / ratePerS : null,
    createdUtc: job.createdUtc,
    finishedUtc: job.finishedUtc,
    messages: job.messages,
  };
}

/** The progress in one line: "12 of 24 targets assessed · 1.3 per s · about 9 s left". */
export function progressWords({ state, stepsDone, stepsTotal, ratePerS, remainingS }: JobProgress): string {
  const count = `${stepsDone} of ${stepsTotal} ${stepsTotal === 1 ? 'target' : 'targets'} done`;
  if (state === 'queued') return `${count} · waiting its turn`;
  if (state === 'failed') return `${count} · stopped by an error`;
  const rate = ratePerS === null ? [] : [`${ratePerS >= 10 ? Math.round(ratePerS) : ratePerS.toPrecision(2)} per s`];
  const left = remainingS === null ? [] : [`about ${Math.ceil(remainingS)} s left`];
  return [count, ...rate, ...left].join(' · ');
}
