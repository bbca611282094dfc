import { type Request, type Response, Router } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { allow } from '../http/allow.ts';
import { openEventStream } from '../http/event-stream.ts';
import { wordsOf } from '../http/language.ts';
import { fromPageToken, isOffset } from '../http/page-token.ts';
import { choiceParameter, idParameter, textParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { progressOf } from '../jobs/job-progress.ts';
import { jobListPage } from '../pages/job-list-page.ts';
import { inWords, jobPage, toJobView } from '../pages/job-page.ts';
import { type JobRecord, jobStates } from '../store/job-rows.ts';

/** `/jobs`, `/jobs/:id`, its events, the end of a job and another try of it. */
export function jobRoutes({ store, jobs, now }: AppDeps): Router {
  const router = Router();
  const findJob = async (req: Request) => {
    const job = await store.jobs.find(idParameter(req, 'id'));
    if (!job) throw notFound('error.noJob', { id: String(req.params.id) }, 'error.noJob.hint');
    return job;
  };

  router.get('/jobs', allow('viewer'), async (req: Request, res: Response) => {
    const state = choiceParameter(req, 'state', jobStates);
    const query = { state, offset: fromPageToken(textParameter(req, 'next'), isOffset) ?? 0 };
    respond(req, res, await jobListPage(store, query, now(), wordsOf(res)));
  });
  router.get('/jobs/:id', allow('viewer'), async (req: Request, res: Response) => {
    respond(req, res, jobPage(await findJob(req), now(), wordsOf(res)));
  });
  router.get('/jobs/:id/events', allow('viewer'), async (req: Request, res: Response) => {
    const job = await findJob(req);
    const seen = req.get('last-event-id');
    const isOver = (seenJob: JobRecord) => seenJob.finishedUtc !== null;
    // No content tells a browser that connects again that nothing more will come.
    if (isOver(job) && seen === String(job.revision)) {
      res.status(204).end();
      return;
    }
    const stream = openEventStream(res);
    const send = (changed: JobRecord) => {
      const view = inWords(toJobView(progressOf(changed, now())), wordsOf(res));
      if (String(changed.revision) !== seen) stream.send('progress', String(changed.revision), view);
      if (isOver(changed)) stream.end();
    };
    send(job);
    if (!isOver(job)) res.once('close', jobs.watch(job.id, send));
  });
  for (const [action, act] of [
    ['cancel', jobs.cancel],
    ['retry', jobs.retry],
  ] as const) {
    router.post(`/jobs/:id/${action}`, allow('analyst'), async (req: Request, res: Response) => {
      const { id } = await findJob(req);
      await act(id);
      if (res.locals.format === 'json') respond(req, res, jobPage(await findJob(req), now(), wordsOf(res)));
      else res.redirect(303, `/jobs/${id}`);
    });
  }
  return router;
}
