import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobProgress } from './jobs/job-progress.ts';
import { openStore, type StorePlace } from './store/open-store.ts';
import { findPostgres, type PostgresServer, startPostgres } from './testing/postgres-server.ts';
import { type ProgramProcess, startProgram } from './testing/program-process.ts';
import { logText, simulatedTracks } from './testing/test-console.ts';

/** Targets of the log; three parts of its classification. */
const targetCount = 150;
/** Targets of the sample logs, which every console takes in. */
const sampleTargets = 28;

const text = logText(simulatedTracks(targetCount, 500));
let folder: string;
let running: ProgramProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'noncoop-kill-'));
});
afterEach(async () => {
  await Promise.all(running.map((process) => process.end('SIGKILL')));
  running = [];
  await rm(folder, { recursive: true });
});

/** The settings of every process of a test; an empty address is the embedded database. */
const environment = (databaseUrl: string) => ({
  NONCOOP_PORT: '0',
  NONCOOP_DATA_DIR: folder,
  NONCOOP_PIECE_EXPIRY_S: '8',
  DATABASE_URL: databaseUrl,
});

async function start(
  command: 'serve' | 'worker',
  databaseUrl = '',
): Promise<ProgramProcess & { readonly url: string }> {
  const isReady = command === 'serve' ? /noncoop is at/ : /noncoop works jobs/;
  const process = await startProgram([command], isReady, environment(databaseUrl));
  running.push(process);
  return { ...process, url: /http:\S+(?=\/ )/.exec(process.ready)?.[0] ?? '' };
}

const kill = async (killed: ProgramProcess) => {
  await killed.end('SIGKILL');
};

async function get<T>(url: string): Promise<T> {
  return JSON.parse(await (await fetch(url)).text());
}

/** Uploads the log and gives the path of its import. */
async function upload(url: string): Promise<string> {
  const form = new FormData();
  form.set('log', new Blob([text]), 'killed.jsonl');
  const headers = { accept: 'application/json' };
  const answer = await fetch(`${url}/upload`, { method: 'POST', body: form, headers });
  return JSON.parse(await answer.text()).job;
}

/** Waits until a job has done so many steps, and gives it as it was seen. */
async function untilDone(url: string, job: string, steps: number): Promise<JobProgress> {
  for (;;) {
    const seen = await get<JobProgress>(`${url}${job}.json`);
    if (seen.stepsDone >= steps) return seen;
    await wait(5);
  }
}

/** Waits until the classification of the log is there. */
async function classificationAt(url: string): Promise<string> {
  for (;;) {
    const { rows } = await get<{ rows: JobProgress[] }>(`${url}/jobs.json`);
    const job = rows.find(({ kind, subject }) => kind === 'classification' && subject === 'killed.jsonl');
    if (job) return `/jobs/${job.jobId}`;
    await wait(20);
  }
}

async function untilIdle(url: string): Promise<void> {
  while ((await get<{ unfinishedJobs: number }>(`${url}/health`)).unfinishedJobs > 0) await wait(100);
}

/** Holds the store to one whole log, and one assessment of each target. */
async function assertWhole(place: StorePlace): Promise<void> {
  const store = await openStore(place);
  const logs = (await store.logs.list()).filter(({ name }) => name === 'killed.jsonl');
  assert.deepEqual(
    logs.map((log) => [log.targetCount, log.assessedCount, log.rejectedCount, log.acceptedCount]),
    [[targetCount, targetCount, 0, text.trimEnd().split('\n').length]],
  );
  const [rows] = await store.database.query(
    'select (select count(*)::int from tracks) as tracks, (select count(*)::int from imports) as imports',
  );
  assert.deepEqual(rows, { tracks: targetCount + sampleTargets, imports: 0 });
  assert.equal(await store.assessments.count(), targetCount + sampleTargets);
  const { rows: jobs } = await store.jobs.list({ limit: 100, offset: 0 });
  assert.deepEqual(
    jobs.filter(({ state, stepsDone, stepsTotal }) => state !== 'done' || stepsDone !== stepsTotal),
    [],
  );
  await store.close();
}

/** A console is killed in the middle of an import, and again in the middle of the classification. */
async function killTwice(databaseUrl = ''): Promise<void> {
  const first = await start('serve', databaseUrl);
  const reading = await untilDone(first.url, await upload(first.url), 1);
  await kill(first);
  assert.equal(reading.state, 'running');

  const second = await start('serve', databaseUrl);
  const classifying = await untilDone(second.url, await classificationAt(second.url), 16);
  await kill(second);
  assert.equal(classifying.state, 'running');

  const third = await start('serve', databaseUrl);
  await untilIdle(third.url);
  await third.end('SIGTERM');
}

test('a console on the embedded database that is killed twice loses nothing and does nothing twice', async () => {
  await killTwice();
  await assertWhole({ dataDir: folder });
});

const binFolder = await findPostgres();
const skip = binFolder === null && 'PostgreSQL is not installed';
let postgres: PostgresServer;
before(async () => {
  if (binFolder !== null) postgres = await startPostgres(binFolder);
});
after(() => postgres?.stop());

test('a console on PostgreSQL that is killed twice loses nothing and does nothing twice', { skip }, async () => {
  const databaseUrl = await postgres.newDatabase();
  await killTwice(databaseUrl);
  await assertWhole({ dataDir: null, databaseUrl });
});

test('two workers share the work with a console, and the piece of one that is killed is done by the others', {
  skip,
}, async () => {
  const databaseUrl = await postgres.newDatabase();
  const [console_, worker] = await Promise.all([
    start('serve', databaseUrl),
    start('worker', databaseUrl),
    start('worker', databaseUrl),
  ]);
  await upload(console_.url);
  const job = await classificationAt(console_.url);
  const store = await openStore({ dataDir: null, databaseUrl });
  const inHand = async () => {
    const rows = await store.database.query<{ id: string }>(
      `select id from pgboss.job where name = 'classification' and state = 'active' and (data ->> 'jobId')::int = $1`,
      [Number(job.split('/').at(-1))],
    );
    return rows.length;
  };
  while ((await inHand()) < 3) await wait(20);
  await kill(worker);
  await store.close();
  await untilIdle(console_.url);
  const { attempts } = await get<JobProgress>(`${console_.url}${job}.json`);
  assert.equal(attempts, 2);
  for (const process of running) if (process !== worker) await process.end('SIGTERM');
  await assertWhole({ dataDir: null, databaseUrl });
});
