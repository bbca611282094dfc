import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findPostgres, startPostgres } from '../testing/postgres-server.ts';
import { startProgram } from '../testing/program-process.ts';
import { realServices } from './context.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** Four shards. */
const targetCount = 200;
const folder = temporaryFolder();
const binFolder = await findPostgres();
const skip = binFolder === null && 'PostgreSQL is not installed';

test('the shipped model gives the same bytes alone and on three workers beside the command', { skip }, async () => {
  const [log, plain, out] = ['log.jsonl', 'plain.ndjson', 'distributed.ndjson'].map((name) => join(folder, name));
  await runQuietly(['simulate', '--count', String(targetCount), '--seed', '5', '-o', log!]);
  const command = (path: string) => ['classify', log!, '--strategy', 'instruction', '--threads', '1', '-o', path];
  const services = realServices;
  assert.equal((await runQuietly(command(plain!), { services })).exitCode, 0);

  const postgres = await startPostgres(binFolder!);
  after(() => postgres.stop());
  const environment = { DATABASE_URL: await postgres.newDatabase(), NONCOOP_DATA_DIR: join(folder, 'var') };
  Object.assign(process.env, environment);
  const start = () => startProgram(['worker', '--threads', '1'], /noncoop works jobs/, environment);
  const workers = await Promise.all([start(), start(), start()]);
  after(() => Promise.all(workers.map((worker) => worker.end('SIGKILL'))));
  const { exitCode, stderr } = await runQuietly([...command(out!), '--distribute'], { services });
  assert.equal(exitCode, 0);
  assert.match(stderr, /200 of 200 targets .* [2-4] workers/);
  assert.ok(readFileSync(out!).equals(readFileSync(plain!)), 'other bytes');
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
});
