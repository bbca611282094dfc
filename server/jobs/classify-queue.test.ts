import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppError } from '#errors';
import { rulebookAssessor } from '../testing/rulebook-assessor.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole, testNow } from '../testing/test-console.ts';
import { createClassifyQueue, type EvidenceAssessor } from './classify-queue.ts';
import type { JobProgress } from './job-progress.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole();
});
after(() => running.close());

const queueWith = (assessor: EvidenceAssessor) =>
  createClassifyQueue({ store: running.store, assessor, strategy: 'cot', now: () => testNow });

/** An assessor that notes whom it was asked about, and breaks down before one of them. */
function noting(asked: string[], breaksAt?: string): EvidenceAssessor {
  return rulebookAssessor({
    beforeEach({ targetId }) {
      if (targetId === breaksAt) throw new AppError('model.broken', 'Expected the model to answer, got a fault.');
      asked.push(targetId);
    },
  });
}

test('a job that broke off goes on where it stopped, and assesses nothing twice', async () => {
  const tracks = simulatedTracks(5, 50);
  const log = await running.importText('resumed.jsonl', logText(tracks));
  const ids = tracks.map(({ targetId }) => targetId);
  const [first, second]: [string[], string[]] = [[], []];

  const broken = queueWith(noting(first, ids[3]));
  const { id } = await broken.enqueue(log.id);
  broken.start();
  await broken.idle();
  const failed = await running.store.jobs.find(id);
  assert.deepEqual([failed?.state, failed?.stepsDone], ['failed', 3]);
  assert.match(failed?.messages.at(-1)?.text ?? '', /model\.broken/);

  const mended = queueWith(noting(second));
  mended.start();
  await mended.retry(id);
  await mended.idle();
  const done = await running.store.jobs.find(id);
  assert.deepEqual([done?.state, done?.stepsDone, done?.stepsTotal], ['done', 5, 5]);
  assert.deepEqual([...first, ...second], ids);
});

test('a job that a stopped process left running is taken up at the next start', async () => {
  const log = await running.importText('left.jsonl', logText(simulatedTracks(3, 70)));
  const { id } = await running.store.jobs.enqueue(log.id, 'cot', testNow);
  await running.store.jobs.start(id, 0, testNow);

  const asked: string[] = [];
  const queue = queueWith(noting(asked));
  queue.start();
  await queue.idle();
  assert.equal((await running.store.jobs.find(id))?.state, 'done');
  assert.equal(asked.length, 3);
});

test('a log classified again by the same model adds no record', async () => {
  const log = await running.importText('again.jsonl', logText(simulatedTracks(2, 80)));
  const queue = queueWith(rulebookAssessor());
  queue.start();
  await queue.enqueue(log.id);
  await queue.idle();
  const count = await running.store.assessments.count();
  const { id } = await queue.enqueue(log.id);
  await queue.idle();
  assert.equal(await running.store.assessments.count(), count);
  assert.equal((await running.store.jobs.find(id))?.stepsDone, 2);
});

test('a target with too few observations is told of and does not stop the others', async () => {
  const [short, long] = simulatedTracks(2, 90);
  const log = await running.importText(
    'short.jsonl',
    logText([{ ...short!, states: short!.states.slice(0, 2) }, long!]),
  );
  const queue = queueWith(rulebookAssessor());
  queue.start();
  const { id } = await queue.enqueue(log.id);
  await queue.idle();
  const job = await running.store.jobs.find(id);
  assert.deepEqual([job?.state, job?.stepsDone], ['done', 2]);
  const refused = await running.store.tracks.latestOf(short!.targetId);
  assert.equal(refused?.refusal?.code, 'domain.too_few_states');
});

test('every step is told to those who listen', async () => {
  const log = await running.importText('heard.jsonl', logText(simulatedTracks(2, 95)));
  const queue = queueWith(rulebookAssessor());
  const { id } = await queue.enqueue(log.id);
  const heard: JobProgress[] = [];
  queue.subscribe(id, (progress) => heard.push(progress));
  queue.start();
  await queue.idle();
  assert.deepEqual(
    heard.map(({ state, stepsDone }) => [state, stepsDone]),
    [
      ['running', 0],
      ['running', 1],
      ['running', 2],
      ['done', 2],
    ],
  );
});

test('a closed queue stops after the step in hand, and the rest stays to do', async () => {
  const log = await running.importText('closed.jsonl', logText(simulatedTracks(3, 110)));
  const queue = queueWith(rulebookAssessor({ beforeEach: () => void queue.close() }));
  const { id } = await queue.enqueue(log.id);
  queue.start();
  await queue.idle();
  const job = await running.store.jobs.find(id);
  assert.deepEqual([job?.state, job?.stepsDone], ['running', 1]);
});
