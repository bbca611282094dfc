import { type Express, type Request, type Response, Router } from 'express';
import type { OpenApiDocument } from '../api/openapi.ts';
import { openApiDocument } from '../api/openapi-document.ts';
import { operations } from '../api/operations.ts';
import type { AppDeps } from '../app-deps.ts';
import { allow } from '../http/allow.ts';
import { wordsOf } from '../http/language.ts';
import { respond } from '../http/respond.ts';
import { routeList } from '../http/route-list.ts';
import { notFound } from '../http/statuses.ts';
import { packageVersion } from '../package-version.ts';
import { apiOperationPage, apiPage, apiSchemaPage, operationsIn } from '../pages/api-pages.ts';

/** `/openapi.json`, and `/api` for readers. */
export function apiRoutes({ settings }: Pick<AppDeps, 'settings'>): Router {
  const router = Router();
  let document: OpenApiDocument | undefined;
  // Made with the first request, when every route is there.
  const documentOf = ({ app }: Request) =>
    (document ??= openApiDocument(routeList(app as Express), operations, packageVersion()));
  const optionsOf = (req: Request, res: Response) => ({
    origin: settings.security.publicOrigin ?? `http://${req.headers.host}`,
    needsToken: res.locals.hasAccounts === true,
  });

  router.get('/openapi', allow('viewer'), (req: Request, res: Response) => {
    if (res.locals.format === 'html') res.redirect(303, '/api');
    else res.json(documentOf(req));
  });
  router.get('/api', allow('viewer'), (req: Request, res: Response) => {
    respond(req, res, apiPage(documentOf(req), optionsOf(req, res), wordsOf(res)));
  });
  router.get('/api/schemas/:name', allow('viewer'), (req: Request, res: Response) => {
    const name = String(req.params.name);
    const { schemas } = documentOf(req).components;
    if (!Object.hasOwn(schemas, name)) throw notFound('error.noSchema', { name }, 'error.noOperation.hint');
    respond(req, res, apiSchemaPage(name, documentOf(req), wordsOf(res)));
  });
  router.get('/api/:name', allow('viewer'), (req: Request, res: Response) => {
    const name = String(req.params.name);
    const found = operationsIn(documentOf(req)).find(({ operation }) => operation.operationId === name);
    if (!found) throw notFound('error.noOperation', { name }, 'error.noOperation.hint');
    respond(req, res, apiOperationPage(found, documentOf(req), optionsOf(req, res), wordsOf(res)));
  });
  return router;
}
