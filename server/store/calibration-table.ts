import type { Database } from './database.ts';

/** The temperature at which the confidences of a model, an adapter and a strategy are shown. */
export interface FittedTemperature {
  readonly modelSha256: string;
  /** Null without an adapter. */
  readonly adapterSha256: string | null;
  readonly strategy: string;
  readonly temperature: number;
}

/** By what lists calibrate confidences. */
export interface CalibrationTable {
  /** Takes these temperatures for all; confidences that lists sort and filter by are brought in line. */
  align(temperatures: readonly FittedTemperature[]): Promise<void>;
}

/** SQL of a confidence of `assessments`, aliased as `a`, as pages show it. */
export const calibratedColumn = (column: string): string =>
  `calibrated(a.${column}, a.model_sha256, a.adapter_sha256, a.strategy)`;

/** Builds the table of temperatures on a database. */
export const calibrationTable = (database: Database): CalibrationTable => ({
  align: (temperatures) =>
    database.transaction(async (tx) => {
      const wanted = temperatures.map(lineOf).sort();
      await tx.query('lock table calibrations in exclusive mode');
      const known = await tx.query<FittedTemperature>(
        `select model_sha256 as "modelSha256", adapter_sha256 as "adapterSha256", strategy, temperature
         from calibrations`,
      );
      if (known.map(lineOf).sort().join() === wanted.join()) return;
      await tx.query('delete from calibrations');
      for (const { modelSha256, adapterSha256, strategy, temperature } of temperatures)
        await tx.query('insert into calibrations values ($1, $2, $3, $4)', [
          modelSha256,
          adapterSha256 ?? '',
          strategy,
          temperature,
        ]);
      await tx.query(
        `update targets x set confidence = ${calibratedColumn('confidence')} from assessments a
         where a.id = x.assessment_id`,
      );
    }),
});

const lineOf = ({ modelSha256, adapterSha256, strategy, temperature }: FittedTemperature): string =>
  JSON.stringify([modelSha256, adapterSha256 ?? '', strategy, temperature]);
