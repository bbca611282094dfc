import pg from 'pg';
import { AppError } from '#errors';
import { type Database, type OpenDatabase, storable } from './database.ts';

/** Connections held open at most; a transaction holds one. */
const connections = 8;
/** How long a first connection may take, ms. */
const patienceMs = 10_000;

/** Object id of `bigint`, which counts have; they fit a double. */
const bigint = 20;
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === bigint ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/**
 * Connects to a PostgreSQL.
 *
 * @param url  `postgres://USER:PASSWORD@HOST:PORT/DATABASE`
 * @throws AppError `server.database_unreachable`
 */
export async function openPostgres(url: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: connections, connectionTimeoutMillis: patienceMs, types });
  // A connection that breaks while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // The same for one that breaks in a transaction, between two statements; the next statement then fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw unreachable(url, cause);
  }
  return { ...databaseOn(pool, (work) => inTransaction(pool, work)), close: () => pool.end() };
}

async function inTransaction<T>(pool: pg.Pool, work: (database: Database) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await client.query('begin');
    const inner: Database = databaseOn(client, (nested) => nested(inner));
    const result = await work(inner);
    await client.query('commit');
    return result;
  } catch (thrown) {
    await client.query('rollback').catch((broken: unknown) => {
      failure = broken;
    });
    throw thrown;
  } finally {
    client.release(failure instanceof Error ? failure : undefined);
  }
}

function databaseOn(session: pg.Pool | pg.PoolClient, transaction: Database['transaction']): Database {
  return {
    async query<Row>(sql: string, values: Parameters<Database['query']>[1] = []) {
      const { rows } = await session.query(sql, values.map(storable));
      return rows as Row[];
    },
    async exec(sql) {
      await session.query(sql);
    },
    transaction,
  };
}

/** The error names host and database; the password stays out of it. */
function unreachable(url: string, cause: unknown): AppError {
  const reason = cause instanceof AggregateError ? cause.errors.map(String).join('; ') : String(cause);
  return new AppError(
    'server.database_unreachable',
    `Expected a PostgreSQL at ${withoutPassword(url)}, got: ${reason}.`,
    {
      hint: 'check DATABASE_URL and that the server runs; without DATABASE_URL the embedded database is used',
      cause,
    },
  );
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'the address in DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
