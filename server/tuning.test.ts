import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { writeTinyModel } from '../tuner/testing/tiny-model.ts';
import { tuningOf } from './jobs/tuning-kind.ts';
import type { RunRow } from './pages/tuning/run-row.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from './testing/test-console.ts';
import { tinyTuning } from './testing/tiny-tuning.ts';
import { type Answer, signedInVisitor, type Visitor } from './testing/visitor.ts';
import type { TuningSettings } from './tuning/tuning-settings.ts';

const modelDir = await writeTinyModel({ after });
let running: TestConsole;
let ann: Visitor;
let vic: Visitor;
before(async () => {
  running = await startTestConsole({ modelDir, accounts: { ada: 'admin', ann: 'analyst', vic: 'viewer' } });
  ann = await signedInVisitor(running, 'ann');
  vic = await signedInVisitor(running, 'vic');
  for (const [name, learningRate] of [
    ['first', 0.05],
    ['second', 0.02],
  ] as const)
    await running.jobs.enqueue(tuningOf({ ...tinyTuning, name, folder: name, learningRate }, 'ann'));
  await running.queue.start();
  await running.queue.idle();
});
after(() => running.close());

/** The smallest form: everything else has its default. */
const form = {
  strategy: 'basic',
  examples: '9',
  varied: '0',
  validation: '4',
  steps: '3',
  batch: '3',
  prefix: '4',
  evaluateEvery: '3',
};
const asJson = { accept: 'application/json', 'content-type': 'application/json' };
const sendJson = async (who: Visitor, path: string, body: object) => {
  const { status, headers, text } = await who.send('POST', path, { headers: asJson, body: JSON.stringify(body) });
  return { status, headers, body: JSON.parse(text) };
};
const placeOf = ({ headers }: Answer) => headers.get('location')!;
const rowsOf = async (path: string) => (await ann.json(path)).rows as unknown as readonly RunRow[];

test('a form starts a run, with the defaults of the command for what it leaves out', async () => {
  const answer = await ann.post('/tuning', form);
  assert.equal(answer.status, 303);
  await running.queue.idle();
  const { run, settings, job } = (await ann.json(placeOf(answer))) as unknown as {
    run: RunRow;
    settings: object;
    job: { failure: object | null };
  };
  assert.equal(job.failure, null);
  assert.deepEqual(
    [run.name, run.state, run.stepsDone, run.startedBy, run.trainingExamples],
    ['basic prefix', 'done', 3, 'ann', 9],
  );
  const { name, strategy, folder, examples, varied, repeat, validation, ...rest } = settings as TuningSettings;
  assert.deepEqual([name, strategy, examples, varied, repeat, validation], ['basic prefix', 'basic', 9, 0, 8, 4]);
  assert.match(folder, /^2026-03-01T120000-[0-9a-f]{8}$/);
  assert.deepEqual(rest, {
    source: 'simulated',
    steps: 3,
    batch: 3,
    accumulate: 1,
    evaluateEvery: 3,
    patience: null,
    seed: 7,
    learningRate: 0.02,
    method: { kind: 'prefix', tokens: 4, init: 'text', dropout: 0, projection: 0 },
  });
});

test('a program starts a run by JSON, and is told where it is', async () => {
  const lora = { ...form, method: 'lora', rank: '2', targets: 'q_proj', name: 'by program' };
  const { status, headers, body } = await sendJson(ann, '/tuning', lora);
  assert.equal(status, 202);
  assert.equal(headers.get('location'), body.tuning);
  assert.equal(body.job, body.tuning.replace('tuning', 'jobs'));
  await running.queue.idle();
  const { run } = (await ann.json(body.tuning)) as unknown as { run: RunRow };
  assert.deepEqual([run.name, run.method, run.learningRate, run.state], ['by program', 'lora', 0.01, 'done']);
});

test('every setting that cannot be used is told beside its field, in the language of the page, and nothing typed is lost', async () => {
  const wrong = {
    ...form,
    steps: '0',
    learningRate: 'fast',
    varied: '1',
    source: 'corrections',
    name: '"mine" & more',
  };
  const jobs = (await running.store.jobs.list({ limit: 1, offset: 0 })).matching;
  const english = await ann.send('POST', '/tuning', { form: wrong });
  assert.equal(english.status, 422);
  assert.match(english.text, /id="fault-steps">[\s\S]*Expected a whole number from 1 to 1,000,000, got “0”/);
  assert.match(english.text, /id="field-steps"[^>]*value="0"[^>]*aria-invalid="true"/);
  assert.match(english.text, /id="fault-source">[\s\S]*Expected at least 10 reviewed targets/);
  assert.match(english.text, /value="&quot;mine&quot; &amp; more"/);
  assert.match(english.text, /4 settings need/);
  const chinese = await ann.send('POST', '/tuning', { form: wrong, headers: { 'accept-language': 'zh' } });
  assert.match(chinese.text, /id="fault-learningRate">[\s\S]*应为大于 0 的数，实为“fast”/);
  const { status, body } = await sendJson(ann, '/tuning', wrong);
  assert.equal(status, 422);
  assert.deepEqual(body.errors.map(({ field }: { field: string }) => field).sort(), [
    'learningRate',
    'source',
    'steps',
    'varied',
  ]);
  assert.equal((await running.store.jobs.list({ limit: 1, offset: 0 })).matching, jobs);
});

test('a start that does not go with its method is told, fields of other methods are not looked at', async () => {
  const fieldsOf = async (changed: object) =>
    ((await sendJson(ann, '/tuning', { ...form, steps: '0', ...changed })).body.errors as { field: string }[]).map(
      ({ field }) => field,
    );
  assert.deepEqual(await fieldsOf({ method: 'prompt', init: 'zero' }), ['init', 'steps']);
  assert.deepEqual(await fieldsOf({ projection: '8' }), ['steps', 'init'].sort());
  assert.deepEqual(await fieldsOf({ projection: '8', init: 'random' }), ['steps']);
  assert.deepEqual(await fieldsOf({ method: 'lora', prefix: 'many', dropout: '7' }), ['steps']);
  assert.deepEqual(await fieldsOf({ method: 'lora', targets: '../x' }), ['targets', 'steps']);
});

test('the form says how many reviews there are, and what to do without any', async () => {
  assert.match((await ann.get('/tuning/new')).text, /No answer has been reviewed yet/);
  const twin = (await ann.json('/tuning/new')) as unknown as { labels: object };
  assert.deepEqual(twin.labels, { reviewed: 0, usableByCot: 0, fewest: 10 });
});

test('reviews are learned from: by the plain strategies whatever they say, by chain of thought where its reasoning leads there', async () => {
  const log = await running.importText('reviewed.jsonl', logText(simulatedTracks(15, 700)));
  await running.queue.enqueue(log.id);
  await running.queue.idle();
  const count = await running.store.assessments.count();
  for (let id = 1; id <= count; id += 1) {
    const { assessment } = (await running.store.assessments.find(id))!;
    const { motion, operation, task } = assessment;
    const labels = { motion: motion.label!, operation: operation.label!, task: task.label! };
    const changed = id <= 3 ? { ...labels, task: labels.task === 'attack' ? 'unclear' : 'attack' } : labels;
    assert.equal((await ann.post(`/assessments/${id}/review`, { ...changed, note: '' })).status, 303);
  }
  assert.match((await ann.get('/tuning/new')).text, /15 targets have a review .* 12 of them can be learned by chain/);
  const learn = async (changed: object) => {
    const { body } = await sendJson(ann, '/tuning', { ...form, source: 'corrections', ...changed });
    await running.queue.idle();
    return ((await ann.json(body.tuning)) as unknown as { run: RunRow }).run;
  };
  const plain = await learn({});
  assert.deepEqual(
    [plain.state, plain.reviews, plain.reviewsLeftOut, plain.trainingExamples, plain.validationExamples],
    ['done', 15, 0, 12, 3],
  );
  const both = await learn({ source: 'both', repeat: '2', validation: '8' });
  assert.deepEqual([both.state, both.trainingExamples, both.validationExamples], ['done', 12 * 2 + 9, 8]);
  const reasoned = await learn({ strategy: 'cot' });
  assert.deepEqual([reasoned.reviews, reasoned.reviewsLeftOut, reasoned.trainingExamples], [12, 3, 10]);
});

test('the list has every run, also as CSV, and the page of a run its curves, also as CSV', async () => {
  const rows = await rowsOf('/tuning');
  assert.deepEqual(
    rows.slice(-2).map(({ name, state }) => [name, state]),
    [
      ['second', 'done'],
      ['first', 'done'],
    ],
  );
  const csv = await ann.get('/tuning.csv');
  assert.match(csv.text, /^run,name,strategy,method,/);
  assert.equal(csv.text.trimEnd().split('\r\n').length, rows.length + 1);
  const page = (await ann.get('/tuning/1')).text;
  assert.match(page, /<svg[^>]*aria-labelledby="loss-title loss-desc"/);
  assert.match(page, /href="\/jobs\/1"/);
  const curves = (await ann.get('/tuning/1.csv')).text.trimEnd().split('\r\n');
  assert.equal(curves[0], 'step,training_loss,validation_loss,exact_match,step_s');
  assert.equal(curves.length, 13);
  assert.match(curves[12]!, /^12,[\d.]+,[\d.]+,[\d.]+,/);
  assert.equal((await ann.get('/tuning/999')).status, 404);
});

test('runs stand side by side with the settings that differ', async () => {
  const twin = (await ann.json('/tuning/compare?run=1&run=2')) as unknown as {
    readonly isComparable: boolean;
    readonly differing: readonly { readonly name: string; readonly values: readonly string[] }[];
  };
  assert.equal(twin.isComparable, true);
  assert.deepEqual(
    twin.differing.map(({ name, values }) => [name, ...values]),
    [['learningRate', '0.05', '0.02']],
  );
  assert.match((await ann.get('/tuning/compare?run=1&run=2')).text, /<svg/);
  for (const query of ['', '?run=1', '?run=1&run=1', '?run=1&run=2&run=3&run=4&run=5', '?run=1&run=x'])
    assert.equal((await ann.get(`/tuning/compare${query}`)).status, 400, query);
});

test('a run can be stopped and goes on', async () => {
  const { body } = await sendJson(ann, '/tuning', { ...form, steps: '3000', evaluateEvery: '1000' });
  const runAt = async () => ((await ann.json(body.tuning)) as unknown as { run: RunRow }).run;
  while ((await runAt()).stepsDone === 0) await wait(20);
  assert.equal((await ann.get(`${body.tuning}/promote`)).status, 409);
  assert.equal(placeOf(await ann.post(`${body.tuning}/stop`)), body.tuning);
  await running.queue.idle();
  const stopped = await runAt();
  assert.equal(stopped.state, 'cancelled');
  await sendJson(ann, `${body.tuning}/resume`, {});
  while ((await runAt()).stepsDone <= stopped.stepsDone) await wait(20);
  await ann.post(`${body.tuning}/stop`);
  await running.queue.idle();
});

test('promoting asks first and shows what it replaces; rolling back is one press', async () => {
  const sha256Of = async (run: number) => (await rowsOf('/tuning')).find((row) => row.run === run)!.adapterSha256;
  const serving = async () => (await running.store.promotions.latestOf('basic'))?.adapter?.sha256 ?? null;
  const asked = (await ann.get('/tuning/1/promote')).text;
  assert.match(asked, /shipped adapter[\s\S]*name="replaces" value="shipped"/);
  assert.equal(await serving(), null);
  assert.equal(placeOf(await ann.post('/tuning/1/promote', { replaces: 'shipped' })), '/tuning/promotions');
  assert.equal(await serving(), await sha256Of(1));
  assert.match((await ann.get('/tuning/1')).text, /The adapter of this run answers/);
  assert.match((await ann.get('/tuning/2/promote')).text, /run 1[\s\S]*name="replaces" value="1"/);
  const late = await ann.send('POST', '/tuning/2/promote', {
    form: { replaces: 'shipped' },
    headers: { accept: 'application/json' },
  });
  assert.deepEqual([late.status, JSON.parse(late.text).code], [409, 'server.promotion_superseded']);
  await sendJson(ann, '/tuning/2/promote', { replaces: '1' });
  assert.equal(await serving(), await sha256Of(2));
  await ann.post('/tuning/roll-back', { to: '1' });
  assert.equal(await serving(), await sha256Of(1));
  await ann.post('/tuning/roll-back', { to: 'shipped', strategy: 'basic' });
  assert.equal(await serving(), null);
  const history = await running.store.promotions.list();
  assert.deepEqual(
    history.map(({ author, adapter, backTo }) => [author, adapter?.jobId ?? null, backTo]),
    [
      ['ann', null, null],
      ['ann', 1, 1],
      ['ann', 2, null],
      ['ann', 1, null],
    ],
  );
  const actions = (await running.store.audit.page({ limit: 4, offset: 0 })).rows.map(({ action }) => action);
  assert.equal(actions.filter((action) => action === 'POST /tuning/roll-back').length, 2);
});

test('a run without an adapter, and a promotion that is none, are refused', async () => {
  const job = await running.store.jobs.put(tuningOf({ ...tinyTuning, folder: 'never' }, null), new Date());
  await running.jobs.cancel(job.id);
  assert.equal((await ann.post(`/tuning/${job.id}/promote`)).status, 409);
  assert.equal((await ann.post('/tuning/roll-back', { to: '77' })).status, 404);
  assert.equal((await ann.post('/tuning/roll-back', { to: 'shipped', strategy: 'guess' })).status, 400);
});

test('viewers look, analysts tune and promote', async () => {
  for (const path of ['/tuning', '/tuning/1', '/tuning/compare?run=1&run=2', '/tuning/promotions'])
    assert.equal((await vic.get(path)).status, 200, path);
  assert.equal((await vic.get('/tuning/new')).status, 403);
  assert.equal((await vic.get('/tuning/1/promote')).status, 403);
  for (const path of ['/tuning', '/tuning/1/promote', '/tuning/roll-back', '/tuning/1/stop', '/tuning/1/resume'])
    assert.equal((await vic.post(path)).status, 403, path);
  assert.doesNotMatch((await vic.get('/tuning/1')).text, /\/tuning\/1\/promote/);
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
