import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { adapterFacts } from '#model';
import { writeTinyModel } from '../../tuner/testing/tiny-model.ts';
import { temporaryFolder } from '../cli/testing/temporary-folder.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { type TestJobs, testJobs } from '../testing/test-jobs.ts';
import { remainsOf, tinyTuning } from '../testing/tiny-tuning.ts';
import { tuningFolder } from '../tuning/tuning-folder.ts';
import type { TuningSettings } from '../tuning/tuning-settings.ts';
import type { Piece } from './job-kind.ts';
import { openJobs } from './open-jobs.ts';
import { tuningKind, tuningOf } from './tuning-kind.ts';

// Hooks of the file end before the second database is described, so the model is removed when the process ends.
const modelDir = await writeTinyModel({ after: (clean) => void process.once('beforeExit', () => void clean()) });

/** What is left by a run that nobody disturbs, of so many steps. */
async function undisturbed(store: Store, settings: TuningSettings): Promise<readonly string[]> {
  const bench = await testJobs(store);
  const jobs = await bench.open({ modelDir });
  await jobs.start();
  const { id } = await jobs.desk.enqueue(tuningOf({ ...settings, folder: 'undisturbed' }, null));
  await jobs.idle();
  assert.equal((await store.jobs.find(id))?.failure, null);
  const remains = await remainsOf(bench.folder, 'undisturbed');
  await bench.close();
  await store.database.query('delete from tuning_runs where job_id = $1', [id]);
  return remains;
}

/** A piece whose time is up at once, or never. */
const pieceOf = (mustStop: boolean): Piece => ({
  mustStop,
  signal: new AbortController().signal,
  async tell() {},
  async giveWay() {},
});

await onEveryDatabase((place) => {
  let store: Store;
  let bench: TestJobs;
  let runs = 0;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());
  beforeEach(async () => {
    bench = await testJobs(store);
    runs += 1;
  });
  afterEach(() => bench.close());

  const settings = (changed: Partial<TuningSettings> = {}): TuningSettings => ({
    ...tinyTuning,
    folder: `run-${runs}`,
    ...changed,
  });

  test('a run ends with an adapter, its figures in the store and its curves in its folder', async () => {
    const jobs = await bench.open({ modelDir });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(tuningOf(settings(), 'ann'));
    await jobs.idle();
    const { job, progress } = (await store.tuning.find(id))!;
    assert.equal(job.failure, null);
    assert.deepEqual([job.state, job.stepsDone, job.result?.href, job.startedBy], ['done', 12, `/tuning/${id}`, 'ann']);
    assert.deepEqual(progress?.counts, { labels: 0, leftOut: 0, training: 9, validation: 4 });
    const folder = tuningFolder(bench.folder, `run-${runs}`);
    assert.equal((await adapterFacts(folder.adapterDir)).sha256, progress?.best?.sha256);
    assert.match(
      job.messages.map(({ text }) => text).join('\n'),
      /Step 12: validation loss \d\.\d{4}, [\d.]+ % answered/,
    );
    assert.equal((await readFile(folder.metricsPath, 'utf8')).trimEnd().split('\n').length, 12 + 3);
  });

  test('a run that is cancelled keeps what it learned, and one that is tried again goes on to the same end', async () => {
    const long = settings({ steps: 400, evaluateEvery: 100 });
    const whole = await undisturbed(store, long);
    const jobs = await bench.open({ modelDir });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(tuningOf(long, null));
    while ((await store.jobs.find(id))!.stepsDone < 5) await wait(5);
    await jobs.desk.cancel(id);
    await jobs.idle();
    const cancelled = (await store.jobs.find(id))!;
    assert.deepEqual([cancelled.state, cancelled.stepsDone < 400], ['cancelled', true]);
    assert.ok(existsSync(path.join(tuningFolder(bench.folder, long.folder).dir, 'checkpoint.safetensors')));
    await jobs.desk.retry(id);
    await jobs.idle();
    assert.deepEqual([(await store.jobs.find(id))!.state, (await store.jobs.find(id))!.stepsDone], ['done', 400]);
    assert.deepEqual(await remainsOf(bench.folder, long.folder), whole);
  });

  test('a run that ends early tells the steps it made', async () => {
    const jobs = await bench.open({ modelDir });
    await jobs.start();
    const still = settings({ learningRate: 1e-12, patience: 1, evaluateEvery: 2 });
    const { id } = await jobs.desk.enqueue(tuningOf(still, null));
    await jobs.idle();
    const { job, progress } = (await store.tuning.find(id))!;
    assert.deepEqual([job.state, progress?.endedEarly], ['done', true]);
    assert.ok(job.stepsDone < 12, String(job.stepsDone));
  });

  test('too few reviews fail the run in words', async () => {
    const jobs = await bench.open({ modelDir });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(tuningOf(settings({ source: 'corrections' }), null));
    await jobs.idle();
    assert.equal((await store.jobs.find(id))?.failure?.code, 'server.too_few_labels');
  });

  test('a run whose folder was taken away fails in words, and begins anew when it is tried again', async () => {
    const jobs = await bench.open({ modelDir });
    const job = (await jobs.desk.enqueue(tuningOf(settings(), null)))!;
    const kind = tuningKind({ store, dataDir: bench.folder, modelDir });
    const running = { ...job, settings: settings() };
    await kind.begin(running);
    await rm(tuningFolder(bench.folder, `run-${runs}`).dir, { recursive: true });
    await assert.rejects(kind.work(running, {}, pieceOf(true)), { code: 'server.tuning_folder_missing' });
    await jobs.start();
    await jobs.idle();
    assert.equal((await store.jobs.find(job.id))?.state, 'done');
  });

  test('a run is worked where its folder lies', async () => {
    const { id } = await store.jobs.put(tuningOf(settings(), null), new Date());
    const job = { ...(await store.jobs.find(id))!, settings: settings() };
    const [here, elsewhere] = [bench.folder, temporaryFolder()].map((dataDir) =>
      tuningKind({ store: { ...store, isEmbedded: false }, dataDir, modelDir }),
    );
    assert.deepEqual([await here!.isAtHand!(job), await elsewhere!.isAtHand!(job)], [true, true]);
    await here!.begin(job);
    assert.deepEqual([await here!.isAtHand!(job), await elsewhere!.isAtHand!(job)], [true, false]);
    await store.jobs.finish(id, { state: 'cancelled', message: { atUtc: new Date().toISOString(), text: '' } });
  });
});

const quiet = { now: () => new Date(), log: () => {}, place: 'console' } as const;

test('a run cut into pieces of a step ends as one that was never cut', async () => {
  const dataDir = temporaryFolder();
  const store = await openStore({ dataDir: null });
  const whole = await undisturbed(store, { ...tinyTuning, steps: 5 });
  const kind = tuningKind({ store, dataDir, modelDir });
  const settings = { ...tinyTuning, steps: 5 };
  const job = { ...(await store.jobs.put(tuningOf(settings, null), new Date())), settings };
  const { parts } = await kind.begin(job);
  let pieces = 0;
  for (let rest: object | null = parts[0]!; rest !== null; pieces += 1)
    rest = await kind.work(job, rest, pieceOf(true));
  assert.ok(pieces >= 2, String(pieces));
  assert.deepEqual(await remainsOf(dataDir, settings.folder), whole);
  await store.close();
});

test('a run whose process is killed again and again ends as one that was never disturbed', async () => {
  const dataDir = temporaryFolder();
  const script = path.join(import.meta.dirname, 'testing/tuning-process.ts');
  const { metricsPath } = tuningFolder(dataDir, 'killed');
  const stepsMade = async () =>
    existsSync(metricsPath) ? (await readFile(metricsPath, 'utf8')).split('\n').length : 0;
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, modelDir, 'killed'], { stdio: 'ignore' });
  while ((await stepsMade()) < 40 && child.exitCode === null) await wait(2);
  child.kill('SIGKILL');
  await once(child, 'close');
  const atKill = await stepsMade();
  assert.ok(atKill >= 40 && atKill < 200, String(atKill));

  const store = await openStore({ dataDir });
  const jobs = await openJobs({ store, kinds: [tuningKind({ store, dataDir, modelDir })], ...quiet });
  await jobs.start();
  await jobs.idle();
  const { rows } = await store.tuning.list({ limit: 9, offset: 0 });
  assert.deepEqual(
    rows.map(({ job }) => [job.state, job.stepsDone, job.attempts]),
    [['done', 200, 2]],
  );
  await jobs.close();
  const remains = await remainsOf(dataDir, 'killed');
  await store.close();
  const other = await openStore({ dataDir: null });
  assert.deepEqual(remains, await undisturbed(other, { ...tinyTuning, steps: 200 }));
  await other.close();
});
