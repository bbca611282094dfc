import { PGlite, type Transaction } from '@electric-sql/pglite';
import { type Database, type OpenDatabase, storable } from './database.ts';

/**
 * Opens the embedded PostgreSQL.
 *
 * @param folder  where it keeps its files, made when missing; `null` keeps everything in memory
 */
export async function openPglite(folder: string | null): Promise<OpenDatabase> {
  const pglite = folder === null ? await PGlite.create() : await PGlite.create(folder);
  return { ...databaseOn(pglite), close: () => pglite.close() };
}

function databaseOn(session: PGlite | Transaction): Database {
  return {
    async query<Row>(sql: string, values: Parameters<Database['query']>[1] = []) {
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
