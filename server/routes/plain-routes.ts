import { type Request, type Response, Router, urlencoded } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { chooseLanguage, wordsOf } from '../http/language.ts';
import { respond } from '../http/respond.ts';
import { chooseTheme } from '../http/theme.ts';
import { evaluationPage } from '../pages/evaluation-page.ts';
import { aboutPage } from '../pages/plain-pages.ts';
import { formatsPage } from '../pages/upload-page.ts';

/** `/evaluation`, `/formats`, `/about`, `/health` and the choices of language and theme. */
export function plainRoutes({ store, readReport }: AppDeps): Router {
  const router = Router();
  router.get('/evaluation', async (req: Request, res: Response) => {
    respond(req, res, evaluationPage(await readReport(), req.query, wordsOf(res)));
  });
  router.get('/formats', (req: Request, res: Response) => {
    respond(req, res, formatsPage(wordsOf(res)));
  });
  router.get('/about', (req: Request, res: Response) => {
    respond(req, res, aboutPage(wordsOf(res)));
  });
  router.get('/health', async (_req: Request, res: Response) => {
    const [{ targets, assessed }, unfinished] = await Promise.all([store.targets.counts(), store.jobs.unfinished()]);
    res.json({ ok: true, targets, assessed, unfinishedJobs: unfinished.length });
  });
  router.post('/language', urlencoded({ extended: false, limit: '2kb' }), chooseLanguage);
  router.post('/theme', urlencoded({ extended: false, limit: '2kb' }), chooseTheme);
  return router;
}
