import { type Request, type Response, Router } from 'express';
import { AppError } from '#errors';
import type { AppDeps } from '../app-deps.ts';
import { accountOf } from '../http/acting-account.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { wordsOf } from '../http/language.ts';
import { idParameter } from '../http/query.ts';
import { receiveUpload } from '../http/receive-upload.ts';
import { respond } from '../http/respond.ts';
import { notFound, statusOf } from '../http/statuses.ts';
import { importOf } from '../jobs/import-kind.ts';
import { logListPage, logPage } from '../pages/log-pages.ts';
import { uploadPage } from '../pages/upload-page.ts';
import { readUploadForm } from './read-upload-form.ts';

/** `/logs`, `/logs/:id`, the files of a log as they came, and the upload of a new one. */
export function logRoutes({ store, jobs, files, settings, now }: AppDeps): Router {
  const router = Router();
  const { uploadLimitBytes: limitBytes } = settings;
  const findLog = async (req: Request) => {
    const log = await store.logs.find(idParameter(req, 'id'));
    if (!log) throw notFound('error.noLog', { id: String(req.params.id) }, 'error.noLog.hint');
    return log;
  };

  router.get('/logs', allow('viewer'), async (req: Request, res: Response) => {
    respond(req, res, await logListPage(store, wordsOf(res)));
  });
  router.get('/logs/:id', allow('viewer'), async (req: Request, res: Response) => {
    const options = { now: now(), wasKnown: req.query.known === '1', showsAll: res.locals.format !== 'html' };
    respond(req, res, await logPage(store, await findLog(req), options, wordsOf(res)));
  });
  router.get('/logs/:id/file', allow('viewer'), async (req: Request, res: Response) => {
    res.redirect(`/logs/${(await findLog(req)).id}/files/1`);
  });
  router.get('/logs/:id/files/:number', allow('viewer'), async (req: Request, res: Response) => {
    const log = await findLog(req);
    const file = log.files.find(({ number }) => number === idParameter(req, 'number'));
    if (!file) throw notFound('error.noFile', { number: String(req.params.number), log: log.id }, 'error.noFile.hint');
    res.download(files.pathOf(file.sha256), file.name, { dotfiles: 'allow' });
  });

  router.get('/upload', allow('analyst'), (req: Request, res: Response) => {
    respond(req, res, uploadPage({ limitBytes }, wordsOf(res)));
  });
  router.post('/upload', allow('analyst'), async (req: Request, res: Response) => {
    const upload = await receiveUpload(req, limitBytes, files.keep);
    try {
      const form = readUploadForm(upload);
      const { id } = await jobs.enqueue(importOf(form.files, form.settings, 'upload', accountOf(res)?.name ?? null));
      const job = `/jobs/${id}`;
      answerChange(res, { href: job, json: { kind: 'upload', job }, status: 202 });
    } catch (error) {
      const isTheirs = error instanceof AppError && statusOf(error.code) < 500;
      if (!isTheirs || res.locals.format !== 'html') throw error;
      res.status(statusOf(error.code));
      respond(req, res, uploadPage({ limitBytes, typed: upload.fields, fault: error }, wordsOf(res)));
    }
  });
  return router;
}
