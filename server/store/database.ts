import { PGlite, type Transaction } from '@electric-sql/pglite';
import { storableText } from './storable.ts';

/** A value that may stand for `$1`, `$2`, … in a statement. */
export type SqlValue = string | number | boolean | Date | Uint8Array | null | readonly (string | number | null)[];

/** What the tables need of a PostgreSQL: parameterized statements, and a transaction. */
export interface Database {
  /** Runs one statement and returns its rows; text among the values is made storable. */
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs several statements without parameters. */
  exec(sql: string): Promise<void>;
  /** Runs `work` whole or not at all. */
  transaction<T>(work: (database: Database) => Promise<T>): Promise<T>;
}

/** A database that can be closed by the one who opened it. */
export interface OpenDatabase extends Database {
  close(): Promise<void>;
}

/**
 * Opens the embedded PostgreSQL.
 *
 * @param folder  where it keeps its files, made when missing; `null` keeps everything in memory
 */
export async function openPglite(folder: string | null): Promise<OpenDatabase> {
  const pglite = folder === null ? await PGlite.create() : await PGlite.create(folder);
  return { ...databaseOn(pglite), close: () => pglite.close() };
}

const storableCell = <T>(cell: T) => (typeof cell === 'string' ? storableText(cell) : cell);

const storable = (value: SqlValue): SqlValue => (Array.isArray(value) ? value.map(storableCell) : storableCell(value));

function databaseOn(session: PGlite | Transaction): Database {
  return {
    async query<Row>(sql: string, values: readonly SqlValue[] = []) {
      const { rows } = await session.query<Row>(sql, values.map(storable));
      return rows;
    },
    async exec(sql) {
      await session.exec(sql);
    },
    transaction: (work) =>
      'transaction' in session ? session.transaction((inner) => work(databaseOn(inner))) : work(databaseOn(session)),
  };
}
