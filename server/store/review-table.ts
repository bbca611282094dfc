import type { Database, SqlValue } from './database.ts';
import {
  type CountingReview,
  type CountingReviewRow,
  type Review,
  type ReviewRecord,
  type ReviewRow,
  reviewColumns,
  toCountingReview,
  toReviewRecord,
  type Verdict,
} from './review-rows.ts';

/** Which reviews to list; a filter that is absent lets everything through. */
export interface ReviewFilter {
  /** Text that the target, its log, the author or the note contains, in any case. */
  readonly search?: string | undefined;
  readonly verdict?: Verdict | undefined;
  /** Labels as the analyst left them. */
  readonly motion?: string | undefined;
  readonly operation?: string | undefined;
  readonly task?: string | undefined;
}

/** Which of them one page shows. */
export interface ReviewPlace {
  readonly limit: number;
  readonly offset: number;
}

/** What analysts say of answers. */
export interface ReviewTable {
  insert(assessmentId: number, review: Review, nowUtc: Date): Promise<ReviewRecord>;
  /** Every review of an assessment, newest first. */
  ofAssessment(assessmentId: number): Promise<ReviewRecord[]>;
  /** The last review of each observed target, whichever of its assessments it is about; newest first. */
  counting(filter: ReviewFilter, place: ReviewPlace): Promise<{ rows: CountingReview[]; matching: number }>;
}

/** The last review of each observed target, of those that a condition lets through, as `CountingReviewRow`. */
export const lastOfEachTrackWhere = (condition: string): string => `
  select distinct on (a.track_id) ${reviewColumns}, a.id as assessment_id, a.track_id, t.target_id, t.log_id,
    l.name as log_name, a.window_start_utc, a.window_end_utc, a.strategy, a.motion as answer_motion,
    a.operation as answer_operation, a.task as answer_task
  from reviews r join assessments a on a.id = r.assessment_id join tracks t on t.id = a.track_id
    join logs l on l.id = t.log_id
  where ${condition}
  order by a.track_id, r.id desc`;

const lastOfEachTrack = lastOfEachTrackWhere('true');

const matches = `
  ($1::text is null or target_id ilike $1 or log_name ilike $1 or author ilike $1 or note ilike $1)
  and ($2::text is null or verdict = $2) and ($3::text is null or motion = $3)
  and ($4::text is null or operation = $4) and ($5::text is null or task = $5)`;

/** Builds the table of reviews on a database. */
export function reviewTable(database: Database): ReviewTable {
  return {
    async insert(assessmentId, { verdict, labels, note, author }, nowUtc) {
      const [row] = await database.query<ReviewRow>(
        `insert into reviews as r (assessment_id, created_utc, author, verdict, motion, operation, task, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${reviewColumns}`,
        [assessmentId, nowUtc, author, verdict, labels.motion, labels.operation, labels.task, note],
      );
      return toReviewRecord(row!);
    },
    async ofAssessment(assessmentId) {
      const rows = await database.query<ReviewRow>(
        `select ${reviewColumns} from reviews r where r.assessment_id = $1 order by r.id desc`,
        [assessmentId],
      );
      return rows.map(toReviewRecord);
    },
    async counting(filter, { limit, offset }) {
      const values = filterValues(filter);
      const [rows, [count]] = await Promise.all([
        database.query<CountingReviewRow>(
          `select * from (${lastOfEachTrack}) as last where ${matches} order by id desc limit $6 offset $7`,
          [...values, limit, offset],
        ),
        database.query<{ matching: number }>(
          `select count(*)::int as matching from (${lastOfEachTrack}) as last where ${matches}`,
          values,
        ),
      ]);
      return { rows: rows.map(toCountingReview), matching: count!.matching };
    },
  };
}

const filterValues = ({ search, verdict, motion, operation, task }: ReviewFilter): SqlValue[] => [
  search === undefined ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`,
  verdict ?? null,
  motion ?? null,
  operation ?? null,
  task ?? null,
];
