import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

const migrationsUrl = new URL('./migrations/', import.meta.url);

/** Number of the lock that is held while tables change: two consoles may start on one database at once. */
const migrationLock = 5_271;

/** Brings the tables to the newest shape: runs each file of `migrations/` once, in order of name. */
export async function migrate(database: Database): Promise<void> {
  const names = (await readdir(migrationsUrl)).filter((name) => name.endsWith('.sql')).sort();
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await tx.exec('create table if not exists migrations (name text primary key)');
    const applied = new Set((await tx.query<{ name: string }>('select name from migrations')).map((row) => row.name));
    for (const name of names.filter((name) => !applied.has(name))) {
      await tx.exec(await readFile(new URL(name, migrationsUrl), 'utf8'));
      await tx.query('insert into migrations (name) values ($1)', [name]);
    }
  });
}
