import type { Database } from './database.ts';
import { type TargetRow, type TargetSummary, targetColumns, targetJoins, toTargetSummary } from './target-rows.ts';

/** What each reader watches, and when each last looked. */
export interface WatchTable {
  /** When a reader last marked everything as seen; null for never. */
  lookedUtc(reader: string): Promise<Date | null>;
  /** Marks as seen what there was at an instant; an earlier one than before changes nothing. */
  look(reader: string, seenUtc: Date): Promise<void>;
  /** Puts a target on the list of a reader; returns whether there is such a target. */
  watch(reader: string, targetId: string, nowUtc: Date): Promise<boolean>;
  unwatch(reader: string, targetId: string): Promise<void>;
  /** Which of some targets a reader watches. */
  watchedAmong(reader: string, targetIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The watch list, the most urgent first, and how long it is in all. */
  watched(reader: string, limit: number): Promise<{ readonly rows: TargetSummary[]; readonly count: number }>;
}

/** Builds the watch table on a database. */
export function watchTable(database: Database): WatchTable {
  return {
    async lookedUtc(reader) {
      const sql = 'select looked_utc from reader_looks where reader = $1';
      return (await database.query<{ looked_utc: Date }>(sql, [reader]))[0]?.looked_utc ?? null;
    },
    async look(reader, seenUtc) {
      await database.query(
        `insert into reader_looks (reader, looked_utc) values ($1, $2)
         on conflict (reader) do update set looked_utc = greatest(reader_looks.looked_utc, excluded.looked_utc)`,
        [reader, seenUtc],
      );
    },
    async watch(reader, targetId, nowUtc) {
      const found = await database.query(
        `insert into watched_targets (reader, target_id, since_utc)
         select $1, target_id, $3 from targets where target_id = $2
         on conflict (reader, target_id) do update set reader = excluded.reader returning target_id`,
        [reader, targetId, nowUtc],
      );
      return found.length > 0;
    },
    async unwatch(reader, targetId) {
      await database.query('delete from watched_targets where reader = $1 and target_id = $2', [reader, targetId]);
    },
    async watchedAmong(reader, targetIds) {
      const rows = await database.query<{ target_id: string }>(
        'select target_id from watched_targets where reader = $1 and target_id = any($2::text[])',
        [reader, targetIds],
      );
      return new Set(rows.map(({ target_id }) => target_id));
    },
    async watched(reader, limit) {
      const rows = await database.query<TargetRow & { count: number }>(
        `select ${targetColumns}, x.* from (
           select x.*, count(*) over ()::int as count from watched_targets w join targets x on x.target_id = w.target_id
           where w.reader = $1 order by x.severity desc, x.confidence desc nulls last, x.target_id limit $2) x
         ${targetJoins} order by x.severity desc, x.confidence desc nulls last, x.target_id`,
        [reader, limit],
      );
      return { rows: rows.map(toTargetSummary), count: rows[0]?.count ?? 0 };
    },
  };
}
