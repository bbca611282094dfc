import { type Request, type Response, Router } from 'express';
import { parseEpochUtc } from '#domain';
import type { AppDeps } from '../app-deps.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { formBody } from '../http/form-body.ts';

import { wordsOf } from '../http/language.ts';
import { readerOf } from '../http/reader.ts';
import { respond } from '../http/respond.ts';
import { wordedError } from '../http/worded-error.ts';
import { overviewPage } from '../pages/overview-page.ts';

/** `/` (also `/overview`), and the mark that a reader has seen what it showed. */
export function overviewRoutes({ store, now }: AppDeps): Router {
  const router = Router();
  router.get(['/', '/overview'], allow('viewer'), async (req: Request, res: Response) => {
    respond(req, res, await overviewPage(store, readerOf(res), now(), wordsOf(res)));
  });
  router.post('/seen', allow('viewer'), formBody, async (req: Request, res: Response) => {
    const { upTo } = (req.body ?? {}) as Readonly<Record<string, unknown>>;
    const seen = seenInstant(upTo, now());
    await store.watch.look(readerOf(res), seen);
    answerChange(res, { href: '/', json: { kind: 'seen', upTo: seen.toISOString() } });
  });
  return router;
}

/** The instant the page was made that was seen: what came since is still new. */
function seenInstant(upTo: unknown, now: Date): Date {
  const utcMs = typeof upTo === 'string' ? parseEpochUtc(upTo) : undefined;
  if (utcMs !== undefined) return new Date(Math.min(utcMs, now.getTime()));
  throw wordedError('server.bad_query', {
    message: 'error.badInstant',
    hint: 'error.badChoice.field',
    values: { name: 'upTo', value: String(upTo ?? '') },
  });
}
