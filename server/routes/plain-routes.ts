import { type Request, type Response, Router } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { accountOf } from '../http/acting-account.ts';
import { allow } from '../http/allow.ts';
import { formBody } from '../http/form-body.ts';
import { chooseLanguage, wordsOf } from '../http/language.ts';
import { respond } from '../http/respond.ts';
import { chooseTheme } from '../http/theme.ts';
import { aboutPage } from '../pages/plain-pages.ts';
import { formatsPage } from '../pages/upload-page.ts';

/** `/formats`, `/about`, `/health` and the choices of language and theme. */
export function plainRoutes({ store }: AppDeps): Router {
  const router = Router();
  router.get('/formats', allow('viewer'), (req: Request, res: Response) => {
    respond(req, res, formatsPage(wordsOf(res)));
  });
  router.get('/about', allow('viewer'), (req: Request, res: Response) => {
    respond(req, res, aboutPage(wordsOf(res)));
  });
  router.get('/health', allow('anyone'), async (_req: Request, res: Response) => {
    if (!accountOf(res)) return void res.json({ ok: true });
    const [{ targets, assessed }, unfinished] = await Promise.all([store.targets.counts(), store.jobs.unfinished()]);
    res.json({ ok: true, targets, assessed, unfinishedJobs: unfinished.length });
  });
  router.post('/language', allow('anyone'), formBody, chooseLanguage);
  router.post('/theme', allow('anyone'), formBody, chooseTheme);
  return router;
}
