import { randomBytes } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { AppDeps } from '../app-deps.ts';
import { accountOf } from '../http/acting-account.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { formBody } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { fromPageToken, isOffset } from '../http/page-token.ts';
import { idParameter, textParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { notFound, statusOf } from '../http/statuses.ts';
import { wordedError } from '../http/worded-error.ts';
import { labelCounter } from '../jobs/reviewed-examples.ts';
import { tuningOf } from '../jobs/tuning-kind.ts';
import { compareTuningPage, mostCompared } from '../pages/tuning/compare-tuning-page.ts';
import { newTuningPage } from '../pages/tuning/new-tuning-page.ts';
import { promotionsInForce, settingsOf } from '../pages/tuning/run-row.ts';
import { runsPerPage, tuningListPage } from '../pages/tuning/tuning-list-page.ts';
import { tuningPage } from '../pages/tuning/tuning-page.ts';
import type { Store } from '../store/open-store.ts';
import type { TuningRun } from '../store/tuning-rows.ts';
import { readRunHistory, tuningFolder } from '../tuning/tuning-folder.ts';
import { readTuningForm, typedFields } from './read-tuning-form.ts';

/** Rows of an export: all of them. */
const everything = 1_000_000;

/**
 * The run that a path names.
 *
 * @throws AppError `server.not_found`
 */
export async function findRun(store: Store, req: Request): Promise<TuningRun> {
  const run = await store.tuning.find(idParameter(req, 'id'));
  if (run) return run;
  throw notFound('tuning.error.noRun', { id: String(req.params.id) }, 'tuning.error.noRun.hint');
}

/** `/tuning`: the runs, a new one, one of them, several side by side; stop and go on. */
export function tuningRoutes({ store, jobs, settings: { dataDir }, now }: AppDeps): Router {
  const router = Router();
  const countLabels = labelCounter(store);
  const historyOf = (run: TuningRun) => readRunHistory(tuningFolder(dataDir, settingsOf(run).folder));
  const showRun = async (req: Request, res: Response) => {
    const run = await findRun(store, req);
    const inForce = promotionsInForce(await store.promotions.list());
    respond(req, res, tuningPage({ run, history: await historyOf(run), inForce, now: now() }, wordsOf(res)));
  };

  router.get('/tuning', allow('viewer'), async (req: Request, res: Response) => {
    const offset = fromPageToken(textParameter(req, 'next'), isOffset) ?? 0;
    const limit = res.locals.format === 'csv' ? everything : runsPerPage;
    respond(req, res, await tuningListPage(store, { limit, offset }, now(), wordsOf(res)));
  });

  router.get('/tuning/new', allow('analyst'), async (req: Request, res: Response) => {
    respond(req, res, newTuningPage({ labels: await countLabels() }, wordsOf(res)));
  });

  router.post('/tuning', allow('analyst'), formBody, async (req: Request, res: Response) => {
    const typed = typedFields((req.body ?? {}) as Readonly<Record<string, unknown>>);
    const labels = await countLabels();
    const form = readTuningForm(typed, labels);
    if (!form.settings) {
      const { faults } = form;
      const refusal = wordedError('server.bad_fields', { message: 'tuning.new.refused', faults });
      if (res.locals.format !== 'html') throw refusal;
      res.status(statusOf(refusal.code));
      respond(req, res, newTuningPage({ labels, typed, faults }, wordsOf(res)));
      return;
    }
    const run = { ...form.settings, folder: folderName(now()) };
    const { id } = await jobs.enqueue(tuningOf(run, accountOf(res)?.name ?? null));
    const tuning = `/tuning/${id}`;
    answerChange(res, { href: tuning, status: 202, json: { kind: 'tuning', tuning, job: `/jobs/${id}` } });
  });

  router.get('/tuning/compare', allow('viewer'), async (req: Request, res: Response) => {
    const ids = [...new Set([req.query.run ?? []].flat().map(Number))].filter((id) => Number.isInteger(id) && id > 0);
    const runs = await store.tuning.findAll(ids.slice(0, mostCompared));
    if (runs.length < 2 || ids.length > mostCompared) {
      throw wordedError('server.bad_query', {
        message: 'tuning.error.compareCount',
        hint: 'tuning.error.compareCount.hint',
        values: { count: ids.length > mostCompared ? ids.length : runs.length },
      });
    }
    const compared = await Promise.all(runs.map(async (run) => ({ run, history: await historyOf(run) })));
    const inForce = promotionsInForce(await store.promotions.list());
    respond(req, res, compareTuningPage(compared, inForce, wordsOf(res)));
  });

  router.get('/tuning/:id', allow('viewer'), showRun);

  for (const [action, act] of [
    ['stop', jobs.cancel],
    ['resume', jobs.retry],
  ] as const) {
    router.post(`/tuning/:id/${action}`, allow('analyst'), async (req: Request, res: Response) => {
      const { job } = await findRun(store, req);
      await act(job.id);
      if (res.locals.format === 'json') await showRun(req, res);
      else res.redirect(303, `/tuning/${job.id}`);
    });
  }
  return router;
}

/** A name that no other run has, here or in a database of before. */
const folderName = (at: Date): string =>
  `${at.toISOString().slice(0, 19).replaceAll(':', '')}-${randomBytes(4).toString('hex')}`;
