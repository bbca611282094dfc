import { address } from '../http/address.ts';
import type { CsvTable } from '../http/csv.ts';
import { toPageToken } from '../http/page-token.ts';
import type { Page } from '../http/respond.ts';
import { english, type Words } from '../http/words.ts';
import { progressOf } from '../jobs/job-progress.ts';
import { type JobState, jobStates } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { inWords, type JobView, toJobView } from './job-page.ts';

/** Jobs on one page of the list. */
export const jobsPerPage = 100;

/** What the address of the list may ask for. */
export interface JobListQuery {
  readonly state: JobState | undefined;
  readonly offset: number;
}

/** Every job, newest first: what it is, how far it is, who started it. */
export async function jobListPage(store: Store, query: JobListQuery, now: Date, words: Words): Promise<Page> {
  const { state, offset } = query;
  const { rows, matching } = await store.jobs.list({ ...query, limit: jobsPerPage });
  const views = rows.map((job) => toJobView(progressOf(job, now)));
  const next = offset + rows.length < matching ? toPageToken(offset + rows.length) : null;
  const isEmpty = rows.length === 0;
  return {
    view: 'job-list',
    title: words.t('jobs.title'),
    section: 'jobs',
    isLive: views.some(({ isActive }) => isActive),
    model: {
      words: words.t('jobs.count', { count: matching }),
      active: views.filter(({ isActive }) => isActive).map((view) => inWords(view, words)),
      states: jobStates.map((value) => ({ value, isChosen: value === state })),
      clearHref: state === undefined ? null : '/jobs',
      rows: views.map((view) => ({ ...inWords(view, words), href: `/jobs/${view.jobId}` })),
      empty: !isEmpty ? null : state === undefined && offset === 0 ? 'nothing-yet' : 'nothing-matches',
      nextHref: next === null ? null : address('/jobs', { state, next }),
    },
    json: { kind: 'jobs', matching, rows: views, next },
    csv: toCsv(views),
  };
}

const toCsv = (views: readonly JobView[]): CsvTable => ({
  columns: [
    'job',
    'kind',
    'subject',
    'log',
    'state',
    'steps_done',
    'steps_total',
    'unit',
    'rate_per_s',
    'remaining_s',
    'attempts',
    'started_by',
    'created_utc',
    'started_utc',
    'finished_utc',
    'progress',
  ],
  rows: views.map((view) => [
    view.jobId,
    view.kind,
    view.subject,
    view.logId,
    view.state,
    view.stepsDone,
    view.stepsTotal,
    view.unit,
    view.ratePerS,
    view.remainingS,
    view.attempts,
    view.startedBy,
    view.createdUtc,
    view.startedUtc,
    view.finishedUtc,
    inWords(view, english).words,
  ]),
});
