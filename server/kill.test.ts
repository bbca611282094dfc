import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobProgress } from './jobs/job-progress.ts';
import { openStore, type StorePlace } from './store/open-store.ts';
import { findPostgres, type PostgresServer, startPostgres } from './testing/postgres-server.ts';
import { type ProgramProcess, startProgram } from './testing/program-process.ts';
import { logText, simulatedTracks } from './testing/test-console.ts';
import { tuningFolder } from './tuning/tuning-folder.ts';
import type { TuningSettings } from './tuning/tuning-settings.ts';

/** Targets of the sample logs, which every console takes in. */
const sampleTargets = 28;

/** A log whose targets no other log has. */
const logOf = (name: string, targetCount: number, seed: number) => ({
  targetCount,
  text: logText(
    simulatedTracks(targetCount, seed).map((track) => ({ ...track, targetId: `${name} ${track.targetId}` })),
  ),
});
/** The logs that are uploaded, by name; the classification of the widest has four parts. */
const logs = { first: logOf('first', 120, 500), second: logOf('second', 60, 700), wide: logOf('wide', 220, 900) };
type LogName = keyof typeof logs;

/** A run that is in the middle of its steps when both logs are. */
const tuningForm = {
  strategy: 'basic',
  examples: '16',
  validation: '2',
  steps: '150',
  batch: '2',
  prefix: '4',
  evaluateEvery: '10',
};
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
  // A piece lasts a quarter of it, in which tuning opens the model and makes many steps.
  NONCOOP_PIECE_EXPIRY_S: '16',
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
  const answer = await fetch(url);
  assert.ok(answer.ok, `${answer.status} at ${url}`);
  return (await answer.json()) as T;
}

/** Sends a form that starts a job, and gives the path of the job. */
async function startJob(address: string, body: FormData | URLSearchParams): Promise<string> {
  const answer = await fetch(address, { method: 'POST', body, headers: { accept: 'application/json' } });
  const text = await answer.text();
  assert.equal(answer.status, 202, text);
  return JSON.parse(text).job;
}

/** Uploads a log and gives the path of its import. */
async function upload(url: string, name: LogName): Promise<string> {
  const form = new FormData();
  form.set('log', new Blob([logs[name].text]), `${name}.jsonl`);
  return await startJob(`${url}/upload`, form);
}

const tune = (url: string) => startJob(`${url}/tuning`, new URLSearchParams(tuningForm));

/** Waits until a job has done so many steps, and gives it as it was seen. */
async function untilDone(url: string, job: string, steps: number): Promise<JobProgress> {
  for (;;) {
    const seen = await get<JobProgress>(`${url}${job}.json`);
    if (seen.stepsDone >= steps) return seen;
    assert.notEqual(seen.state, 'failed', JSON.stringify(seen));
    await wait(50);
  }
}

/** Waits until the classification of a log is there. */
async function classificationOf(url: string, name: LogName): Promise<string> {
  for (;;) {
    const { rows } = await get<{ rows: JobProgress[] }>(`${url}/jobs.json`);
    const job = rows.find(({ kind, subject }) => kind === 'classification' && subject === `${name}.jsonl`);
    if (job) return `/jobs/${job.jobId}`;
    await wait(50);
  }
}

async function untilIdle(url: string): Promise<void> {
  while ((await get<{ unfinishedJobs: number }>(`${url}/health`)).unfinishedJobs > 0) await wait(100);
}

/** Holds the store to whole logs, and one assessment of each target. */
async function assertWhole(place: StorePlace, ...names: readonly LogName[]): Promise<void> {
  const store = await openStore(place);
  const kept = (await store.logs.list()).filter(({ name }) => names.some((one) => name === `${one}.jsonl`));
  assert.deepEqual(
    new Map(kept.map((log) => [log.name, [log.targetCount, log.assessedCount, log.rejectedCount, log.acceptedCount]])),
    new Map(
      names.map((name) => {
        const { targetCount, text } = logs[name];
        return [`${name}.jsonl`, [targetCount, targetCount, 0, text.trimEnd().split('\n').length]];
      }),
    ),
  );
  assert.equal(kept.length, names.length);
  const [rows] = await store.database.query(
    'select (select count(*)::int from tracks) as tracks, (select count(*)::int from imports) as imports',
  );
  const targets = names.reduce((sum, name) => sum + logs[name].targetCount, sampleTargets);
  assert.deepEqual(rows, { tracks: targets, imports: 0 });
  assert.equal(await store.assessments.count(), targets);
  const { rows: jobs } = await store.jobs.list({ limit: 100, offset: 0 });
  assert.deepEqual(
    jobs.filter(({ state, stepsDone, stepsTotal }) => state !== 'done' || stepsDone !== stepsTotal),
    [],
  );
  await store.close();
}

/** Holds the folder of the only tuning run to each of its steps, once. */
async function assertEveryStep(place: StorePlace): Promise<void> {
  const store = await openStore(place);
  const { rows } = await store.tuning.list({ limit: 2, offset: 0 });
  await store.close();
  assert.equal(rows.length, 1);
  const { metricsPath } = tuningFolder(folder, (rows[0]!.job.settings as TuningSettings).folder);
  const metrics = (await readFile(metricsPath, 'utf8')).trimEnd().split('\n');
  const steps = metrics.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'step');
  assert.deepEqual(
    steps.map(({ step }) => step),
    Array.from({ length: Number(tuningForm.steps) }, (_, index) => index + 1),
  );
}

/** A console is killed in the middle of an import, a classification and a tuning run at once, and started again. */
async function killInTheMiddle(databaseUrl = ''): Promise<void> {
  const first = await start('serve', databaseUrl);
  const tuning = await tune(first.url);
  await untilDone(first.url, tuning, 11);
  await upload(first.url, 'first');
  const classification = await classificationOf(first.url, 'first');
  await untilDone(first.url, classification, 16);
  const reading = await untilDone(first.url, await upload(first.url, 'second'), 1);
  const others = await Promise.all([classification, tuning].map((job) => untilDone(first.url, job, 1)));
  await kill(first);
  assert.deepEqual(
    [reading, ...others].map(({ state }) => state),
    ['running', 'running', 'running'],
  );

  const second = await start('serve', databaseUrl);
  await untilIdle(second.url);
  await second.end('SIGTERM');
}

const inTheMiddle = 'that is killed in the middle of an import, a classification and a tuning run finishes all three';

test(`a console on the embedded database ${inTheMiddle}`, async () => {
  await killInTheMiddle();
  await assertWhole({ dataDir: folder }, 'first', 'second');
  await assertEveryStep({ dataDir: folder });
});

const binFolder = await findPostgres();
const skip = binFolder === null && 'PostgreSQL is not installed';
let postgres: PostgresServer;
before(async () => {
  if (binFolder !== null) postgres = await startPostgres(binFolder);
});
after(() => postgres?.stop());

test(`a console on PostgreSQL ${inTheMiddle}`, { skip }, async () => {
  const databaseUrl = await postgres.newDatabase();
  await killInTheMiddle(databaseUrl);
  await assertWhole({ dataDir: null, databaseUrl }, 'first', 'second');
  await assertEveryStep({ dataDir: null, databaseUrl });
});

test('two consoles and two workers share one job, and the pieces of those that are killed are done by the others', {
  skip,
}, async () => {
  const databaseUrl = await postgres.newDatabase();
  const [console_, otherConsole, worker] = await Promise.all([
    start('serve', databaseUrl),
    start('serve', databaseUrl),
    start('worker', databaseUrl),
    start('worker', databaseUrl),
  ]);
  await upload(console_.url, 'wide');
  const job = await classificationOf(console_.url, 'wide');
  const store = await openStore({ dataDir: null, databaseUrl });
  const inHand = async () => {
    const rows = await store.database.query<{ id: string }>(
      `select id from pgboss.job where name = 'classification' and state = 'active' and (data ->> 'jobId')::int = $1`,
      [Number(job.split('/').at(-1))],
    );
    return rows.length;
  };
  while ((await inHand()) < 4) await wait(20);
  await Promise.all([kill(worker), kill(otherConsole)]);
  await store.close();
  await untilIdle(console_.url);
  const { attempts } = await get<JobProgress>(`${console_.url}${job}.json`);
  // The two killed pieces are taken again.
  assert.equal(attempts, 3);
  for (const process of running) if (process !== worker && process !== otherConsole) await process.end('SIGTERM');
  await assertWhole({ dataDir: null, databaseUrl }, 'wide');
});
