import type { Page } from '../http/respond.ts';
import { type JobProgress, progressOf, progressWords } from '../jobs/job-progress.ts';
import type { JobRecord } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';

/** A job as banners and pages show it. */
export interface JobView extends JobProgress {
  readonly words: string;
  readonly isActive: boolean;
}

/** Progress with its words. */
export function toJobView(progress: JobProgress): JobView {
  const isActive = progress.state === 'queued' || progress.state === 'running';
  return { ...progress, words: progressWords(progress), isActive };
}

/** Jobs that are running or wait, oldest first. */
export async function activeJobs(store: Store, now: Date): Promise<JobView[]> {
  return (await store.jobs.unfinished()).map((job) => toJobView(progressOf(job, now)));
}

/** The page of one job: state, steps, rate, time left, its last lines. */
export function jobPage(job: JobRecord, now: Date): Page {
  const view = toJobView(progressOf(job, now));
  return {
    view: 'job',
    title: view.isActive ? `${view.stepsDone} of ${view.stepsTotal} · job ${job.id}` : `Job ${job.id}`,
    section: 'logs',
    isLive: view.isActive,
    model: { job: view, promptStrategy: job.strategy, newestFirst: [...view.messages].reverse() },
    json: { kind: 'job', ...view, strategy: job.strategy },
  };
}
