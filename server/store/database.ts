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

const storableCell = <T>(cell: T) => (typeof cell === 'string' ? storableText(cell) : cell);

/** A value whose text PostgreSQL can hold. */
export const storable = (value: SqlValue): SqlValue =>
  Array.isArray(value) ? value.map(storableCell) : storableCell(value);
