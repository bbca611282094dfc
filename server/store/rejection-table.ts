import type { Rejection } from '#domain';
import type { Database } from './database.ts';
import type { WarningGroup } from './log-rows.ts';

/** What was refused of logs, and what was odd about them. */
export interface RejectionTable {
  /** Refused records of a log, in the order of its files and lines. */
  ofLog(logId: number, page: { readonly limit: number; readonly offset: number }): Promise<Rejection[]>;
  /** Warnings of a log, one group for each code, the largest first. */
  warnings(logId: number, firstOfEach: number): Promise<WarningGroup[]>;
}

/** Rejections sent in one statement, which takes some hundredths of a second. */
const rejectionsPerInsert = 1000;

/** Builds the table on a database. */
export function rejectionTable(database: Database): RejectionTable {
  return {
    ofLog: (logId, { limit, offset }) =>
      database.query<Rejection>(
        `select source, line, code, message from rejections
         where log_id = $1 and not is_warning order by source, line, id limit $2 offset $3`,
        [logId, limit, offset],
      ),
    async warnings(logId, firstOfEach) {
      return database.query<WarningGroup>(
        `select code, count(*)::int as count,
           json_agg(json_build_object('source', source, 'line', line, 'code', code, 'message', message) order by place)
             filter (where place <= $2) as first
         from (select *, row_number() over (partition by code order by source, line, id) as place
               from rejections where log_id = $1 and is_warning) told
         group by code order by count desc, code`,
        [logId, firstOfEach],
      );
    },
  };
}

/** Gathers what is told of a log to statements of many. */
export class RejectionWriter {
  readonly #database: Database;
  readonly #logId: number;
  #waiting: { readonly rejection: Rejection; readonly isWarning: boolean }[] = [];
  rejectedCount = 0;

  constructor(database: Database, logId: number) {
    this.#database = database;
    this.#logId = logId;
  }

  async reject(rejection: Rejection): Promise<void> {
    this.rejectedCount += 1;
    await this.#add(rejection, false);
  }

  async warn(warning: Rejection): Promise<void> {
    await this.#add(warning, true);
  }

  async #add(rejection: Rejection, isWarning: boolean): Promise<void> {
    this.#waiting.push({ rejection, isWarning });
    if (this.#waiting.length >= rejectionsPerInsert) await this.flush();
  }

  /** Sends what is still waiting; to be called at the end. */
  async flush(): Promise<void> {
    const told = this.#waiting;
    if (told.length === 0) return;
    this.#waiting = [];
    await this.#database.query(
      `insert into rejections (log_id, source, line, code, message, is_warning)
       select $1, source, line, code, message, warns::boolean
       from unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[]) as told (source, line, code, message, warns)`,
      [
        this.#logId,
        told.map(({ rejection }) => rejection.source),
        told.map(({ rejection }) => rejection.line),
        told.map(({ rejection }) => rejection.code),
        told.map(({ rejection }) => rejection.message),
        told.map(({ isWarning }) => String(isWarning)),
      ],
    );
  }
}
