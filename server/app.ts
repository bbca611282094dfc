import path from 'node:path';
import express, { type Express } from 'express';
import type { AppDeps } from './app-deps.ts';
import { answerError, answerNotFound } from './http/error-handler.ts';
import { chooseWords } from './http/language.ts';
import { negotiateFormat } from './http/respond.ts';
import { refuseForeignRequests, securityHeaders } from './http/security.ts';
import { loadViews } from './http/views.ts';
import { assessmentRoutes } from './routes/assessment-routes.ts';
import { correctionRoutes } from './routes/correction-routes.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { overviewRoutes } from './routes/overview-routes.ts';
import { plainRoutes } from './routes/plain-routes.ts';
import { targetRoutes } from './routes/target-routes.ts';

const viewsDir = path.join(import.meta.dirname, '../views');

/** Builds the console without listening, so that tests can drive it. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.locals.views = loadViews(viewsDir);
  app.locals.marking = deps.settings.marking;
  app.use(securityHeaders(), negotiateFormat, chooseWords, refuseForeignRequests);
  app.use('/assets', express.static(path.join(viewsDir, 'assets'), { index: false, maxAge: '1h' }));
  app.use(overviewRoutes(deps), targetRoutes(deps), assessmentRoutes(deps), correctionRoutes(deps));
  app.use(logRoutes(deps), jobRoutes(deps), plainRoutes(deps));
  app.use(answerNotFound, answerError(deps.log));
  return app;
}
