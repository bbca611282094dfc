import type { Assessment } from '#domain';
import type { SqlValue } from './database.ts';
import { storableJson } from './storable.ts';

/** An assessment as the store keeps it. */
export interface AssessmentRecord {
  readonly id: number;
  readonly trackId: number;
  readonly jobId: number;
  readonly createdUtc: string;
  readonly assessment: Assessment;
}

/** The columns of {@link assessmentColumns} as the driver returns them. */
export interface AssessmentRow {
  id: number;
  track_id: number;
  job_id: number;
  created_utc: Date;
  assessment: Assessment;
}

/** Columns of an assessment, `assessments` being aliased as `a`. */
export const assessmentColumns = 'a.id, a.track_id, a.job_id, a.created_utc, a.assessment';

/** Row → value. */
export const toAssessmentRecord = (row: AssessmentRow): AssessmentRecord => ({
  id: row.id,
  trackId: row.track_id,
  jobId: row.job_id,
  createdUtc: row.created_utc.toISOString(),
  assessment: row.assessment,
});

/** Value → the columns lists filter by, in the order of the insert; no adapter is the empty hash. */
export const toAssessmentValues = (assessment: Assessment): SqlValue[] => [
  assessment.windowStartUtc,
  assessment.windowEndUtc,
  assessment.strategy,
  assessment.model.sha256,
  assessment.adapter?.sha256 ?? '',
  assessment.motion.label,
  assessment.operation.label,
  assessment.task.label,
  assessment.confidence,
  assessment.physics.agrees,
  assessment.evidence.motionFacts.pattern,
  storableJson(assessment),
];
