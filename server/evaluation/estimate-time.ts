import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import type { PlannedSet } from './evaluation-choices.ts';

/** How long an evaluation will take, as far as reports tell. */
export interface TimeEstimate {
  /** Time of the contestants whose rate was measured, s; null when none was. */
  readonly seconds: number | null;
  /** Contestants that no report has a rate of. */
  readonly unmeasured: readonly string[];
}

/**
 * Time to answer everything that is planned, at the rates of earlier reports, the first that has a contestant counting.
 * Making the records of the data set and the report comes on top.
 *
 * @param reports  newest first
 */
export function estimateTime(planned: readonly PlannedSet[], reports: readonly EvaluationReport[]): TimeEstimate {
  const keys = [...new Set(planned.map(({ contestant }) => contestant.key))];
  const secondsOf = (key: string): number | null => {
    const rate = rateOf(key, reports);
    const records = planned.filter(({ contestant }) => contestant.key === key);
    return rate === null ? null : rate * records.reduce((sum, { count }) => sum + count, 0);
  };
  const times = keys.map((key) => ({ key, seconds: secondsOf(key) }));
  const measured = times.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  return {
    seconds: measured.length === 0 ? null : measured.reduce((sum, seconds) => sum + seconds, 0),
    unmeasured: times.filter(({ seconds }) => seconds === null).map(({ key }) => key),
  };
}

/** Mean time a record of a contestant took, s; null when it was never measured. */
function rateOf(key: string, reports: readonly EvaluationReport[]): number | null {
  for (const { rows } of reports) {
    const own = rows.filter(({ contestant }) => contestant === key);
    const records = own.reduce((sum, { n }) => sum + n, 0);
    if (records > 0) return own.reduce((sum, { n, secondsPerRecord }) => sum + n * secondsPerRecord, 0) / records;
  }
  return null;
}
