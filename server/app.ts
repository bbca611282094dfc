import path from 'node:path';
import express, { type Express } from 'express';
import { identify } from './accounts/identify.ts';
import { recordChanges } from './accounts/record-changes.ts';
import type { AppDeps } from './app-deps.ts';
import { answerError, answerNotFound } from './http/error-handler.ts';
import { chooseWords } from './http/language.ts';
import { rateLimiters } from './http/rate-limits.ts';
import { negotiateFormat } from './http/respond.ts';
import { requireRoles } from './http/route-list.ts';
import { refuseForeignForms, refuseForeignNames, refuseLongAddresses, securityHeaders } from './http/security.ts';
import { sessionCookie } from './http/session-cookie.ts';
import { loadViews } from './http/views.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { adminRoutes } from './routes/admin-routes.ts';
import { apiRoutes } from './routes/api-routes.ts';
import { assessmentRoutes } from './routes/assessment-routes.ts';
import { correctionRoutes } from './routes/correction-routes.ts';
import { evaluationRoutes } from './routes/evaluation-routes.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { overviewRoutes } from './routes/overview-routes.ts';
import { plainRoutes } from './routes/plain-routes.ts';
import { promotionRoutes } from './routes/promotion-routes.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';
import { targetRoutes } from './routes/target-routes.ts';
import { tuningRoutes } from './routes/tuning-routes.ts';

const viewsDir = path.join(import.meta.dirname, '../views');

/**
 * Builds the console without listening, so that tests can drive it.
 *
 * @throws AppError `server.unexpected` when a route does not say who it is for
 */
export function createApp(deps: AppDeps): Express {
  const app = express();
  const { store, now, log, settings } = deps;
  const { security } = settings;
  const limiters = rateLimiters(security);
  const cookie = sessionCookie(security);
  app.disable('x-powered-by');
  app.set('trust proxy', security.proxies);
  app.locals.views = loadViews(viewsDir);
  app.locals.marking = deps.settings.marking;
  app.use(securityHeaders(security), negotiateFormat, chooseWords, recordChanges({ audit: store.audit, now, log }));
  // A page brings two dozen of them: they are not counted, so that opening pages is no flood.
  app.use('/assets', express.static(path.join(viewsDir, 'assets'), { index: false, maxAge: '1h' }));
  app.use(limiters.requests, refuseLongAddresses, refuseForeignNames(security));
  app.use(refuseForeignForms(security), limiters.changes, identify({ store, cookie, ...security, now }));
  app.use(signInRoutes(deps, { cookie, ...limiters }), accountRoutes(deps, { cookie, ...limiters }), adminRoutes(deps));
  app.use(overviewRoutes(deps), targetRoutes(deps), assessmentRoutes(deps), correctionRoutes(deps));
  app.use(logRoutes(deps), jobRoutes(deps), promotionRoutes(deps), tuningRoutes(deps));
  app.use(evaluationRoutes(deps), plainRoutes(deps), apiRoutes(deps));
  app.use(answerNotFound, answerError(log));
  requireRoles(app);
  return app;
}
