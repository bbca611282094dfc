import type { Database } from './database.ts';
import { importIntoStore, type LogImportOptions } from './log-import.ts';
import { everyLog, type LogRecord, type LogRow, logColumns, toLogRecord } from './log-rows.ts';
import type { LogContent, NewLog } from './new-log.ts';

/** Logs: what each upload brought. */
export interface LogTable {
  /**
   * Keeps a log with its tracks, rejections and warnings as they are read. It is there once it is whole, or never; when
   * one of the same hash came first, that one is given.
   */
  insert(log: NewLog, content: LogContent, options?: LogImportOptions): Promise<LogRecord>;
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
    async insert(log, content, options = {}) {
      const id = await importIntoStore(database, log, content, options);
      return (await (id === undefined ? one('l.sha256 = $1', log.sha256) : one('l.id = $1', id)))!;
    },
    find: (id) => one('l.id = $1', id),
    findByHash: (sha256) => one('l.sha256 = $1', sha256),
    async list() {
      const rows = await database.query<LogRow>(`${everyLog} order by l.received_utc desc, l.id desc`);
      return rows.map(toLogRecord);
    },
    names: (limit) => database.query('select id, name from logs order by received_utc desc, id desc limit $1', [limit]),
  };
}
