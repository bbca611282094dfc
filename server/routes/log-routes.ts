import { type Request, type Response, Router } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { idParameter } from '../http/query.ts';
import { receiveUpload } from '../http/receive-upload.ts';
import { respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { importLog } from '../jobs/import-log.ts';
import { logListPage, logPage } from '../pages/log-pages.ts';
import { uploadPage } from '../pages/plain-pages.ts';

/** `/logs`, `/logs/:id`, the file of a log as it came, and the upload of a new one. */
export function logRoutes({ store, queue, files, settings, now }: AppDeps): Router {
  const router = Router();
  const findLog = async (req: Request) => {
    const log = await store.logs.find(idParameter(req, 'id'));
    if (!log) throw notFound(`a log ${req.params.id}`, 'the page Logs lists every log');
    return log;
  };

  router.get('/logs', async (req: Request, res: Response) => {
    respond(req, res, await logListPage(store));
  });
  router.get('/logs/:id', async (req: Request, res: Response) => {
    const options = { now: now(), wasKnown: req.query.known === '1', showsAll: res.locals.format !== 'html' };
    respond(req, res, await logPage(store, await findLog(req), options));
  });
  router.get('/logs/:id/file', async (req: Request, res: Response) => {
    const log = await findLog(req);
    res.download(files.pathOf(log.sha256), log.name, { dotfiles: 'allow' });
  });

  router.get('/upload', (req: Request, res: Response) => {
    respond(req, res, uploadPage(settings.uploadLimitBytes));
  });
  router.post('/upload', async (req: Request, res: Response) => {
    const { name, kept } = await receiveUpload(req, settings.uploadLimitBytes, files.keep);
    const { log, isNew } = await importLog(store, { name, file: kept, origin: 'upload', now: now() });
    if (isNew && log.targetCount > 0) await queue.enqueue(log.id);
    res.redirect(303, isNew ? `/logs/${log.id}` : `/logs/${log.id}?known=1`);
  });
  return router;
}
