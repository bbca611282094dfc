import type { Database } from './database.ts';
import {
  type ExampleCounts,
  type TuningProgress,
  type TuningRow,
  type TuningRun,
  toTuningRun,
  tuningColumns,
} from './tuning-rows.ts';

/** Tuning runs, each under the number of its job. */
export interface TuningTable {
  find(jobId: number): Promise<TuningRun | undefined>;
  /** Those of these numbers, in their order; numbers that are none are left out. */
  findAll(jobIds: readonly number[]): Promise<TuningRun[]>;
  /** One page, newest first, and how many there are in all. */
  list(page: { readonly limit: number; readonly offset: number }): Promise<{ rows: TuningRun[]; matching: number }>;
  /** Notes that a run has begun on these examples; begun again, it keeps what is known of it. */
  begin(jobId: number, folder: { readonly name: string; readonly place: string }, counts: ExampleCounts): Promise<void>;
  /** Notes how far a run is. */
  tell(jobId: number, progress: Omit<TuningProgress, 'counts' | 'place'>): Promise<void>;
}

const fromRuns = `from jobs j left join tuning_runs r on r.job_id = j.id where j.kind = 'tuning'`;

/** Builds the table of runs on a database. */
export function tuningTable(database: Database): TuningTable {
  const findAll = async (jobIds: readonly number[]): Promise<TuningRun[]> => {
    const rows = await database.query<TuningRow>(`select ${tuningColumns} ${fromRuns} and j.id = any($1::int[])`, [
      jobIds,
    ]);
    const runs = rows.map(toTuningRun);
    return jobIds.flatMap((id) => runs.find(({ job }) => job.id === id) ?? []);
  };
  return {
    find: async (jobId) => (await findAll([jobId]))[0],
    findAll,
    async list({ limit, offset }) {
      const rows = await database.query<TuningRow & { matching: number }>(
        `select ${tuningColumns}, count(*) over ()::int as matching ${fromRuns} order by j.id desc limit $1 offset $2`,
        [limit, offset],
      );
      return { rows: rows.map(toTuningRun), matching: rows[0]?.matching ?? 0 };
    },
    async begin(jobId, { name, place }, { labels, leftOut, training, validation }) {
      await database.query(
        `insert into tuning_runs (job_id, folder, place, label_count, left_out_count, training_count, validation_count)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (job_id) do nothing`,
        [jobId, name, place, labels, leftOut, training, validation],
      );
    },
    async tell(jobId, { validationSha256, modelSha256, trainedParameters, best, endedEarly }) {
      await database.query(
        `update tuning_runs set validation_sha256 = $2, model_sha256 = $3, trained_parameters = $4, best_step = $5,
           best_loss = $6, best_exact_match = $7, adapter_sha256 = $8, ended_early = $9 where job_id = $1`,
        [
          jobId,
          validationSha256,
          modelSha256,
          trainedParameters,
          best?.step ?? 0,
          best?.loss ?? null,
          best?.exactMatch ?? null,
          best?.sha256 ?? null,
          endedEarly,
        ],
      );
    },
  };
}
