import { type Request, type Response, Router } from 'express';
import { changeEvidence, labelsOf, levels } from '#domain';
import { AppError } from '#errors';
import { strategies } from '#prompts';
import type { AppDeps } from '../app-deps.ts';
import { askLive } from '../assess/console-assessor.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { formBody } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { idParameter } from '../http/query.ts';
import { readerOf } from '../http/reader.ts';
import { respond, respondLater } from '../http/respond.ts';
import { assessmentPage } from '../pages/assessment/assessment-page.ts';
import { compareFrame, comparePage, type StrategyAnswer } from '../pages/assessment/compare-page.ts';
import { assessmentAddress, type FoundAssessment, findAssessment } from '../pages/assessment/find-assessment.ts';
import type { Judge } from '../pages/assessment/judged-levels.ts';
import { changesFrom, nearestChangeFrame, nearestChangePage } from '../pages/assessment/nearest-change-page.ts';
import { noticeText } from '../pages/assessment/notice-text.ts';
import { reportPage } from '../pages/assessment/report-page.ts';
import { whatIfFrame, whatIfPage } from '../pages/assessment/what-if-page.ts';
import { readWhatIf } from '../pages/assessment/what-if-query.ts';
import { readReview } from './read-review.ts';

/**
 * `/assessments/:id` and what hangs on it: the same question again, the other strategies, what-if, what would change the
 * answer, what analysts say of it, the report and the notice.
 */
export function assessmentRoutes(deps: AppDeps): Router {
  const { store, settings, readReport } = deps;
  const router = Router();
  const find = (req: Request) => findAssessment(store, idParameter(req, 'id'), String(req.params.id));
  const judge = async (): Promise<Judge> => ({ report: await readReport(), ...settings });

  router.get('/assessments/:id', allow('viewer'), async (req: Request, res: Response) => {
    const found = await find(req);
    const [reviews, reruns] = await Promise.all([
      store.reviews.ofAssessment(found.record.id),
      store.reruns.ofAssessment(found.record.id),
    ]);
    respond(req, res, assessmentPage(found, { reviews, reruns }, await judge(), wordsOf(res)));
  });
  router.get('/assessments/:id/report', allow('viewer'), async (req: Request, res: Response) => {
    const found = await find(req);
    const reviews = await store.reviews.ofAssessment(found.record.id);
    respond(req, res, reportPage(found, reviews, await judge(), wordsOf(res)));
  });
  router.get('/assessments/:id/notice.txt', allow('viewer'), async (req: Request, res: Response) => {
    const { record } = await find(req);
    const [review] = await store.reviews.ofAssessment(record.id);
    res.type('text/plain; charset=utf-8').send(noticeText(record.assessment, settings.marking, review));
  });
  addLiveRoutes(router, deps, find, judge);
  addPostRoutes(router, deps, find);
  return router;
}

type Find = (req: Request) => Promise<FoundAssessment>;

/** The pages that ask the model while the reader waits. */
function addLiveRoutes(router: Router, { assessor, now }: AppDeps, find: Find, judge: () => Promise<Judge>): void {
  router.get('/assessments/:id/compare', allow('viewer'), async (req: Request, res: Response) => {
    const [found, words] = [await find(req), wordsOf(res)];
    const making = async () => {
      const answers: StrategyAnswer[] = [];
      for (const strategy of strategies) {
        const { assessments, seconds } = await askLive(assessor, [found.record.assessment.evidence], strategy, now);
        answers.push({ assessment: assessments[0]!, seconds });
      }
      return comparePage(found, answers, await judge(), words);
    };
    await respondLater(req, res, { ...compareFrame(found, words), hasTable: true }, making());
  });
  router.get('/assessments/:id/what-if', allow('viewer'), async (req: Request, res: Response) => {
    const [found, words] = [await find(req), wordsOf(res)];
    const { evidence, strategy } = found.record.assessment;
    const { changes, search } = readWhatIf(req.query, evidence);
    const [path = '', query = ''] = req.originalUrl.split(/\?(.*)/s, 2);
    if (query !== search.slice(1)) {
      res.redirect(path + search);
      return;
    }
    const making = async () => {
      const asked = search === '' ? null : await askLive(assessor, [changeEvidence(evidence, changes)], strategy, now);
      const supposed = asked && { assessment: asked.assessments[0]!, seconds: asked.seconds };
      return whatIfPage(found, changes, supposed, await judge(), words);
    };
    await respondLater(req, res, { ...whatIfFrame(found, words), hasTable: false }, making());
  });
  router.get('/assessments/:id/nearest-change', allow('viewer'), async (req: Request, res: Response) => {
    const [found, words] = [await find(req), wordsOf(res)];
    const { assessment } = found.record;
    const making = async () => {
      const changes = changesFrom(assessment);
      const evidences = changes.map(({ name, term }) => changeEvidence(assessment.evidence, { [name]: term }));
      const { assessments, seconds } = await askLive(assessor, evidences, assessment.strategy, now);
      const answers = changes.map((change, i) => ({ change, assessment: assessments[i]! }));
      return nearestChangePage(found, { answers, seconds }, await judge(), words);
    };
    await respondLater(req, res, { ...nearestChangeFrame(found, words), hasTable: true }, making());
  });
}

/** What is written down: another run of the same question, and what an analyst says. */
function addPostRoutes(router: Router, { store, assessor, now }: AppDeps, find: Find): void {
  router.post('/assessments/:id/rerun', allow('analyst'), async (req: Request, res: Response) => {
    const { record } = await find(req);
    const { assessment, id } = record;
    const { model, adapter, ...again } = await assessor.askAgain(assessment);
    if (model.sha256 !== assessment.model.sha256 || adapter?.sha256 !== assessment.adapter?.sha256) {
      throw new AppError(
        'server.model_differs',
        `Expected ${nameOf(assessment)} to ask again, got ${nameOf({ model, adapter })}.`,
        { hint: 'classify the log anew for an answer of the present model and adapter' },
      );
    }
    await store.reruns.insert(id, { ...again, isSame: again.output === assessment.output }, now());
    const [rerun] = await store.reruns.ofAssessment(id);
    const json = { kind: 'rerun', assessmentId: id, rerun };
    answerChange(res, { href: `${assessmentAddress(id)}#reruns`, json, status: 201 });
  });
  router.post('/assessments/:id/review', allow('analyst'), formBody, async (req: Request, res: Response) => {
    const { record } = await find(req);
    const { labels, note } = readReview(req.body ?? {}, labelsOf);
    const isConfirmed = levels.every((level) => labels[level] === record.assessment[level].label);
    const author = readerOf(res);
    const verdict = isConfirmed ? 'confirmed' : 'corrected';
    const review = await store.reviews.insert(record.id, { verdict, labels, note, author }, now());
    const json = { kind: 'review', assessmentId: record.id, review };
    answerChange(res, { href: `${assessmentAddress(record.id)}#reviews`, json, status: 201 });
  });
}

type Named = { readonly name: string; readonly sha256: string };

const nameOf = ({ model, adapter }: { readonly model: Named; readonly adapter: Named | null }): string =>
  [model, ...(adapter ? [adapter] : [])].map(({ name, sha256 }) => `${name} ${sha256.slice(0, 12)}`).join(' with ');
