import { type Request, type Response, Router } from 'express';
import { labelsOf } from '#domain';
import type { AppDeps } from '../app-deps.ts';
import { allow } from '../http/allow.ts';
import { wordsOf } from '../http/language.ts';
import { fromPageToken, isOffset } from '../http/page-token.ts';
import { choiceParameter, textParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { correctionsPage, correctionsPerPage } from '../pages/assessment/corrections-page.ts';
import { labeledSet, labelLines, logLines } from '../pages/assessment/labeled-set.ts';
import { verdicts } from '../store/review-rows.ts';
import type { ReviewFilter } from '../store/review-table.ts';

/** `/corrections`: what analysts say of the answers, as a list and as a labeled set for `noncoop tune`. */
export function correctionRoutes({ store }: AppDeps): Router {
  const router = Router();
  router.get('/corrections', allow('viewer'), async (req: Request, res: Response) => {
    const filter = readFilter(req);
    const offset = fromPageToken(textParameter(req, 'next'), isOffset) ?? 0;
    const limit = res.locals.format === 'csv' ? everything : correctionsPerPage;
    const { rows, matching } = await store.reviews.counting(filter, { limit, offset });
    respond(req, res, correctionsPage({ rows, matching, filter, offset }, wordsOf(res)));
  });
  const wholeSet = async (req: Request) =>
    labeledSet((await store.reviews.counting(readFilter(req), { limit: everything, offset: 0 })).rows);
  router.get('/corrections/labels.jsonl', allow('viewer'), async (req: Request, res: Response) => {
    await sendLines(res, 'labels.jsonl', labelLines(await wholeSet(req)));
  });
  router.get('/corrections/log.jsonl', allow('viewer'), async (req: Request, res: Response) => {
    await sendLines(res, 'log.jsonl', logLines(store, await wholeSet(req)));
  });
  return router;
}

/** Rows of an export that follows the filter: all of them. */
const everything = 1_000_000;

async function sendLines(res: Response, name: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
  // The type comes last: the name alone would make it bytes of no kind.
  res.attachment(name).type('application/x-ndjson; charset=utf-8');
  for await (const line of lines) res.write(line);
  res.end();
}

function readFilter(req: Request): ReviewFilter {
  return {
    search: textParameter(req, 'q'),
    verdict: choiceParameter(req, 'verdict', verdicts),
    motion: choiceParameter(req, 'motion', labelsOf.motion),
    operation: choiceParameter(req, 'operation', labelsOf.operation),
    task: choiceParameter(req, 'task', labelsOf.task),
  };
}
