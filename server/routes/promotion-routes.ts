import { type Request, type Response, Router } from 'express';
import { strategies } from '#prompts';
import type { AppDeps } from '../app-deps.ts';
import { accountOf, localAnalyst } from '../http/acting-account.ts';
import { allow } from '../http/allow.ts';
import { formBody, formField, requiredField } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { wordedError } from '../http/worded-error.ts';
import type { MessageKey } from '../http/words.ts';
import { promotePage } from '../pages/tuning/promote-page.ts';
import { promotionsPage } from '../pages/tuning/promotions-page.ts';
import { isActive, promotionsInForce, settingsOf } from '../pages/tuning/run-row.ts';
import type { Strategy } from '../store/job-rows.ts';
import type { NewPromotion, Promotion } from '../store/promotion-table.ts';
import type { BestAdapter, TuningRun } from '../store/tuning-rows.ts';
import { keepAdapter } from '../tuning/keep-adapter.ts';
import { tuningFolder } from '../tuning/tuning-folder.ts';
import { findRun } from './tuning-routes.ts';

/** What stands for the shipped adapter where a promotion is named. */
const shipped = 'shipped';

/** `/tuning/promotions`, the promotion of a run's adapter after a confirmation, and the way back. */
export function promotionRoutes({ store, settings: { dataDir }, now }: AppDeps): Router {
  const router = Router();
  const authorOf = (res: Response) => (accountOf(res) ?? localAnalyst).name;
  const showPromotions = async (req: Request, res: Response) => {
    if (req.method === 'POST' && res.locals.format !== 'json') res.redirect(303, '/tuning/promotions');
    else respond(req, res, promotionsPage(await store.promotions.list(), wordsOf(res)));
  };
  const promote = async (promotion: NewPromotion, replaces: number | null | undefined) => {
    if (await store.promotions.insert(promotion, replaces, now())) return;
    throw refused('superseded', { strategy: promotion.strategy }, 'server.promotion_superseded');
  };

  router.get('/tuning/promotions', allow('viewer'), showPromotions);

  router.get('/tuning/:id/promote', allow('analyst'), async (req: Request, res: Response) => {
    const run = await findRun(store, req);
    promotable(run);
    const inForce = promotionsInForce(await store.promotions.list());
    const current = inForce.get(settingsOf(run).strategy);
    respond(req, res, promotePage({ run, current, currentRun: await runBehind(current), inForce }, wordsOf(res)));
  });

  router.post('/tuning/:id/promote', allow('analyst'), formBody, async (req: Request, res: Response) => {
    const run = await findRun(store, req);
    const { sha256 } = promotable(run);
    const { strategy, folder: runFolder } = settingsOf(run);
    const replaces = replacedBy(formField(req, 'replaces'));
    const kept = { strategy, run: run.job.id, sha256 };
    const folder = await keepAdapter(dataDir, tuningFolder(dataDir, runFolder).adapterDir, kept);
    if (folder === null) throw refused('adapterGone', { run: run.job.id });
    const adapter = { folder, sha256, jobId: run.job.id };
    await promote({ strategy, author: authorOf(res), adapter, backTo: null }, replaces);
    await showPromotions(req, res);
  });

  router.post('/tuning/roll-back', allow('analyst'), formBody, async (req: Request, res: Response) => {
    const to = requiredField(req, 'to');
    const author = authorOf(res);
    if (to === shipped) {
      const strategy = toStrategy(requiredField(req, 'strategy'));
      await promote({ strategy, author, adapter: null, backTo: null }, undefined);
    } else {
      const back = await promotionNumbered(to);
      await promote({ strategy: back.strategy, author, adapter: back.adapter, backTo: back.id }, undefined);
    }
    await showPromotions(req, res);
  });

  /** The run whose figures are those of the adapter that answers; undefined where they are of a later one. */
  async function runBehind(current: Promotion | undefined): Promise<TuningRun | undefined> {
    if (!current?.adapter) return undefined;
    const run = await store.tuning.find(current.adapter.jobId);
    return run?.progress?.best?.sha256 === current.adapter.sha256 ? run : undefined;
  }

  async function promotionNumbered(text: string): Promise<Promotion> {
    const found = /^[1-9]\d{0,8}$/.test(text) ? await store.promotions.find(Number(text)) : undefined;
    if (found) return found;
    throw notFound('tuning.error.noPromotion', { id: text.slice(0, 40) }, 'tuning.error.noPromotion.hint');
  }
  return router;
}

/** The adapter of a run that may be promoted. */
function promotable(run: TuningRun): BestAdapter {
  const best = run.progress?.best;
  if (isActive(run)) throw refused('isActive', { run: run.job.id });
  if (!best) throw refused('noAdapter', { run: run.job.id });
  return best;
}

const refused = (
  reason: 'isActive' | 'noAdapter' | 'adapterGone' | 'superseded',
  values: Readonly<Record<string, string | number>>,
  code = 'server.not_promotable',
) =>
  wordedError(code, {
    message: `tuning.error.${reason}`,
    hint: `tuning.error.${reason}.hint` as MessageKey,
    values,
  });

/** The promotion that a form believes to be in force; undefined when it does not say. */
function replacedBy(text: string | undefined): number | null | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === shipped) return null;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : -1;
}

function toStrategy(text: string): Strategy {
  const strategy = strategies.find((name) => name === text);
  if (strategy) return strategy;
  throw wordedError('server.bad_query', {
    message: 'error.badChoice',
    hint: 'error.badChoice.field',
    values: { name: 'strategy', choices: strategies.join(', '), value: text.slice(0, 40) },
  });
}
