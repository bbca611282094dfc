import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

const migrationsUrl = new URL('./migrations/', import.meta.url);

/** Brings the tables to the newest shape: runs each file of `migrations/` once, in order of name. */
export async function migrate(database: Database): Promise<void> {
  await database.exec('create table if not exists migrations (name text primary key)');
  const applied = new Set(
    (await database.query<{ name: string }>('select name from migrations')).map((row) => row.name),
  );
  const names = (await readdir(migrationsUrl)).filter((name) => name.endsWith('.sql')).sort();
  for (const name of names.filter((name) => !applied.has(name))) {
    const sql = await readFile(new URL(name, migrationsUrl), 'utf8');
    await database.transaction(async (tx) => {
      await tx.exec(sql);
      await tx.query('insert into migrations (name) values ($1)', [name]);
    });
  }
}
