import type { Assessment, Level } from '#domain';
import type { AnswerMaking, Decoding } from '../assess/answer-making.ts';
import { calibratedColumn } from './calibration-table.ts';
import type { SqlValue } from './database.ts';
import { rankOfLabels } from './severity-rank.ts';
import { storableJson } from './storable.ts';

/** An assessment as the store keeps it. */
export interface AssessmentRecord {
  readonly id: number;
  readonly trackId: number;
  readonly jobId: number;
  readonly createdUtc: string;
  readonly assessment: Assessment;
  readonly making: AnswerMaking;
}

/** The columns of {@link assessmentColumns} as the driver returns them. */
export interface AssessmentRow {
  id: number;
  track_id: number;
  job_id: number;
  created_utc: Date;
  assessment: Assessment;
  answer_s: number | null;
  decoding: Decoding;
}

/** Columns of an assessment, `assessments` being aliased as `a`. */
export const assessmentColumns = 'a.id, a.track_id, a.job_id, a.created_utc, a.assessment, a.answer_s, a.decoding';

/** Row → value. */
export const toAssessmentRecord = (row: AssessmentRow): AssessmentRecord => ({
  id: row.id,
  trackId: row.track_id,
  jobId: row.job_id,
  createdUtc: row.created_utc.toISOString(),
  assessment: row.assessment,
  making: { seconds: row.answer_s, decoding: row.decoding },
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
  assessment.motion.confidence,
  assessment.operation.confidence,
  assessment.task.confidence,
  assessment.physics.isResolvable,
  assessment.evidence.motionFacts.rangeTrend,
  assessment.evidence.motionFacts.endSpeed,
  assessment.evidence.motionFacts.minRangeKm,
  new Date(assessment.evidence.motionFacts.closestEpochUtcMs),
  rankOfLabels({
    motion: assessment.motion.label,
    operation: assessment.operation.label,
    task: assessment.task.label,
  }),
];

/** What a list of assessments shows of each, without the assessment itself. */
export interface AssessmentSummary {
  readonly id: number;
  readonly trackId: number;
  readonly createdUtc: string;
  readonly windowStartUtcMs: number;
  readonly windowEndUtcMs: number;
  readonly strategy: Assessment['strategy'];
  /** File that the states came from. */
  readonly source: string;
  /** Null for the base model. */
  readonly adapterName: string | null;
  /** Null for a level that could not be read. */
  readonly labels: Readonly<Record<Level, string | null>>;
  /** At the temperature that the evaluation fitted. */
  readonly confidence: number;
  readonly physicsAgrees: boolean;
}

/** The columns of {@link summaryColumns} as the driver returns them. */
export interface SummaryRow {
  id: number;
  track_id: number;
  created_utc: Date;
  window_start_utc: Date;
  window_end_utc: Date;
  strategy: Assessment['strategy'];
  source: string;
  adapter_name: string | null;
  motion: string | null;
  operation: string | null;
  task: string | null;
  confidence: number;
  physics_agrees: boolean;
}

/** Columns of a summary, `assessments` being aliased as `a` and its track as `t`. */
export const summaryColumns = `a.id, a.track_id, a.created_utc, a.window_start_utc, a.window_end_utc, a.strategy, t.source,
  case when a.adapter_sha256 = '' then null else a.assessment->'adapter'->>'name' end as adapter_name,
  a.motion, a.operation, a.task, ${calibratedColumn('confidence')} as confidence, a.physics_agrees`;

/** Row → value. */
export const toAssessmentSummary = (row: SummaryRow): AssessmentSummary => ({
  id: row.id,
  trackId: row.track_id,
  createdUtc: row.created_utc.toISOString(),
  windowStartUtcMs: row.window_start_utc.getTime(),
  windowEndUtcMs: row.window_end_utc.getTime(),
  strategy: row.strategy,
  source: row.source,
  adapterName: row.adapter_name,
  labels: { motion: row.motion, operation: row.operation, task: row.task },
  confidence: row.confidence,
  physicsAgrees: row.physics_agrees,
});
