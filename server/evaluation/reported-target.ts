import type { LabeledTarget } from '../pages/assessment/labeled-set.ts';

/** A target of the user's own that a report tells of: its record's name, and where to read about it. */
export interface ReportedTarget {
  /** Name of the record in the report. */
  readonly id: string;
  readonly targetId: string;
  readonly logId: number;
  /** The assessment that the analyst judged. */
  readonly assessmentId: number;
  readonly verdict: 'confirmed' | 'corrected';
}

/** The targets of a set of labels, as a report keeps them. */
export const labeledTargetsIn = (labels: readonly LabeledTarget[]): readonly ReportedTarget[] =>
  labels.map(({ name, review: { targetId, logId, assessmentId, verdict } }) => ({
    id: name,
    targetId,
    logId,
    assessmentId,
    verdict,
  }));
