import { type Request, type Response, Router } from 'express';
import { labelsOf } from '#domain';
import type { AppDeps } from '../app-deps.ts';
import { targetIdOf } from '../http/address.ts';
import { fromPageToken } from '../http/page-token.ts';
import { choiceParameter, textParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { type TargetListQuery, targetListPage, targetSortNames } from '../pages/target-list-page.ts';
import { targetPage } from '../pages/target-page.ts';

/** `/` (also `/targets`) and `/targets/:id`. */
export function targetRoutes({ store, now }: AppDeps): Router {
  const router = Router();
  router.get(['/', '/targets'], async (req: Request, res: Response) => {
    respond(req, res, await targetListPage(store, readListQuery(req), now()));
  });
  router.get('/targets/:id', async (req: Request, res: Response) => {
    const pinned = textParameter(req, 'assessment');
    const assessmentId = pinned === undefined ? undefined : Number(pinned) || -1;
    respond(req, res, await targetPage(store, targetIdOf(String(req.params.id)), assessmentId, now()));
  });
  return router;
}

function readListQuery(req: Request): TargetListQuery {
  return {
    search: textParameter(req, 'q'),
    motion: choiceParameter(req, 'motion', labelsOf.motion),
    operation: choiceParameter(req, 'operation', labelsOf.operation),
    task: choiceParameter(req, 'task', labelsOf.task),
    physics: choiceParameter(req, 'physics', ['agrees', 'disagrees']),
    sort: choiceParameter(req, 'sort', targetSortNames) ?? 'observed',
    order: choiceParameter(req, 'order', ['asc', 'desc']) ?? 'desc',
    offset: fromPageToken(textParameter(req, 'next')),
  };
}
