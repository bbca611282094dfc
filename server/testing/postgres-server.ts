import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A PostgreSQL of a test's own. */
export interface PostgresServer {
  /** Address of a new database without tables. */
  newDatabase(): Promise<string>;
  /** Stops and starts it as after a crash. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian keeps the programs that only an administrator calls. */
const debianFolder = '/usr/lib/postgresql';

/** Folder of initdb and pg_ctl; null where PostgreSQL is not installed. */
export async function findPostgres(): Promise<string | null> {
  const versions = await readdir(debianFolder).catch(() => []);
  const folders = [...versions.map((version) => path.join(debianFolder, version, 'bin')), '/usr/local/bin', '/usr/bin'];
  for (const folder of folders) {
    const names: string[] = await readdir(folder).catch(() => []);
    if (names.includes('initdb') && names.includes('pg_ctl')) return folder;
  }
  return null;
}

/**
 * Starts a PostgreSQL in a temporary folder, on a free port of the loopback address, without password. It refuses to run
 * for root, who runs it as the user `postgres` of the Debian package.
 */
export async function startPostgres(binFolder: string): Promise<PostgresServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-postgres-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await giveToPostgres(folder);
  const call = (program: string, args: readonly string[]) => {
    const file = path.join(binFolder, program);
    return isRoot ? run('runuser', ['-u', 'postgres', '--', file, ...args]) : run(file, [...args]);
  };
  const data = path.join(folder, 'data');
  const port = await freePort();
  await call('initdb', ['-D', data, '-U', 'noncoop', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C']);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder} -c fsync=off`;
  const start = () => call('pg_ctl', ['-D', data, '-w', '-l', path.join(folder, 'log'), '-o', options, 'start']);
  await start();

  const urlOf = (database: string) => `postgres://noncoop@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    async newDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    async restart() {
      await call('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
      await start();
    },
    async stop() {
      await call('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
      await rm(folder, { recursive: true });
    },
  };
}

async function giveToPostgres(folder: string): Promise<void> {
  const idOf = async (kind: '-u' | '-g') => Number((await run('id', [kind, 'postgres'])).stdout);
  await chown(folder, await idOf('-u'), await idOf('-g'));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
