import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { isConnectionLost } from './connection-lost.ts';
import { openPostgres } from './postgres-database.ts';

const binFolder = await findPostgres();
const skip = binFolder === null && 'PostgreSQL is not installed';
let postgres: PostgresServer;
before(async () => {
  if (binFolder !== null) postgres = await startPostgres(binFolder);
});
after(() => postgres?.stop());

test('a connection that is cut between two statements of a transaction fails the transaction, and no more', {
  skip,
}, async () => {
  const database = await openPostgres(await postgres.newDatabase());
  const broken = database.transaction(async (tx) => {
    const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.query('select pg_terminate_backend($1)', [row!.pid]);
    await wait(200);
    await tx.query('select 1');
  });
  await assert.rejects(broken, isConnectionLost);
  assert.deepEqual(await database.query('select 1 as one'), [{ one: 1 }]);
  await database.close();
});

test('a wrong statement is no lost connection, a server that is away is one', { skip }, async () => {
  const database = await openPostgres(await postgres.newDatabase());
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => assert.fail('expected an error'),
      (error: unknown) => error,
    );
  assert.equal(isConnectionLost(await failure(database.query('select nothing'))), false);
  await postgres.stop();
  assert.equal(isConnectionLost(await failure(database.query('select 1'))), true);
  assert.equal(isConnectionLost(await failure(database.query('select 1'))), true);
  await database.close();
  postgres = await startPostgres(binFolder!);
});
