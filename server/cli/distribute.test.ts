import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createJobDesk } from '../jobs/job-desk.ts';
import { openPieceQueue } from '../jobs/piece-queue.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { type ProgramProcess, startProgram } from '../testing/program-process.ts';
import { progressPathOf } from './resumable-output.ts';
import { fakeServices } from './testing/fake-services.ts';
import { type Outcome, runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** Twelve shards. */
const targetCount = 768;
const batchMs = 400;
const folder = temporaryFolder();
const log = join(folder, 'log.jsonl');
const plain = join(folder, 'plain.ndjson');
const askedPath = join(folder, 'asked.ndjson');
const withFakes = join(import.meta.dirname, 'testing/run-with-fakes.ts');

const binFolder = await findPostgres();
const skip = binFolder === null && 'PostgreSQL is not installed';
let postgres: PostgresServer;
let databaseUrl: string;
let running: ProgramProcess[] = [];

before(async () => {
  await runQuietly(['simulate', '--count', String(targetCount), '--seed', '5', '-o', log]);
  appendFileSync(log, 'no record\n');
  await runQuietly(['classify', log, '-o', plain]);
  if (binFolder !== null) postgres = await startPostgres(binFolder);
});
after(() => postgres?.stop());
beforeEach(async () => {
  if (binFolder !== null) databaseUrl = await postgres.newDatabase();
  process.env.DATABASE_URL = databaseUrl ?? '';
  process.env.NONCOOP_PIECE_EXPIRY_S = '4';
});
afterEach(async () => {
  await Promise.all(running.map((process) => process.end('SIGKILL')));
  running = [];
});

const environment = (name: string) => ({
  DATABASE_URL: databaseUrl,
  NONCOOP_PIECE_EXPIRY_S: '4',
  NONCOOP_DATA_DIR: join(folder, 'var'),
  FAKE_NAME: name,
  FAKE_BATCH_MS: String(batchMs),
  FAKE_ASKED: askedPath,
});

async function start(args: readonly string[], isReady: RegExp, name = 'fake'): Promise<ProgramProcess> {
  const started = await startProgram(args, isReady, environment(name), withFakes);
  running.push(started);
  return started;
}
const startWorkers = (count: number) =>
  Promise.all(Array.from({ length: count }, () => start(['worker'], /noncoop works jobs/)));

const command = (out: string, ...more: readonly string[]) => ['classify', log, '-o', out, '--distribute', ...more];

/** The command in this process; its model takes as long as those of the workers. */
function run(out: string, ...more: readonly string[]): Promise<Outcome> {
  const onBatch = (records: readonly string[]) => appendFileSync(askedPath, `${JSON.stringify(records)}\n`);
  return runQuietly(command(out, ...more), { services: fakeServices({ batchMs, onBatch }) });
}

async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await claim())) await wait(20);
}

/** Whether a batch is merged and noted, which is the second line of the note. */
const isMerging = (out: string) =>
  existsSync(progressPathOf(out)) && readFileSync(progressPathOf(out), 'utf8').split('\n').length > 2;

/** Batches that were asked more often than once, since the file was made. */
function askedAgain(): number {
  const lines = readFileSync(askedPath, 'utf8').trimEnd().split('\n');
  return lines.length - new Set(lines).size;
}

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: null, databaseUrl });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The only job is done, and nothing of it is left. */
const assertDone = () =>
  withStore(async (store) => {
    const { rows } = await store.jobs.list({ limit: 10, offset: 0 });
    assert.deepEqual(
      rows.map(({ state, stepsDone, stepsTotal }) => [state, stepsDone, stepsTotal]),
      [['done', targetCount, targetCount]],
    );
    assert.equal(await store.shards.count(rows[0]!.id), 0);
    return rows[0]!;
  });

const sameBytes = (out: string) => assert.ok(readFileSync(out).equals(readFileSync(plain)), 'other bytes');
const freshAsked = () => appendFileSync(askedPath, '', { flag: 'w' });

test('without a database, without a file, or without --distribute the flags are refused with what to do', async () => {
  process.env.DATABASE_URL = '';
  const noDatabase = await runQuietly(command(join(folder, 'refused.ndjson')));
  assert.equal(noDatabase.exitCode, 2);
  assert.match(noDatabase.stderr, /Expected DATABASE_URL to name the PostgreSQL[\s\S]*hint: DATABASE_URL=postgres:/);
  const noFile = await runQuietly(['classify', log, '--distribute']);
  assert.match(noFile.stderr, /Expected a file for a distributed run/);
  const alone = await runQuietly(['classify', log, '-o', 'x', '--workers-only']);
  assert.deepEqual([noFile.exitCode, alone.exitCode], [2, 2]);
  assert.match(alone.stderr, /Expected --workers-only with --distribute/);
});

test('refusals, summary, exit code and bytes are those of the plain command', { skip }, async () => {
  const out = join(folder, 'alone.ndjson');
  const plainly = await runQuietly(['classify', log, '-o', join(folder, 'again.ndjson')]);
  const { exitCode, stderr } = await run(out);
  assert.deepEqual([exitCode, plainly.exitCode], [3, 3]);
  sameBytes(out);
  const told = (text: string) => text.split('\n').filter((line) => /^ {2}|refused|Refused|log\.jsonl/.test(line));
  assert.deepEqual(told(stderr), told(plainly.stderr));
  assert.ok(told(stderr).length >= 5, stderr);
  await assertDone();
  assert.equal((await run(out, '--quiet')).exitCode, 3);
  await assertDone();
});

test('a worker that is killed loses the shard in its hand and no other, and the bytes are those of the plain command', {
  skip,
}, async () => {
  const out = join(folder, 'worker-killed.ndjson');
  freshAsked();
  const [victim] = await startWorkers(3);
  const classifying = run(out);
  const name = `${hostname()}:${victim!.pid}`;
  const inHand = (store: Store) =>
    store.database.query('select from shards where worker = $1 and answers is null', [name]);
  await withStore((store) => until(async () => isMerging(out) && (await inHand(store)).length > 0));
  await victim!.end('SIGKILL');
  const { exitCode, stderr } = await classifying;
  assert.equal(exitCode, 3);
  assert.match(stderr, new RegExp(`${targetCount} of ${targetCount} targets .* 4 workers`));
  sameBytes(out);
  assert.ok(askedAgain() <= 1, `${askedAgain()} batches were asked again`);
  await assertDone();
});

test('a database that crashes and comes back mid-run costs the shards in hand at most, and no byte', {
  skip,
}, async () => {
  const out = join(folder, 'restarted.ndjson');
  freshAsked();
  const workers = await startWorkers(2);
  const classifying = run(out);
  await until(() => isMerging(out));
  await postgres.restart();
  const { exitCode } = await classifying;
  assert.equal(exitCode, 3);
  sameBytes(out);
  assert.ok(askedAgain() <= workers.length + 1, `${askedAgain()} batches were asked again`);
  await assertDone();
});

test('the command, killed and started again, goes on with its job and asks nothing twice that was answered', {
  skip,
}, async () => {
  const out = join(folder, 'command-killed.ndjson');
  freshAsked();
  await startWorkers(2);
  const first = await start(command(out), /Job \d+: workers/);
  await until(() => isMerging(out));
  await first.end('SIGKILL');
  const merged = readFileSync(out, 'utf8').split('\n').length - 1;
  assert.ok(merged < targetCount, `all ${merged} were merged before the kill`);
  const { exitCode, stderr } = await run(out);
  assert.equal(exitCode, 3);
  assert.match(stderr, /Going on after [1-9]\d* targets/);
  assert.match(stderr, /Job \d+ goes on/);
  sameBytes(out);
  assert.ok(askedAgain() <= 1, `${askedAgain()} batches were asked again`);
  const { attempts } = await assertDone();
  assert.ok(attempts >= 2);
});

test('a job that is cancelled ends the command in clear words, and the same command goes on with it', {
  skip,
}, async () => {
  const out = join(folder, 'cancelled.ndjson');
  const ending = run(out);
  await until(() => isMerging(out));
  await withStore(async (store) => {
    const [job] = await store.jobs.unfinished();
    const kinds = ['distributed'];
    const pieces = await openPieceQueue({
      database: store.database,
      isEmbedded: false,
      kinds,
      expiryS: 4,
      onError() {},
    });
    await createJobDesk({ store, pieces, expiryS: 4, async giveWay() {}, now: () => new Date(), log() {} }).cancel(
      job!.id,
    );
    await pieces.close();
  });
  const cancelled = await ending;
  assert.equal(cancelled.exitCode, 130);
  assert.match(cancelled.stderr, /server.job_cancelled: Expected job \d+ to go on, but it was cancelled/);
  assert.equal((await run(out)).exitCode, 3);
  sameBytes(out);
  await assertDone();
});

test('a worker with another model leaves the shards to others, and the command tells', { skip }, async () => {
  const out = join(folder, 'strange.ndjson');
  const stranger = await start(['worker'], /noncoop works jobs/, 'strange');
  const classifying = run(out, '--workers-only');
  await until(() => stranger.told.some((line) => /Leaves job \d+ .* to others/.test(line)));
  await startWorkers(1);
  const { exitCode, stderr } = await classifying;
  assert.equal(exitCode, 3);
  assert.match(stderr, /leaves it to others. Expected model fake \(\w{12}\) with adapter .*, got model strange/);
  assert.match(stderr, / 1 worker$/m);
  sameBytes(out);
});

test('a run that is told to stop ends at once though nobody answers, and goes on later', { skip }, async () => {
  const out = join(folder, 'interrupted.csv');
  const stopping = new AbortController();
  const waiting = runQuietly(command(out, '--workers-only'), { signal: stopping.signal });
  await withStore((store) => until(async () => (await store.jobs.unfinished()).length > 0));
  stopping.abort();
  const { exitCode, stderr } = await waiting;
  assert.equal(exitCode, 130);
  assert.match(stderr, /server.interrupted: Stopped after 0 targets.\n {2}hint: the same command goes on from here/);
  await run(out);
  await runQuietly(['classify', log, '-o', join(folder, 'plain.csv')]);
  assert.deepEqual(readFileSync(out), readFileSync(join(folder, 'plain.csv')));
  await assertDone();
});
