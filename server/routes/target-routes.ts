import { type Request, type Response, Router } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { targetAddress, targetIdOf } from '../http/address.ts';
import { allow } from '../http/allow.ts';
import { answerChangeOf } from '../http/answer-change.ts';
import { formBody } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { textParameter } from '../http/query.ts';
import { readerOf } from '../http/reader.ts';
import { type Format, respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { streamRows } from '../http/stream-rows.ts';
import { noticeText } from '../pages/assessment/notice-text.ts';
import { findTarget } from '../pages/find-target.ts';
import { starView } from '../pages/star-view.ts';
import { targetListPage, targetListRows } from '../pages/target-list-page.ts';
import { targetPage } from '../pages/target-page.ts';
import { approachesPage, seriesPage } from '../pages/target-tables.ts';
import { readListQuery } from './read-list-query.ts';

/** `/targets`, `/targets/:id`, and of one its star, its closest approaches, its plots as numbers and the notice for operators. */
export function targetRoutes({ store, settings, readReport, now }: AppDeps): Router {
  const router = Router();
  router.get('/targets', allow('viewer'), async (req: Request, res: Response) => {
    const [query, reader, format] = [readListQuery(req), readerOf(res), res.locals.format as Format];
    if (format !== 'html') return streamRows(res, format, await targetListRows(store, query, reader));
    const who = { reader, now: now(), here: req.originalUrl, words: wordsOf(res) };
    respond(req, res, await targetListPage(store, query, who));
  });
  const findMeant = (req: Request) =>
    findTarget(store, targetIdOf(String(req.params.id)), pinnedAssessment(textParameter(req, 'assessment')));
  router.get('/targets/:id', allow('viewer'), async (req: Request, res: Response) => {
    const target = await findMeant(req);
    const { targetId } = target;
    const judging = { report: await readReport(), ...settings };
    const page = await targetPage(store, target, judging, textParameter(req, 'step'), now(), wordsOf(res));
    const isWatched = (await store.watch.watchedAmong(readerOf(res), [targetId])).has(targetId);
    const watch = starView(targetId, isWatched, req.originalUrl, wordsOf(res));
    respond(req, res, { ...page, model: { ...page.model, watch }, json: { ...page.json, isWatched } });
  });
  router.post('/targets/:id/watch', allow('viewer'), formBody, async (req: Request, res: Response) => {
    const targetId = targetIdOf(String(req.params.id));
    const { watch, back } = (req.body ?? {}) as Readonly<Record<string, unknown>>;
    if (watch === 'no') await store.watch.unwatch(readerOf(res), targetId);
    else if (!(await store.watch.watch(readerOf(res), targetId, now())))
      throw notFound('error.noTarget', { target: targetId });
    answerChangeOf(res, back, { kind: 'watch', targetId, isWatched: watch !== 'no' });
  });
  router.get('/targets/:id/approaches', allow('viewer'), async (req: Request, res: Response) => {
    const target = await findMeant(req);
    if (res.locals.format === 'html') res.redirect(`${targetAddress(target.targetId)}#approaches`);
    else respond(req, res, approachesPage(target));
  });
  router.get('/targets/:id/series', allow('viewer'), async (req: Request, res: Response) => {
    const target = await findMeant(req);
    if (res.locals.format === 'html') res.redirect(`${targetAddress(target.targetId)}#plots`);
    else respond(req, res, seriesPage(target));
  });
  router.get('/targets/:id/notice.txt', allow('viewer'), async (req: Request, res: Response) => {
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
