import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import { type JobProgress, progressOf, progressWords } from '../jobs/job-progress.ts';
import type { JobRecord } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';

/** A job as banners and pages show it. */
export interface JobView extends JobProgress {
  readonly words: string;
  readonly isActive: boolean;
}

/** Progress with its words, in English as the exports have them. */
export function toJobView(progress: JobProgress): JobView {
  const isActive = progress.state === 'queued' || progress.state === 'running';
  return { ...progress, words: progressWords(progress), isActive };
}

/** The same in the words of a reader: "12 of 24 targets done · 1.3 per s · about 9 s left". */
export function inWords(view: JobView, words: Words): JobView {
  const { state, stepsDone: done, stepsTotal: total, ratePerS, remainingS } = view;
  const count = words.t('job.words.done', { done, total });
  if (state === 'queued') return { ...view, words: `${count} · ${words.t('job.words.queued')}` };
  if (state === 'failed') return { ...view, words: `${count} · ${words.t('job.words.failed')}` };
  const parts = [count];
  if (ratePerS !== null)
    parts.push(words.t('job.perS', { rate: ratePerS >= 10 ? Math.round(ratePerS) : ratePerS.toPrecision(2) }));
  if (remainingS !== null) parts.push(words.t('job.words.left', { seconds: Math.ceil(remainingS) }));
  return { ...view, words: parts.join(' · ') };
}

/** Jobs that are running or wait, oldest first. */
export async function activeJobs(store: Store, now: Date, words: Words): Promise<JobView[]> {
  return (await store.jobs.unfinished()).map((job) => inWords(toJobView(progressOf(job, now)), words));
}

/** The page of one job: state, steps, rate, time left, its last lines. */
export function jobPage(job: JobRecord, now: Date, words: Words): Page {
  const view = toJobView(progressOf(job, now));
  return {
    view: 'job',
    title: view.isActive
      ? words.t('job.progressTitle', { done: view.stepsDone, total: view.stepsTotal, id: job.id })
      : words.t('job.title', { id: job.id }),
    section: 'logs',
    isLive: view.isActive,
    model: { job: inWords(view, words), promptStrategy: job.strategy, newestFirst: [...view.messages].reverse() },
    json: { kind: 'job', ...view, strategy: job.strategy },
  };
}
