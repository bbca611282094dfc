import type { Rejection } from '#domain';

/** Where a log came from: shipped with the program, or uploaded. */
export type LogOrigin = 'sample' | 'upload';

/** What a file of a log is there for. */
export type FileRole = 'observations' | 'own' | 'facts';

/** One file of a log, kept as it came. */
export interface LogFile {
  /** From 1, in the order in which they are read. */
  readonly number: number;
  readonly name: string;
  readonly role: FileRole;
  /** Of the bytes as they came. */
  readonly sha256: string;
  readonly byteCount: number;
  /** Records that were taken: states, element sets, conjunction messages, facts. */
  readonly acceptedCount: number;
}

/** What the uploader said of the files; null when nothing was said. */
export interface LogSettings {
  /** Catalog number, designator or name of the own spacecraft. */
  readonly own: string | null;
  readonly format: string | null;
  /** Frame of relative states that name none. */
  readonly frame: string | null;
}

/** A log as the store keeps it: what one upload brought. */
export interface LogRecord {
  readonly id: number;
  readonly name: string;
  /** Of the files and the settings, see upload-hash.ts. */
  readonly sha256: string;
  readonly byteCount: number;
  readonly origin: LogOrigin;
  readonly files: readonly LogFile[];
  readonly settings: LogSettings;
  readonly acceptedCount: number;
  readonly rejectedCount: number;
  readonly targetCount: number;
  readonly assessedCount: number;
  readonly receivedUtc: string;
  /** The job that read it; null when there was none. */
  readonly jobId: number | null;
}

/** Warnings of one kind. */
export interface WarningGroup {
  readonly code: string;
  readonly count: number;
  /** The first few, in the order of the files. */
  readonly first: readonly Rejection[];
}

/** The columns of {@link logColumns} as the driver returns them. */
export interface LogRow {
  id: number;
  name: string;
  sha256: string;
  origin: LogOrigin;
  files: LogFile[];
  own: string | null;
  format: string | null;
  frame: string | null;
  accepted_count: number;
  rejected_count: number;
  target_count: number;
  assessed_count: number;
  received_utc: Date;
  job_id: number | null;
}

/** What a log says of itself, `logs` being aliased as `l`. */
const ownColumns = `l.id, l.name, l.sha256, l.origin, l.own, l.format, l.frame, l.accepted_count, l.rejected_count,
  l.received_utc, l.job_id,
  (select json_agg(json_build_object('number', f.number, 'name', f.name, 'role', f.role, 'sha256', f.sha256,
     'byteCount', f.byte_count, 'acceptedCount', f.accepted_count) order by f.number)
   from log_files f where f.log_id = l.id) as files`;

/** Columns of one log, `logs` being aliased as `l`; the counts are taken from the tables they count. */
export const logColumns = `${ownColumns},
  (select count(distinct t.target_id)::int from tracks t where t.log_id = l.id) as target_count,
  (select count(distinct t.target_id)::int from tracks t
   where t.log_id = l.id and exists (select from assessments a where a.track_id = t.id)) as assessed_count`;

/** The same of every log, counted in one pass over the tracks. */
export const everyLog = `select ${ownColumns}, coalesce(c.target_count, 0) as target_count,
    coalesce(c.assessed_count, 0) as assessed_count
  from logs l left join (
    select t.log_id, count(distinct t.target_id)::int as target_count,
      count(distinct t.target_id) filter (where a.track_id is not null)::int as assessed_count
    from tracks t left join (select distinct track_id from assessments) a on a.track_id = t.id
    group by t.log_id) c on c.log_id = l.id`;

/** Row → value. */
export const toLogRecord = (row: LogRow): LogRecord => ({
  id: row.id,
  name: row.name,
  sha256: row.sha256,
  byteCount: row.files.reduce((sum, file) => sum + file.byteCount, 0),
  origin: row.origin,
  files: row.files,
  settings: { own: row.own, format: row.format, frame: row.frame },
  acceptedCount: row.accepted_count,
  rejectedCount: row.rejected_count,
  targetCount: row.target_count,
  assessedCount: row.assessed_count,
  receivedUtc: row.received_utc.toISOString(),
  jobId: row.job_id,
});
