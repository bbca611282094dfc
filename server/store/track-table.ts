import type { Track } from '#domain';
import { AppError } from '#errors';
import type { Database } from './database.ts';
import { packStates } from './packed-states.ts';
import { storableJson } from './storable.ts';
import { refreshTargetOfTrack } from './target-heads.ts';
import { thumbnailPath } from './thumbnail-path.ts';
import { type TrackRecord, type TrackRow, toTrackRecord, trackColumns } from './track-rows.ts';

/** Tracks by their ids, both ends in it. */
export interface TrackRange {
  readonly firstId: number;
  readonly lastId: number;
}

/** Tracks: what was observed of each target in each log. */
export interface TrackTable {
  find(id: number): Promise<TrackRecord | undefined>;
  /** The track with the latest observation of a target in any log. */
  latestOf(targetId: string): Promise<TrackRecord | undefined>;
  /** Ids of the tracks a job has neither assessed nor given up, in order; of a range when one is given, both ends in it. */
  pendingIds(jobId: number, range?: TrackRange): Promise<number[]>;
  /** How many tracks of its log a job has assessed or given up, and how many there are. */
  progressOf(jobId: number): Promise<{ readonly done: number; readonly total: number }>;
  /** Notes why no evidence could be gathered. */
  refuse(id: number, refusal: { readonly code: string; readonly message: string }, nowUtc: Date): Promise<void>;
}

/** Builds the track table on a database. */
export function trackTable(database: Database): TrackTable {
  const one = async (rest: string, value: string | number) => {
    const [row] = await database.query<TrackRow>(
      `select ${trackColumns} from tracks t join logs l on l.id = t.log_id where ${rest}`,
      [value],
    );
    return row && toTrackRecord(row);
  };
  return {
    find: (id) => one('t.id = $1', id),
    latestOf: (targetId) => one('t.target_id = $1 order by t.window_end_utc desc, t.id desc limit 1', targetId),
    async pendingIds(jobId, range) {
      const rows = await database.query<{ id: number }>(
        `select t.id from tracks t join jobs j on j.log_id = t.log_id
         where j.id = $1 and t.refusal_code is null and t.id between coalesce($2, t.id) and coalesce($3, t.id)
           and not exists (select from assessments a where a.track_id = t.id and a.job_id = j.id)
         order by t.id`,
        [jobId, range?.firstId ?? null, range?.lastId ?? null],
      );
      return rows.map(({ id }) => id);
    },
    async progressOf(jobId) {
      const [row] = await database.query<{ done: number; total: number }>(
        `select count(*)::int as total, count(*) filter (where t.refusal_code is not null
           or exists (select from assessments a where a.track_id = t.id and a.job_id = j.id))::int as done
         from tracks t join jobs j on j.log_id = t.log_id where j.id = $1`,
        [jobId],
      );
      return row!;
    },
    refuse: (id, { code, message }, nowUtc) =>
      database.transaction(async (tx) => {
        await tx.query('update tracks set refusal_code = $2, refusal_message = $3, refused_utc = $4 where id = $1', [
          id,
          code,
          message,
          nowUtc,
        ]);
        await refreshTargetOfTrack(tx, id);
      }),
  };
}

/**
 * Keeps one track of a log; once all are kept, the rows of their targets are to be refreshed (target-heads.ts).
 *
 * @returns whether it was kept; false when the log has a window of this target from the same instant already
 * @throws AppError `server.empty_track` when it has no state; readers never make such a track.
 */
export async function insertTrack(tx: Database, logId: number, track: Track): Promise<boolean> {
  const [first, last] = [track.states[0], track.states.at(-1)];
  if (first === undefined || last === undefined) {
    throw new AppError('server.empty_track', `Expected at least one state of ${track.targetId}, got none.`);
  }
  const inserted = await tx.query(
    `insert into tracks (log_id, target_id, source, reported, context, states, state_count, window_start_utc,
       window_end_utc, thumbnail, target_name, target_designator, own_name)
     values ($1, $2, $3, $4::json, $5::json, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (log_id, target_id, window_start_utc) do nothing returning id`,
    [
      logId,
      track.targetId,
      track.source,
      storableJson(track.reported),
      track.context === undefined ? null : storableJson(track.context),
      packStates(track.states),
      track.states.length,
      new Date(first.epochUtcMs),
      new Date(last.epochUtcMs),
      thumbnailPath(track.states),
      track.context?.targetName ?? null,
      track.context?.targetDesignator ?? null,
      track.context?.ownName ?? null,
    ],
  );
  return inserted.length > 0;
}
