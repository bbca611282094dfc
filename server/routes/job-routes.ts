import { type Request, type Response, Router } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { allow } from '../http/allow.ts';
import { openEventStream } from '../http/event-stream.ts';
import { wordsOf } from '../http/language.ts';
import { idParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { progressOf } from '../jobs/job-progress.ts';
import { inWords, jobPage, toJobView } from '../pages/job-page.ts';

/** `/jobs/:id`, its events, and another try of a failed job. */
export function jobRoutes({ store, queue, now }: AppDeps): Router {
  const router = Router();
  const findJob = async (req: Request) => {
    const job = await store.jobs.find(idParameter(req, 'id'));
    if (!job) throw notFound('error.noJob', { id: String(req.params.id) }, 'error.noJob.hint');
    return job;
  };

  router.get('/jobs/:id', allow('viewer'), async (req: Request, res: Response) => {
    respond(req, res, jobPage(await findJob(req), now(), wordsOf(res)));
  });
  router.get('/jobs/:id/events', allow('viewer'), async (req: Request, res: Response) => {
    const job = await findJob(req);
    const stream = openEventStream(res);
    const send = (progress: ReturnType<typeof progressOf>) => {
      const view = inWords(toJobView(progress), wordsOf(res));
      stream.send('progress', String(view.stepsDone), view);
      if (!view.isActive) stream.end();
    };
    const unsubscribe = queue.subscribe(job.id, send);
    res.once('close', unsubscribe);
    send(progressOf((await store.jobs.find(job.id))!, now()));
  });
  router.post('/jobs/:id/retry', allow('analyst'), async (req: Request, res: Response) => {
    const { id } = await findJob(req);
    await queue.retry(id);
    res.redirect(303, `/jobs/${id}`);
  });
  return router;
}
