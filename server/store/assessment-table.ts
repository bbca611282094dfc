import type { Assessment } from '#domain';
import { makingOf } from '../assess/answer-making.ts';
import {
  type AssessmentRecord,
  type AssessmentRow,
  type AssessmentSummary,
  assessmentColumns,
  type SummaryRow,
  summaryColumns,
  toAssessmentRecord,
  toAssessmentSummary,
  toAssessmentValues,
} from './assessment-rows.ts';
import type { Database } from './database.ts';
import { noteLabelChange, refreshTargetOfTrack } from './target-heads.ts';

/** Assessments. */
export interface AssessmentTable {
  /**
   * Keeps an assessment of a track. One that is known already (same track, window, strategy, model and adapter)
   * is not kept twice: the known record stays, and counts as done by this job.
   */
  insert(trackId: number, jobId: number, assessment: Assessment, nowUtc: Date): Promise<{ readonly isNew: boolean }>;
  /** Every assessment of a target in every log, the latest observation and then the newest record first. */
  ofTarget(targetId: string): Promise<AssessmentRecord[]>;
  /** The same in the same order, without the assessments themselves: a target may have hundreds. */
  summariesOf(targetId: string): Promise<AssessmentSummary[]>;
  /** One assessment; undefined when there is none of this number. */
  find(id: number): Promise<AssessmentRecord | undefined>;
  count(): Promise<number>;
}

/** Builds the assessment table on a database. */
export function assessmentTable(database: Database): AssessmentTable {
  return {
    insert: (trackId, jobId, assessment, nowUtc) =>
      database.transaction(async (tx) => {
        const { seconds, decoding } = makingOf(assessment);
        const [row] = await tx.query<{ id: number; is_new: boolean }>(
          `insert into assessments (track_id, job_id, created_utc, window_start_utc, window_end_utc, strategy,
             model_sha256, adapter_sha256, motion, operation, task, confidence, physics_agrees, pattern,
             assessment, motion_confidence, operation_confidence, task_confidence, physics_resolvable, range_trend,
             end_speed, closest_km, closest_utc, severity, answer_s, decoding)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::json, $16, $17, $18, $19, $20,
             $21, $22, $23, $24, $25, $26::json)
           on conflict (track_id, window_start_utc, window_end_utc, strategy, model_sha256, adapter_sha256)
             do update set job_id = excluded.job_id
           returning id, (xmax = 0) as is_new`,
          [trackId, jobId, nowUtc, ...toAssessmentValues(assessment), seconds, JSON.stringify(decoding)],
        );
        const { id, is_new: isNew } = row!;
        if (isNew) {
          await refreshTargetOfTrack(tx, trackId);
          await noteLabelChange(tx, id);
        }
        return { isNew };
      }),
    async ofTarget(targetId) {
      const rows = await database.query<AssessmentRow>(
        `select ${assessmentColumns} from assessments a join tracks t on t.id = a.track_id
         where t.target_id = $1 order by t.window_end_utc desc, a.id desc`,
        [targetId],
      );
      return rows.map(toAssessmentRecord);
    },
    async summariesOf(targetId) {
      const rows = await database.query<SummaryRow>(
        `select ${summaryColumns} from assessments a join tracks t on t.id = a.track_id
         where t.target_id = $1 order by t.window_end_utc desc, a.id desc`,
        [targetId],
      );
      return rows.map(toAssessmentSummary);
    },
    async find(id) {
      const [row] = await database.query<AssessmentRow>(
        `select ${assessmentColumns} from assessments a where a.id = $1`,
        [id],
      );
      return row && toAssessmentRecord(row);
    },
    async count() {
      const [row] = await database.query<{ count: number }>('select count(*)::int as count from assessments');
      return row!.count;
    },
  };
}
