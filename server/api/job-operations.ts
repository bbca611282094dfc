import { jobStates } from '../store/job-rows.ts';
import { answer, matching, nextParameter, table } from './envelope.ts';
import { always, named, number, oneOf, text, without } from './fields.ts';
import { changeAnswers, type Operations, pageAnswer } from './operation.ts';
import { JobSchema } from './schemas/job.ts';

const path = { id: number('Number of the job.') };

const OneJob = named(
  'JobAnswer',
  answer('job', {
    ...without(JobSchema.properties, 'kind'),
    kind: always('job', 'What it is.'),
    jobKind: text('Kind of job: `import`, `classification` and others.'),
  }),
);

/** `/jobs` and what hangs on one. */
export const jobOperations: Operations = {
  'GET /jobs': {
    id: 'listJobs',
    tag: 'jobs',
    summary: 'Every job, newest first',
    query: { state: oneOf(jobStates, 'How far they are.'), next: nextParameter },
    answers: pageAnswer('The jobs, 100 a page.', {
      json: table('jobs', JobSchema, { matching }),
      csv: {
        job: 'number of the job',
        kind: 'kind of job',
        subject: 'what it works on',
        log: 'number of the log it works on',
        state: 'how far it is',
        steps_done: 'steps done',
        steps_total: 'steps in all',
        unit: 'what one step is',
        rate_per_s: 'steps per second in the present run',
        remaining_s: 'time left at that rate, s',
        attempts: 'times it was begun or taken up again',
        started_by: 'account that asked for it',
        created_utc: 'when it was asked for',
        started_utc: 'when it was begun',
        finished_utc: 'when it ended',
        progress: 'progress in words',
      },
    }),
  },
  'GET /jobs/:id': {
    id: 'readJob',
    tag: 'jobs',
    summary: 'A job: state, steps, rate, time left, what came of it',
    path,
    answers: pageAnswer('The job.', { json: OneJob }),
    errors: ['server.not_found'],
  },
  'GET /jobs/:id/events': {
    id: 'followJob',
    tag: 'jobs',
    summary: 'The progress of a job as it comes',
    details:
      'Server-sent events named `progress`; the stream ends with the job. `Last-Event-ID` takes up where it broke off.',
    path,
    answers: {
      200: { meaning: 'The events.', events: JobSchema },
      204: { meaning: 'The job is over and its end was seen.' },
    },
    errors: ['server.not_found'],
  },
  'POST /jobs/:id/cancel': {
    id: 'cancelJob',
    tag: 'jobs',
    summary: 'Asks a job to stop after the step in hand',
    path,
    answers: changeAnswers(200, { meaning: 'The job.', json: OneJob }),
    errors: ['server.not_found'],
  },
  'POST /jobs/:id/retry': {
    id: 'retryJob',
    tag: 'jobs',
    summary: 'Lets a job that failed or was cancelled go on',
    path,
    answers: changeAnswers(200, { meaning: 'The job.', json: OneJob }),
    errors: ['server.not_found'],
  },
};
