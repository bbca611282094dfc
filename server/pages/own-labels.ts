import type { EvaluationReport } from './evaluation-schema.ts';

/**
 * Records from which on calibration is shown: below, a bin of the fifteen has three at most, and the Wilson interval of three
 * right ones is more than half the scale.
 */
export const leastRecords = 50;

/** Targets of the user's own that a report is about; 0 for one on built-in sets. */
export const ownCount = ({ rows }: EvaluationReport): number =>
  rows.reduce((most, { set, n }) => (set === 'own labels' ? Math.max(most, n) : most), 0);

/** Whether a report is about targets of the user's own, but so few that a reader is to be warned. */
export const isFewOwn = (report: EvaluationReport): boolean => {
  const count = ownCount(report);
  return count > 0 && count < leastRecords;
};

/** The largest set whose confidences were judged. */
export const judgedCount = ({ calibration }: EvaluationReport): number =>
  calibration.reduce((most, { sets }) => Math.max(most, ...sets.map(({ n }) => n)), 0);
