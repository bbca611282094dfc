import type { Database } from './database.ts';
import { type CountingReview, type CountingReviewRow, toCountingReview } from './review-rows.ts';
import { lastOfEachTrackWhere } from './review-table.ts';

/** A log whose targets analysts have labeled. */
export interface LabeledLog {
  readonly logId: number;
  readonly logName: string;
  /** Observed targets that are confirmed or corrected. */
  readonly targetCount: number;
}

/** Labels as they stood when the last of them was this review; later ones do not count. */
export interface LabelChoice {
  /** Null for those of every log. */
  readonly logId: number | null;
  readonly upToReviewId: number;
}

/** What analysts hold for true, log by log. */
export interface LabeledLogs {
  /** The logs that have labels, most labels first. */
  list(): Promise<LabeledLog[]>;
  /** The newest review; 0 when there is none. */
  newestReviewId(): Promise<number>;
  /** The review that counted for each observed target then, oldest target first. */
  labelsOf(choice: LabelChoice): Promise<CountingReview[]>;
}

/** Reads labels from a database. */
export const labeledLogs = (database: Database): LabeledLogs => ({
  list: () =>
    database.query<Required<LabeledLog>>(
      `select l.id as "logId", l.name as "logName", count(distinct a.track_id)::int as "targetCount"
       from reviews r join assessments a on a.id = r.assessment_id join tracks t on t.id = a.track_id
         join logs l on l.id = t.log_id
       group by l.id, l.name order by 3 desc, l.id`,
    ),
  async newestReviewId() {
    const [row] = await database.query<{ id: number }>('select coalesce(max(id), 0) as id from reviews');
    return row!.id;
  },
  async labelsOf({ logId, upToReviewId }) {
    const rows = await database.query<CountingReviewRow>(
      lastOfEachTrackWhere('r.id <= $1 and ($2::int is null or t.log_id = $2)'),
      [upToReviewId, logId],
    );
    return rows.map(toCountingReview);
  },
});
