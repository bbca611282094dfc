import type { Reading, Rejection, Track } from '#domain';
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

/** A log that is to be kept. */
export interface NewLog {
  readonly name: string;
  readonly sha256: string;
  readonly byteCount: number;
  readonly origin: LogOrigin;
  readonly receivedUtc: Date;
}

/** Logs, with what was refused of them. */
export interface LogTable {
  /** Keeps a log with its tracks and rejections as they are read, whole or not at all. */
  insert(log: NewLog, readings: AsyncIterable<Reading<Track>>): Promise<LogRecord>;
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
    insert: (log, readings) => database.transaction((tx) => insertLog(tx, log, readings)),
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
         where r.log_id = $1 order by r.line, r.id limit $2 offset $3`,
        [logId, limit, offset],
      ),
  };
}

async function insertLog(tx: Database, log: NewLog, readings: AsyncIterable<Reading<Track>>): Promise<LogRecord> {
  const [inserted] = await tx.query<{ id: number }>(
    `insert into logs (name, sha256, byte_count, origin, accepted_count, rejected_count, received_utc, warnings)
     values ($1, $2, $3, $4, 0, 0, $5, '[]') returning id`,
    [log.name, log.sha256, log.byteCount, log.origin, log.receivedUtc],
  );
  const logId = inserted!.id;
  const rejections = rejectionWriter(tx, logId);
  const warnings: Rejection[] = [];
  let acceptedCount = 0;
  for await (const reading of readings) {
    if (reading.kind === 'warning') warnings.push(reading.warning);
    else if (reading.kind === 'rejected') await rejections.add(reading.rejection);
    else if (await insertTrack(tx, logId, reading.value)) acceptedCount += reading.value.states.length;
    else await rejections.add(windowTwice(reading.value));
  }
  await rejections.flush();
  await tx.query('update logs set accepted_count = $2, rejected_count = $3, warnings = $4::json where id = $1', [
    logId,
    acceptedCount,
    rejections.count,
    JSON.stringify(warnings),
  ]);
  const [row] = await tx.query<LogRow>(`select ${logColumns} from logs l where l.id = $1`, [logId]);
  return toLogRecord(row!);
}

/** Gathers refused records to statements of many. */
function rejectionWriter(tx: Database, logId: number) {
  let waiting: Rejection[] = [];
  const writer = {
    count: 0,
    async add(rejection: Rejection): Promise<void> {
      writer.count += 1;
      waiting.push(rejection);
      if (waiting.length >= rejectionsPerInsert) await writer.flush();
    },
    async flush(): Promise<void> {
      if (waiting.length === 0) return;
      const { lines, codes, messages } = toRejectionColumns(waiting);
      waiting = [];
      await tx.query(
        `insert into rejections (log_id, line, code, message)
         select $1, line, code, message from unnest($2::int[], $3::text[], $4::text[]) as refused (line, code, message)`,
        [logId, lines, codes, messages],
      );
    },
  };
  return writer;
}

/** Happens when the reader had to forget a target and the log then repeats it. */
function windowTwice({ targetId, source, states }: Track): Rejection {
  const { line, epochUtcMs } = states[0]!;
  const message = `expected one window of ${targetId} from ${new Date(epochUtcMs).toISOString()}, got a second of ${states.length} rows; the first was kept`;
  return { source, line, code: 'server.window_twice', message };
}
