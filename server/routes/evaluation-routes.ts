import { type Request, type Response, Router } from 'express';
import { AppError } from '#errors';
import type { AppDeps } from '../app-deps.ts';
import { accountOf } from '../http/acting-account.ts';
import { address } from '../http/address.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { formBody } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { textParameter } from '../http/query.ts';
import { type Format, respond } from '../http/respond.ts';
import { notFound, statusOf } from '../http/statuses.ts';
import { streamRows } from '../http/stream-rows.ts';
import { english } from '../http/words.ts';
import { type EvaluationSettings, evaluationOf } from '../jobs/evaluation-plan.ts';
import { type FormFields, proposedLabels, proposedSets } from '../pages/evaluation-form-fields.ts';
import { type EvaluationFormState, evaluationFormPage } from '../pages/evaluation-form-page.ts';
import { evaluationPage } from '../pages/evaluation-page.ts';
import { checkReport, type EvaluationReport } from '../pages/evaluation-report.ts';
import type { ChosenReport } from '../pages/evaluation-shelf.ts';
import { evaluationSubject } from '../pages/evaluation-subject.ts';
import { tableNames, tableStream } from '../pages/evaluation-tables.ts';
import { activeJobs } from '../pages/job-page.ts';
import type { EvaluationRecord } from '../store/evaluation-rows.ts';
import { readLabelEvaluation, readSetEvaluation, whatIn } from './read-evaluation-form.ts';

/** `/evaluation`, one report of those that there are, and `/evaluation/new`, the start of another. */
export function evaluationRoutes(deps: AppDeps): Router {
  const router = Router();
  const { store, jobs, now } = deps;

  router.get('/evaluation', allow('viewer'), async (req: Request, res: Response) => {
    const words = wordsOf(res);
    const made = await store.evaluations.list();
    const chosen = await chooseReport(deps, made, textParameter(req, 'report'));
    const active = (await activeJobs(store, now(), words)).filter(({ kind }) => kind === 'evaluation');
    respond(req, res, evaluationPage(chosen.report, req.query, words, { ...chosen, made, active }));
  });
  for (const table of tableNames)
    router.get(`/evaluation/tables/${table}`, allow('viewer'), async (req: Request, res: Response) => {
      const asked = textParameter(req, 'report');
      const { report } = await chooseReport(deps, await store.evaluations.list(), asked);
      const { format } = res.locals as { format: Format };
      if (format === 'html') res.redirect(address('/evaluation', { report: asked }));
      else await streamRows(res, format, tableStream(report?.form === 2 ? report : null, table));
    });
  router.get('/evaluation/new', allow('analyst'), async (req: Request, res: Response) => {
    respond(req, res, evaluationFormPage(await formState(deps, req.query), wordsOf(res)));
  });
  router.post('/evaluation', allow('analyst'), formBody, async (req: Request, res: Response) => {
    const fields = (req.body ?? {}) as FormFields;
    try {
      const settings = await readEvaluation(deps, fields);
      const subject = evaluationSubject(settings, english);
      const { id } = await jobs.enqueue(evaluationOf(settings, subject, accountOf(res)?.name ?? null));
      const job = `/jobs/${id}`;
      answerChange(res, { href: job, status: 202, json: { kind: 'evaluation', job } });
    } catch (error) {
      const isTheirs = error instanceof AppError && statusOf(error.code) < 500;
      if (!isTheirs || res.locals.format !== 'html') throw error;
      res.status(statusOf(error.code));
      respond(req, res, evaluationFormPage({ ...(await formState(deps, fields)), fault: error }, wordsOf(res)));
    }
  });
  return router;
}

/** The report an address asks for: a number, `shipped`, or nothing for the shipped one, the newest where there is none. */
async function chooseReport(
  { store, readReport }: AppDeps,
  made: readonly EvaluationRecord[],
  asked: string | undefined,
): Promise<ChosenReport> {
  const shipped = await readReport();
  const newest = asked === undefined && shipped === null ? made[0] : undefined;
  const found = newest ?? made.find(({ id }) => String(id) === asked);
  if (found !== undefined) return { shipped, record: found, report: await keptReport(store, found.id) };
  if (asked === undefined || asked === 'shipped') return { shipped, record: null, report: shipped };
  throw notFound('error.noReport', { id: asked }, 'error.noReport.hint');
}

const keptReport = async (store: AppDeps['store'], id: number) =>
  checkReport(await store.evaluations.reportOf(id), `evaluation ${id}`);

/** @throws AppError `server.bad_form` */
async function readEvaluation({ store }: AppDeps, fields: FormFields): Promise<EvaluationSettings> {
  if (whatIn(fields) === 'sets') return readSetEvaluation(fields);
  const [logs, newestReviewId] = await Promise.all([store.labeled.list(), store.labeled.newestReviewId()]);
  return readLabelEvaluation(fields, logs, newestReviewId);
}

/** What the form shows: what was typed, or what is proposed, and how long it would take. */
async function formState(deps: AppDeps, typed: FormFields): Promise<EvaluationFormState> {
  const { store, readReport } = deps;
  const [logs, made, shipped] = await Promise.all([store.labeled.list(), store.evaluations.list(), readReport()]);
  const reports: EvaluationReport[] = [];
  const newest = made[0] && (await keptReport(store, made[0].id));
  for (const report of [newest, shipped]) if (report?.form === 2) reports.push(report);
  const fieldsOf = (proposed: FormFields) => (typed.what === proposed.what ? typed : proposed);
  const settingsOf = (fields: FormFields) =>
    readEvaluation(deps, fields).catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
  const form = async (proposed: FormFields) => {
    const fields = fieldsOf(proposed);
    return { fields, settings: await settingsOf(fields) };
  };
  return { logs, reports, sets: await form(proposedSets), labels: await form(proposedLabels) };
}
