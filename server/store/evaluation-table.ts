import type { Database } from './database.ts';
import {
  type AnswerBatch,
  type AnswerPlace,
  type AnswerProgress,
  type EvaluationRecord,
  type EvaluationRow,
  evaluationColumns,
  type NewEvaluation,
  toEvaluationRecord,
} from './evaluation-rows.ts';
import { storableJson } from './storable.ts';

/** Evaluations made in the console, and what their contestants have answered so far. */
export interface EvaluationTable {
  /** Keeps a batch of answers; one that is there already stays as it is. */
  keepAnswers(batch: AnswerBatch): Promise<void>;
  /** How far each contestant of a job is on each set it has begun. */
  progressOf(jobId: number): Promise<AnswerProgress[]>;
  /** Steps of a job that are done. */
  stepsDone(jobId: number): Promise<number>;
  /** Who gave the first answers of a contestant; undefined before there are any. */
  originOf(jobId: number, contestant: string): Promise<object | undefined>;
  /** Everything a contestant answered of a set, in the order of its records. */
  outcomesOf(place: AnswerPlace): Promise<object[]>;
  /** Keeps a report; a job has one, and one that is there already stays. */
  insert(evaluation: NewEvaluation, report: object, nowUtc: Date): Promise<EvaluationRecord>;
  /** Newest first. */
  list(): Promise<EvaluationRecord[]>;
  find(id: number): Promise<EvaluationRecord | undefined>;
  ofJob(jobId: number): Promise<EvaluationRecord | undefined>;
  /** The report of an evaluation, as it was kept. */
  reportOf(id: number): Promise<unknown>;
}

/** Builds the table of evaluations on a database, or on a transaction of one. */
export function evaluationTable(database: Database): EvaluationTable {
  const select = async (rest: string, values: readonly number[] = []) => {
    const rows = await database.query<EvaluationRow>(`select ${evaluationColumns} from evaluations e ${rest}`, values);
    return rows.map(toEvaluationRecord);
  };
  const ofJob = async (jobId: number) => (await select('where e.job_id = $1', [jobId]))[0];

  return {
    ...answerQueries(database),
    async insert({ jobId, startedBy, settings, model, adapters, headline }, report, nowUtc) {
      await database.query(
        `insert into evaluations (job_id, created_utc, started_by, settings, model_name, model_sha256, adapters,
           headline, report)
         values ($1, $2, $3, $4::jsonb, $5, $6, $7::json, $8::json, $9::json) on conflict (job_id) do nothing`,
        [
          jobId,
          nowUtc,
          startedBy,
          storableJson(settings),
          model.name,
          model.sha256,
          storableJson(adapters),
          headline === null ? null : storableJson(headline),
          storableJson(report),
        ],
      );
      return (await ofJob(jobId))!;
    },
    list: () => select('order by e.id desc'),
    find: async (id) => (await select('where e.id = $1', [id]))[0],
    ofJob,
    async reportOf(id) {
      const rows = await database.query<{ report: unknown }>('select report from evaluations where id = $1', [id]);
      return rows[0]?.report;
    },
  };
}

type AnswerQueries = Pick<EvaluationTable, 'keepAnswers' | 'progressOf' | 'stepsDone' | 'originOf' | 'outcomesOf'>;

function answerQueries(database: Database): AnswerQueries {
  return {
    async keepAnswers({ jobId, contestant, recordSet, first, recordCount, stepCount, origin, outcomes }) {
      await database.query(
        `insert into evaluation_answers (job_id, contestant, record_set, first, record_count, step_count, origin, outcomes)
         values ($1, $2, $3, $4, $5, $6, $7::json, $8::json) on conflict do nothing`,
        [jobId, contestant, recordSet, first, recordCount, stepCount, storableJson(origin), storableJson(outcomes)],
      );
    },
    progressOf: (jobId) =>
      database.query<Required<AnswerProgress>>(
        `select contestant, record_set as "recordSet", sum(record_count)::int as "recordCount",
           sum(step_count)::int as "stepCount"
         from evaluation_answers where job_id = $1 group by contestant, record_set`,
        [jobId],
      ),
    async stepsDone(jobId) {
      const [row] = await database.query<{ done: number }>(
        'select coalesce(sum(step_count), 0)::int as done from evaluation_answers where job_id = $1',
        [jobId],
      );
      return row!.done;
    },
    async originOf(jobId, contestant) {
      const [row] = await database.query<{ origin: object }>(
        'select origin from evaluation_answers where job_id = $1 and contestant = $2 limit 1',
        [jobId, contestant],
      );
      return row?.origin;
    },
    async outcomesOf({ jobId, contestant, recordSet }) {
      const rows = await database.query<{ outcomes: object[] }>(
        `select outcomes from evaluation_answers where job_id = $1 and contestant = $2 and record_set = $3
         order by first`,
        [jobId, contestant, recordSet],
      );
      return rows.flatMap(({ outcomes }) => outcomes);
    },
  };
}
