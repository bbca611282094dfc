import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TuneResult } from '#tuner';
import { writeWhole } from '../files/durable-file.ts';
import type { LossHistory } from '../tuning/loss-history.ts';
import { peakMemoryBytes } from './peak-memory.ts';

/** What a tuning run came to: printed as JSON, and left as `result.json` in the run folder. */
export interface TuneReport extends TuneResult {
  /** Time of all steps and validations that the run consists of, whichever call made them. */
  readonly seconds: number;
  /** Mean of the steps alone. */
  readonly secondsPerStep: number;
  /** Most memory that the process had resident, program and model included; of several calls the largest. */
  readonly peakMemoryBytes: number;
}

const reportFile = 'result.json';

/** The report of a run folder, if a run has come to its end there. */
export async function readTuneReport(runDir: string): Promise<TuneReport | null> {
  const path = join(runDir, reportFile);
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as TuneReport) : null;
}

/** Makes the report of a run and leaves it in the run folder. */
export async function writeTuneReport(
  runDir: string,
  result: TuneResult,
  { training, validation }: LossHistory,
): Promise<TuneReport> {
  const secondsOf = (points: LossHistory['training']) => points.reduce((sum, { seconds }) => sum + seconds, 0);
  const earlier = await readTuneReport(runDir);
  const report: TuneReport = {
    ...result,
    seconds: secondsOf(training) + secondsOf(validation),
    secondsPerStep: secondsOf(training) / Math.max(1, training.length),
    peakMemoryBytes: Math.max(peakMemoryBytes(), earlier?.peakMemoryBytes ?? 0),
  };
  await writeWhole(join(runDir, reportFile), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}
