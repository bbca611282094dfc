import type { Reading, Track } from '#domain';
import type { Database } from './database.ts';
import {
  everyLog,
  type FileRole,
  type LogOrigin,
  type LogRecord,
  type LogRow,
  type LogSettings,
  logColumns,
  toLogRecord,
} from './log-rows.ts';
import { RejectionWriter } from './rejection-table.ts';
import { refreshTargetsOfLog } from './target-heads.ts';
import { insertTrack } from './track-table.ts';

/** A file of a log that is to be kept. */
export interface NewLogFile {
  readonly name: string;
  readonly role: FileRole;
  readonly sha256: string;
  readonly byteCount: number;
}

/** A log that is to be kept. */
export interface NewLog {
  readonly name: string;
  /** Of the files and the settings. */
  readonly sha256: string;
  readonly origin: LogOrigin;
  /** At least one, in the order in which they are read. */
  readonly files: readonly NewLogFile[];
  readonly settings: LogSettings;
  readonly receivedUtc: Date;
}

/** What the files of a log hold. */
export interface LogContent {
  readonly readings: AsyncIterable<Reading<Track>>;
  /** Records taken of each file; asked once the readings have ended. */
  acceptedCounts(): readonly number[];
}

/** Logs: what each upload brought. */
export interface LogTable {
  /** Keeps a log with its tracks, rejections and warnings as they are read, whole or not at all. */
  insert(log: NewLog, content: LogContent): Promise<LogRecord>;
  find(id: number): Promise<LogRecord | undefined>;
  findByHash(sha256: string): Promise<LogRecord | undefined>;
  /** Newest first. */
  list(): Promise<LogRecord[]>;
  /** Numbers and names only, newest first. */
  names(limit: number): Promise<{ readonly id: number; readonly name: string }[]>;
}

/** Builds the log table on a database. */
export function logTable(database: Database): LogTable {
  const one = async (condition: string, value: string | number) => {
    const [row] = await database.query<LogRow>(`select ${logColumns} from logs l where ${condition}`, [value]);
    return row && toLogRecord(row);
  };
  return {
    insert: (log, content) => database.transaction((tx) => insertLog(tx, log, content)),
    find: (id) => one('l.id = $1', id),
    findByHash: (sha256) => one('l.sha256 = $1', sha256),
    async list() {
      const rows = await database.query<LogRow>(`${everyLog} order by l.received_utc desc, l.id desc`);
      return rows.map(toLogRecord);
    },
    names: (limit) => database.query('select id, name from logs order by received_utc desc, id desc limit $1', [limit]),
  };
}

async function insertLog(tx: Database, log: NewLog, { readings, acceptedCounts }: LogContent): Promise<LogRecord> {
  const { own, format, frame } = log.settings;
  const [inserted] = await tx.query<{ id: number }>(
    `insert into logs (name, sha256, origin, own, format, frame, accepted_count, rejected_count, received_utc)
     values ($1, $2, $3, $4, $5, $6, 0, 0, $7) returning id`,
    [log.name, log.sha256, log.origin, own, format, frame, log.receivedUtc],
  );
  const logId = inserted!.id;
  const told = new RejectionWriter(tx, logId);
  let repeatedCount = 0;
  for await (const reading of readings) {
    if (reading.kind === 'warning') await told.warn(reading.warning);
    else if (reading.kind === 'rejected') await told.reject(reading.rejection);
    else if (!(await insertTrack(tx, logId, reading.value))) {
      repeatedCount += reading.value.states.length;
      await told.reject(windowTwice(reading.value));
    }
  }
  await told.flush();
  await refreshTargetsOfLog(tx, logId);
  const counts = acceptedCounts();
  for (const [index, file] of log.files.entries()) {
    await tx.query(
      `insert into log_files (log_id, number, name, role, sha256, byte_count, accepted_count)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [logId, index + 1, file.name, file.role, file.sha256, file.byteCount, counts[index] ?? 0],
    );
  }
  const acceptedCount = counts.reduce((sum, count) => sum + count, 0) - repeatedCount;
  await tx.query('update logs set accepted_count = $2, rejected_count = $3 where id = $1', [
    logId,
    acceptedCount,
    told.rejectedCount,
  ]);
  const [row] = await tx.query<LogRow>(`select ${logColumns} from logs l where l.id = $1`, [logId]);
  return toLogRecord(row!);
}

/** Happens when the reader had to forget a target and the log then repeats it. */
function windowTwice({ targetId, source, states }: Track) {
  const { line, epochUtcMs } = states[0]!;
  const message = `expected one window of ${targetId} from ${new Date(epochUtcMs).toISOString()}, got a second of ${states.length} rows; the first was kept`;
  return { source, line, code: 'server.window_twice', message };
}
