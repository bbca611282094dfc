import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { levels } from '#domain';
import type { ConsoleAssessor } from '../assess/console-assessor.ts';
import { fixtureReport } from '../testing/fixture-report.ts';
import { rulebookAssessor } from '../testing/rulebook-assessor.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';

/** The evaluation of the stand-in of the tests, which answers without an adapter. */
const report = {
  ...fixtureReport,
  calibration: [{ contestant: 'base/cot', temperature: 2, fittedOn: 100, sets: [] }],
};

let running: TestConsole;
before(async () => {
  running = await startTestConsole({ report, marking: 'EXERCISE' });
  const [first, ...rest] = simulatedTracks(3);
  const told = { device: 'imager', lighting: 'full sunlight', cooperation: 'hostile', size: 'small' };
  await running.importText('three.jsonl', logText([{ ...first!, reported: told }, ...rest]));
  await running.queue.enqueue(1);
  await running.queue.start();
  await running.queue.idle();
});
after(() => running.close());

const get = (path: string) => fetch(running.url + path);
// biome-ignore lint/suspicious/noExplicitAny: the JSON of a page, whose fields the tests name
const json = async (path: string, from = running): Promise<any> => (await fetch(from.url + path)).json();
const post = (path: string, fields: Record<string, string> = {}, from = running) =>
  fetch(from.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

test('an assessment pins its log, model and decoding, and has prompt and output verbatim', async () => {
  const { log, decoding, promptSha256, assessment } = await json('/assessments/1.json');
  assert.equal(log.name, 'three.jsonl');
  assert.match(log.files[0].sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(decoding, { method: 'greedy', maxAnswerTokens: 128 });
  assert.match(promptSha256, /^[0-9a-f]{64}$/);
  const html = await (await get('/assessments/1')).text();
  for (const line of assessment.prompt.trim().split('\n').slice(-3)) assert.ok(html.includes(line), line);
  assert.ok(html.includes(log.files[0].sha256));
  assert.ok(html.includes(assessment.model.sha256));
});

test('confidences are shown at the fitted temperature', async () => {
  const { levels: judged, calibration, confidence } = await json('/assessments/1.json');
  assert.equal(calibration.contestant, 'base/cot');
  // At temperature 2 odds of 24, for 0.96, become their square root.
  const expected = 24 ** 0.5 / (1 + 24 ** 0.5);
  assert.ok(Math.abs(judged.motion.confidence - expected) < 1e-9);
  assert.ok(confidence < expected);
  assert.match(await (await get('/assessments/1')).text(), /temperature 2\.000/);
});

test('a level below the threshold is insufficient evidence, and what the model says stays visible', async () => {
  const strict = await startTestConsole({ report, confidenceThreshold: 0.81 });
  after(() => strict.close());
  await strict.importText('one.jsonl', logText(simulatedTracks(1)));
  await strict.queue.enqueue(1);
  await strict.queue.start();
  await strict.queue.idle();
  const { levels: judged } = await json('/assessments/1.json', strict);
  assert.deepEqual(
    levels.map((level) => judged[level].isSufficient),
    [true, false, false],
  );
  const html = await (await fetch(`${strict.url}/assessments/1`)).text();
  assert.equal(html.match(/insufficient evidence<\/span>/g)?.length, 2);
  assert.equal(html.match(/The model itself says/g)?.length, 2);
});

test('without a report of this model the page says that nothing is calibrated', async () => {
  const bare = await startTestConsole();
  after(() => bare.close());
  await bare.importText('one.jsonl', logText(simulatedTracks(1)));
  await bare.queue.enqueue(1);
  await bare.queue.start();
  await bare.queue.idle();
  assert.match(
    await (await fetch(`${bare.url}/assessments/1`)).text(),
    /not calibrated: there is no evaluation report/,
  );
});

test('asking again tells whether the answer is the same to the letter', async () => {
  const response = await post('/assessments/2/rerun');
  assert.deepEqual([response.status, response.headers.get('location')], [303, '/assessments/2#reruns']);
  const { reruns } = await json('/assessments/2.json');
  assert.deepEqual([reruns.length, reruns[0].isSame, reruns[0].seconds], [1, true, 0.25]);
  assert.match(await (await get('/assessments/2')).text(), /the same to the letter<\/span>/);
});

test('another model is not asked in the place of the one that answered', async () => {
  const standIn = rulebookAssessor();
  const other = { name: 'other', sha256: '9'.repeat(64) };
  const assessor: ConsoleAssessor = {
    ...standIn,
    askAgain: async (assessment) => ({ ...(await standIn.askAgain(assessment)), model: other }),
  };
  const changed = await startTestConsole({ assessor });
  after(() => changed.close());
  await changed.importText('one.jsonl', logText(simulatedTracks(1)));
  await changed.queue.enqueue(1);
  await changed.queue.start();
  await changed.queue.idle();
  const response = await post('/assessments/1/rerun', {}, changed);
  assert.equal(response.status, 409);
  assert.match(await response.text(), /server\.model_differs/);
  assert.deepEqual(await changed.store.reruns.ofAssessment(1), []);
});

test('three strategies answer the same evidence side by side', async () => {
  const { rows, agreement } = await json('/assessments/1/compare.json');
  assert.deepEqual(
    rows.map(({ strategy }: { strategy: string }) => strategy),
    ['basic', 'instruction', 'cot'],
  );
  assert.deepEqual(agreement, { motion: 'all', operation: 'all', task: 'all' });
  assert.equal((await (await get('/assessments/1/compare.csv')).text()).trim().split('\r\n').length, 4);
});

test('what-if: the supposed case has its address, and shows what changes', async () => {
  const { before, after: supposed, changes } = await json('/assessments/1/what-if.json?lighting=eclipse');
  assert.deepEqual(changes, { lighting: 'eclipse' });
  assert.equal(before.levels.operation.label, 'photograph');
  assert.equal(supposed.levels.operation.label, 'none');
  const html = await (await get('/assessments/1/what-if?lighting=eclipse')).text();
  assert.match(html, /<option value="eclipse" selected>/);
  assert.match(html, /2 levels change\./);
});

test('a form that was sent whole is led to the address of what differs', async () => {
  const response = await fetch(
    `${running.url}/assessments/1/what-if?device=imager&lighting=eclipse&size=small&remarks=`,
    {
      redirect: 'manual',
    },
  );
  assert.deepEqual(
    [response.status, response.headers.get('location')],
    [302, '/assessments/1/what-if?lighting=eclipse'],
  );
});

test('what-if asks nothing while nothing is supposed, stores nothing, and names a bad value', async () => {
  assert.equal((await json('/assessments/1/what-if.json')).after, null);
  const count = await running.store.assessments.count();
  await get('/assessments/1/what-if?device=jammer');
  assert.equal(await running.store.assessments.count(), count);
  const response = await get('/assessments/1/what-if?device=sword');
  assert.equal(response.status, 400);
  assert.match(await response.text(), /Expected device to be one of camera.*got &quot;sword&quot;/);
});

test('the nearest changes are every single change, and those that flip a level are told in a sentence', async () => {
  const { rows } = await json('/assessments/1/nearest-change.json');
  assert.equal(rows.length, 32);
  const flipping = (level: string) =>
    rows.flatMap(({ name, term, flips }: { name: string; term: string; flips: string[] }) =>
      flips.includes(level) ? [`${name} ${term}`] : [],
    );
  assert.ok(flipping('operation').includes('lighting eclipse'));
  assert.ok(flipping('operation').includes('lighting unknown'));
  assert.ok(!flipping('operation').includes('lighting penumbra'));
  assert.ok(flipping('motion').includes('turn full turn'));
  const html = await (await get('/assessments/1/nearest-change')).text();
  assert.ok(html.includes('If the lighting were eclipse, the operation would be none.'));
  assert.ok(html.includes('/assessments/1/what-if?lighting&#x3D;eclipse'));
});

test('an analyst confirms, then corrects; both are kept, the last counts, and the notice tells it', async () => {
  const { assessment } = await json('/assessments/3.json');
  const labels = Object.fromEntries(levels.map((level) => [level, assessment[level].label]));
  assert.equal((await post('/assessments/3/review', { ...labels, note: '' })).status, 303);
  await post('/assessments/3/review', { ...labels, task: 'attack', note: ' Seen\r\nby eye. ' });
  const { reviews } = await json('/assessments/3.json');
  assert.deepEqual(
    reviews.map(({ verdict, author, note }: Record<string, string>) => [verdict, author, note]),
    [
      ['corrected', 'local', 'Seen\nby eye.'],
      ['confirmed', 'local', ''],
    ],
  );
  const { rows } = await json('/corrections.json?q=by%20eye');
  assert.deepEqual([rows.length, rows[0].verdict, rows[0].labels.task], [1, 'corrected', 'attack']);
  const notice = await (await get('/assessments/3/notice.txt')).text();
  assert.match(notice, /^EXERCISE\n/);
  assert.match(notice, /ANALYST\ncorrected by local, .*\ntask {7}attack, not /);
});

test('a review with a label that is none, or an endless note, is refused and not kept', async () => {
  const good = { motion: 'flyby', operation: 'none', task: 'unclear' };
  assert.equal((await post('/assessments/2/review', { ...good, task: 'mischief' })).status, 400);
  assert.equal((await post('/assessments/2/review', { motion: 'flyby' })).status, 400);
  assert.equal((await post('/assessments/2/review', { ...good, note: 'a'.repeat(4001) })).status, 400);
  assert.deepEqual(await running.store.reviews.ofAssessment(2), []);
});

test('the report has marking, answer, evidence, reasoning, plot, provenance and caveat', async () => {
  const html = await (await get('/assessments/1/report')).text();
  for (const part of ['EXERCISE', 'path-plot', 'Evidence', 'Reasoning, as generated', 'Provenance', 'not a verdict'])
    assert.ok(html.includes(part), part);
});

test('an assessment that is none is not found under any of its addresses', async () => {
  for (const path of ['', '/compare', '/what-if', '/nearest-change', '/report', '/notice.txt'])
    assert.equal((await get(`/assessments/77${path}`)).status, 404);
  assert.equal((await get('/assessments/first')).status, 404);
  assert.equal((await post('/assessments/77/rerun')).status, 404);
  assert.equal((await post('/assessments/77/review')).status, 404);
});

test('the page of a target links to its assessment', async () => {
  assert.match(await (await get('/targets/hovering-1')).text(), /href="\/assessments\/1"/);
});
