import type { Rejection, Track } from '#domain';
import type { Database } from './database.ts';
import {
  type LogOrigin,
  type LogRecord,
  type LogRow,
  logColumns,
  toLogRecord,
  toRejectionColumns,
} from './log-rows.ts';
import { insertTrack } from './track-table.ts';

/** A log that was read and is to be kept. */
export interface NewLog {
  readonly name: string;
  readonly sha256: string;
  readonly byteCount: number;
  readonly origin: LogOrigin;
  readonly receivedUtc: Date;
  readonly acceptedCount: number;
  readonly tracks: readonly Track[];
  readonly rejected: readonly Rejection[];
  readonly warnings: readonly Rejection[];
}

/** Logs, with what was refused of them. */
export interface LogTable {
  /** Keeps a log with its tracks and rejections, whole or not at all. */
  insert(log: NewLog): Promise<LogRecord>;
  find(id: number): Promise<LogRecord | undefined>;
  findByHash(sha256: string): Promise<LogRecord | undefined>;
  /** Newest first. */
  list(): Promise<LogRecord[]>;
  /** In the order of the file. */
  rejections(logId: number, page: { readonly limit: number; readonly offset: number }): Promise<Rejection[]>;
}

/** Rejections sent in one statement; keeps a statement of a wholly broken log to about a megabyte. */
const rejectionsPerInsert = 5000;

/** Builds the log table on a database. */
export function logTable(database: Database): LogTable {
  const one = async (condition: string, value: string | number) => {
    const [row] = await database.query<LogRow>(`select ${logColumns} from logs l where ${condition}`, [value]);
    return row && toLogRecord(row);
  };
  return {
    insert: (log) => database.transaction((tx) => insertLog(tx, log)),
    find: (id) => one('l.id = $1', id),
    findByHash: (sha256) => one('l.sha256 = $1', sha256),
    async list() {
      const rows = await database.query<LogRow>(
        `select ${logColumns} from logs l order by l.received_utc desc, l.id desc`,
      );
      return rows.map(toLogRecord);
    },
    rejections: (logId, { limit, offset }) =>
      database.query<Rejection>(
        `select l.name as source, r.line, r.code, r.message from rejections r join logs l on l.id = r.log_id
         where r.log_id = $1 order by r.id limit $2 offset $3`,
        [logId, limit, offset],
      ),
  };
}

async function insertLog(tx: Database, log: NewLog): Promise<LogRecord> {
  const [inserted] = await tx.query<{ id: number }>(
    `insert into logs (name, sha256, byte_count, origin, accepted_count, rejected_count, received_utc, warnings)
     values ($1, $2, $3, $4, $5, $6, $7, $8::json) returning id`,
    [
      log.name,
      log.sha256,
      log.byteCount,
      log.origin,
      log.acceptedCount,
      log.rejected.length,
      log.receivedUtc,
      JSON.stringify(log.warnings),
    ],
  );
  const logId = inserted!.id;
  for (let start = 0; start < log.rejected.length; start += rejectionsPerInsert) {
    const { lines, codes, messages } = toRejectionColumns(log.rejected.slice(start, start + rejectionsPerInsert));
    await tx.query(
      `insert into rejections (log_id, line, code, message)
       select $1, line, code, message from unnest($2::int[], $3::text[], $4::text[]) as refused (line, code, message)`,
      [logId, lines, codes, messages],
    );
  }
  for (const track of log.tracks) await insertTrack(tx, logId, track);
  const [row] = await tx.query<LogRow>(`select ${logColumns} from logs l where l.id = $1`, [logId]);
  return toLogRecord(row!);
}
