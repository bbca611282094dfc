import { type Request, type Response, Router } from 'express';
import { labelsOf } from '#domain';
import type { AppDeps } from '../app-deps.ts';
import { targetAddress, targetIdOf } from '../http/address.ts';
import { wordsOf } from '../http/language.ts';
import { fromPageToken } from '../http/page-token.ts';
import { choiceParameter, textParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { noticeText } from '../pages/assessment/notice-text.ts';
import { findTarget } from '../pages/find-target.ts';
import { type TargetListQuery, targetListPage, targetSortNames } from '../pages/target-list-page.ts';
import { targetPage } from '../pages/target-page.ts';
import { approachesPage, seriesPage } from '../pages/target-tables.ts';

/** `/` (also `/targets`), `/targets/:id`, and of one its closest approaches, its plots as numbers and the notice for operators. */
export function targetRoutes({ store, settings, now }: AppDeps): Router {
  const router = Router();
  router.get(['/', '/targets'], async (req: Request, res: Response) => {
    respond(req, res, await targetListPage(store, readListQuery(req), now(), wordsOf(res)));
  });
  const findMeant = (req: Request) =>
    findTarget(store, targetIdOf(String(req.params.id)), pinnedAssessment(textParameter(req, 'assessment')));
  router.get('/targets/:id', async (req: Request, res: Response) => {
    const step = textParameter(req, 'step');
    respond(req, res, await targetPage(store, await findMeant(req), step, now(), wordsOf(res)));
  });
  router.get('/targets/:id/approaches', async (req: Request, res: Response) => {
    const target = await findMeant(req);
    if (res.locals.format === 'html') res.redirect(`${targetAddress(target.targetId)}#approaches`);
    else respond(req, res, approachesPage(target));
  });
  router.get('/targets/:id/series', async (req: Request, res: Response) => {
    const target = await findMeant(req);
    if (res.locals.format === 'html') res.redirect(`${targetAddress(target.targetId)}#plots`);
    else respond(req, res, seriesPage(target));
  });
  router.get('/targets/:id/notice.txt', async (req: Request, res: Response) => {
    const { targetId, record } = await findMeant(req);
    if (!record) throw notFound('error.unassessed', { target: targetId }, 'error.unassessed.hint');
    const [review] = await store.reviews.ofAssessment(record.id);
    res.type('text/plain; charset=utf-8').send(noticeText(record.assessment, settings.marking, review));
  });
  return router;
}

/** The assessment an address pins; one that can be none is not found. */
const pinnedAssessment = (pinned: string | undefined): number | undefined =>
  pinned === undefined ? undefined : Number(pinned) || -1;

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
