import type { Intention, Level } from '#domain';

/** Whether an analyst let an answer stand. */
export const verdicts = ['confirmed', 'corrected'] as const;
export type Verdict = (typeof verdicts)[number];

/** What an analyst says of an answer. */
export interface Review {
  readonly verdict: Verdict;
  /** What the analyst holds for true; for a confirmed answer that of the model. */
  readonly labels: Intention;
  readonly note: string;
  /** Who signed it. */
  readonly author: string;
}

/** A review as the store keeps it. */
export interface ReviewRecord extends Review {
  readonly id: number;
  readonly createdUtc: string;
}

/** The columns of a review as the driver returns them. */
export interface ReviewRow {
  id: number;
  created_utc: Date;
  author: string;
  verdict: Verdict;
  motion: Intention['motion'];
  operation: Intention['operation'];
  task: Intention['task'];
  note: string;
}

/** Columns of a review, `reviews` being aliased as `r`. */
export const reviewColumns = 'r.id, r.created_utc, r.author, r.verdict, r.motion, r.operation, r.task, r.note';

/** Row → value. */
export const toReviewRecord = (row: ReviewRow): ReviewRecord => ({
  id: row.id,
  createdUtc: row.created_utc.toISOString(),
  author: row.author,
  verdict: row.verdict,
  labels: { motion: row.motion, operation: row.operation, task: row.task },
  note: row.note,
});

/** The review that counts for an observed target, with the answer it is about. */
export interface CountingReview extends ReviewRecord {
  readonly assessmentId: number;
  readonly trackId: number;
  readonly targetId: string;
  readonly logId: number;
  readonly logName: string;
  readonly windowStartUtc: string;
  readonly windowEndUtc: string;
  readonly strategy: string;
  /** Labels of the model; null where it gave none that could be read. */
  readonly answer: Readonly<Record<Level, string | null>>;
}

/** The columns of a counting review as the driver returns them. */
export interface CountingReviewRow extends ReviewRow {
  assessment_id: number;
  track_id: number;
  target_id: string;
  log_id: number;
  log_name: string;
  window_start_utc: Date;
  window_end_utc: Date;
  strategy: string;
  answer_motion: string | null;
  answer_operation: string | null;
  answer_task: string | null;
}

/** Row → value. */
export const toCountingReview = (row: CountingReviewRow): CountingReview => ({
  ...toReviewRecord(row),
  assessmentId: row.assessment_id,
  trackId: row.track_id,
  targetId: row.target_id,
  logId: row.log_id,
  logName: row.log_name,
  windowStartUtc: row.window_start_utc.toISOString(),
  windowEndUtc: row.window_end_utc.toISOString(),
  strategy: row.strategy,
  answer: { motion: row.answer_motion, operation: row.answer_operation, task: row.answer_task },
});
