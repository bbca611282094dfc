import type { Page } from '../http/respond.ts';
import { english, type MessageKey, type Words } from '../http/words.ts';
import { type JobProgress, progressOf } from '../jobs/job-progress.ts';
import type { JobFailure, JobRecord } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { jobDoing, jobTitle, progressWords, rateWords } from './job-words.ts';

/** A job as banners and pages show it. */
export interface JobView extends JobProgress {
  readonly words: string;
  /** What it is: "Classification of station.csv". */
  readonly title: string;
  /** What it is doing: "Classifying station.csv". */
  readonly doing: string;
  readonly isActive: boolean;
}

/** Progress with its words, in English as the exports have them. */
export const toJobView = (progress: JobProgress): JobView => viewOf(progress, english);

/** The same in the words of a reader: "12 of 24 targets done · 1.3 per s · about 9 s left". */
export const inWords = (view: JobView, words: Words): JobView => viewOf(view, words);

function viewOf(progress: JobProgress, words: Words): JobView {
  return {
    ...progress,
    words: progressWords(progress, words),
    title: jobTitle(progress, words),
    doing: jobDoing(progress, words),
    isActive: progress.state === 'queued' || progress.state === 'running',
  };
}

/** Jobs that are running or wait, oldest first. */
export async function activeJobs(store: Store, now: Date, words: Words): Promise<JobView[]> {
  return (await store.jobs.unfinished()).map((job) => viewOf(progressOf(job, now), words));
}

/** Hints that name what the upload form asks for, in place of the options of a command. */
const hints: Readonly<Record<string, MessageKey>> = { 'domain.unknown_format': 'upload.hint.format' };

function failureView({ code, message, hint }: JobFailure, words: Words) {
  const ownHint = hints[code];
  return { code, message, hint: ownHint ? words.t(ownHint) : hint, isEnglishHint: !ownHint };
}

/** The page of one job: state, steps, rate, time left, its last lines, what came of it. */
export function jobPage(job: JobRecord, now: Date, words: Words): Page {
  const progress = progressOf(job, now);
  const view = viewOf(progress, words);
  const share = view.stepsTotal ? Math.floor((100 * view.stepsDone) / view.stepsTotal) : 0;
  return {
    view: 'job',
    title: view.isActive ? words.t('job.progressTitle', { share, title: view.title }) : view.title,
    section: 'jobs',
    isLive: view.isActive,
    model: {
      job: view,
      failure: view.failure && failureView(view.failure, words),
      rate: rateWords(view, words),
      promptStrategy: (job.settings as { strategy?: string }).strategy ?? null,
      resultHref: view.result?.href ?? null,
      wasKnown: view.result?.isKnown === true,
      canRetry: view.state === 'failed' || view.state === 'cancelled',
      canCancel: view.isActive && !view.isCancelRequested,
      newestFirst: [...view.messages].reverse(),
    },
    json: { ...toJobView(progress), kind: 'job', jobKind: job.kind },
  };
}
