import type { Rejection } from '#domain';

/** Where a log came from: shipped with the program, or uploaded. */
export type LogOrigin = 'sample' | 'upload';

/** A log as the store keeps it. */
export interface LogRecord {
  readonly id: number;
  readonly name: string;
  /** Of the bytes as they came. */
  readonly sha256: string;
  readonly byteCount: number;
  readonly origin: LogOrigin;
  readonly acceptedCount: number;
  readonly rejectedCount: number;
  /** Oddities that cost no record. */
  readonly warnings: readonly Rejection[];
  readonly targetCount: number;
  readonly assessedCount: number;
  readonly receivedUtc: string;
}

/** The columns of {@link logColumns} as the driver returns them. */
export interface LogRow {
  id: number;
  name: string;
  sha256: string;
  byte_count: number | string;
  origin: LogOrigin;
  accepted_count: number;
  rejected_count: number;
  warnings: Rejection[];
  target_count: number;
  assessed_count: number;
  received_utc: Date;
}

/** Columns of a log, `logs` being aliased as `l`; the counts are taken from the tables they count. */
export const logColumns = `l.id, l.name, l.sha256, l.byte_count, l.origin, l.accepted_count, l.rejected_count, l.warnings,
  l.received_utc,
  (select count(distinct t.target_id)::int from tracks t where t.log_id = l.id) as target_count,
  (select count(distinct t.target_id)::int from assessments a join tracks t on t.id = a.track_id where t.log_id = l.id)
    as assessed_count`;

/** Row → value. */
export const toLogRecord = (row: LogRow): LogRecord => ({
  id: row.id,
  name: row.name,
  sha256: row.sha256,
  byteCount: Number(row.byte_count),
  origin: row.origin,
  acceptedCount: row.accepted_count,
  rejectedCount: row.rejected_count,
  warnings: row.warnings,
  targetCount: row.target_count,
  assessedCount: row.assessed_count,
  receivedUtc: row.received_utc.toISOString(),
});

/** Values → the three parallel arrays that one `insert … select unnest` takes. */
export const toRejectionColumns = (rejections: readonly Rejection[]) => ({
  lines: rejections.map(({ line }) => line),
  codes: rejections.map(({ code }) => code),
  messages: rejections.map(({ message }) => message),
});
