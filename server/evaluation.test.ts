import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixtureReport } from './testing/fixture-report.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from './testing/test-console.ts';
import { signedInVisitor, type Visitor } from './testing/visitor.ts';

let running: TestConsole;
let ann: Visitor;
let vic: Visitor;
before(async () => {
  running = await startTestConsole({
    report: fixtureReport,
    accounts: { ada: 'admin', ann: 'analyst', vic: 'viewer' },
  });
  [ann, vic] = [await signedInVisitor(running, 'ann'), await signedInVisitor(running, 'vic')];
  await running.queue.start();
});
after(() => running.close());

const small = { what: 'sets', sets: 'nominal', models: 'tuned', strategies: 'basic', n: '4', baseN: '4', seed: '1' };
const wantsJson = { accept: 'application/json', 'content-type': 'application/json' };
const postJson = async (visitor: Visitor, fields: object) => {
  const answer = await visitor.send('POST', '/evaluation', { headers: wantsJson, body: JSON.stringify(fields) });
  return { ...answer, json: JSON.parse(answer.text) };
};
const rowsOf = (csv: string): number => csv.trimEnd().split('\r\n').length - 1;

test('an analyst may start an evaluation, a viewer may only read', async () => {
  assert.equal((await vic.post('/evaluation', small)).status, 403);
  assert.equal((await vic.get('/evaluation/new')).status, 403);
  assert.ok(!(await vic.get('/evaluation')).text.includes('/evaluation/new'));
  assert.match((await ann.get('/evaluation')).text, /href="\/evaluation\/new"/);
});

test('without labels the form says how to make some', async () => {
  const { text } = await ann.get('/evaluation/new');
  assert.match(text, /No labeled targets yet[\s\S]*href="\/corrections"/);
  const refused = await postJson(ann, { what: 'labels', models: 'tuned', strategies: 'cot' });
  assert.deepEqual([refused.status, refused.json.code], [400, 'server.bad_form']);
  const ofNone = await postJson(ann, { what: 'labels', log: '7', models: 'tuned', strategies: 'cot' });
  assert.equal(ofNone.json.message, refused.json.message);
});

for (const [what, change, fault] of [
  ['what nobody knows', { what: 'everything' }, /what to be one of sets, labels; got "everything"/],
  ['no set', { sets: '' }, /at least one of true facts/],
  ['an unknown set', { sets: 'nominal,best' }, /sets to be one of .* got "best"/],
  ['no model', { models: '' }, /at least one of tuned, base for models/],
  ['no strategy', { strategies: '' }, /at least one of .* for strategies/],
  ['too many records', { n: '65537' }, /n to be a whole number from 1 to 65536; got "65537"/],
  ['half a record', { baseN: '0.5' }, /baseN to be a whole number/],
  ['a seed that is none', { seed: '-1' }, /seed to be a whole number from 0/],
] as const) {
  test(`a form with ${what} is refused in words, and keeps what was typed`, async () => {
    const { status, json } = await postJson(ann, { ...small, ...change });
    assert.equal(status, 400);
    assert.match(json.message, fault);
    assert.deepEqual(json.errors, [{ field: Object.keys(change)[0], message: json.message }]);
    const page = await ann.post('/evaluation', { ...small, n: '7', ...change });
    assert.equal(page.status, 400);
    assert.match(page.text, /Not started/);
    assert.match(page.text, /name="seed"[^>]*value="/);
  });
}

test('the estimate follows the form, without script', async () => {
  const boxes = '&sets.nominal=on&models.tuned=on&strategies.cot=on';
  const { text } = await ann.get(`/evaluation/new?what=sets&n=30&baseN=1&seed=1${boxes}`);
  assert.match(text, /60 records to ask\. About 6 s/);
  assert.match(text, /name="sets\.nominal" checked/);
  assert.doesNotMatch(text, /name="sets\.perturbed" checked/);
});

test('an evaluation on built-in sets is answered with its job, and its report has an address', async () => {
  const { status, headers, json } = await postJson(ann, small);
  assert.deepEqual([status, json.job], [202, headers.get('location')]);
  assert.match((await ann.get('/evaluation')).text, /data-events="\/jobs\/\d+\/events"/);
  await running.queue.idle();
  const job = await ann.json(json.job);
  const { href } = job.result as { href: string };
  assert.match(href, /^\/evaluation\?report=\d+$/);
  const page = (await vic.get(href)).text;
  assert.match(page, /nominal: 4 records each, seed 1/);
  assert.match(page, /Confidences are judged from 50 records on; there are 4/);
  assert.match(page, /Nominal and perturbed records were not both answered/);
  const twin = await vic.json(href.replace('/evaluation', '/evaluation.json'));
  assert.equal((twin.report as { rows: unknown[] }).rows.length, 1);
  const evaluation = twin.evaluation as { startedBy: string; adapters: unknown[] };
  assert.deepEqual([evaluation.startedBy, evaluation.adapters.length], ['ann', 1]);
  assert.deepEqual(
    (twin.reports as { id: string; isChosen: boolean }[]).map(({ id, isChosen }) => [id === 'shipped', isChosen]),
    [
      [true, false],
      [false, true],
    ],
  );
});

test('the shipped report comes first, and a number that names none is told', async () => {
  const { report } = await vic.json('/evaluation.json');
  assert.equal((report as { model: { name: string } }).model.name, 'fixture');
  assert.match((await vic.get('/evaluation?report=shipped')).text, /tuned\/cot/);
  assert.equal((await vic.get('/evaluation?report=999')).status, 404);
  assert.equal((await vic.get('/evaluation?report=best')).status, 404);
});

test('every table of a report comes as CSV', async () => {
  const { text } = await vic.get('/evaluation');
  const addresses = [...text.matchAll(/href="(\/evaluation\/tables\/[^"]*)"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );
  assert.ok(addresses.length >= 13, addresses.join(' '));
  for (const address of addresses) {
    const csv = (await vic.get(address)).text;
    assert.ok(rowsOf(csv) > 0, address);
    const widths = new Set(
      csv
        .replaceAll(/"[^"]*"/g, '')
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(',').length),
    );
    assert.equal(widths.size, 1, address);
  }
});

test('own labels are evaluated, with a link to each assessment that was answered otherwise', async () => {
  const log = await running.importText('mine.jsonl', logText(simulatedTracks(3)));
  await running.queue.enqueue(log.id);
  await running.queue.idle();
  for (const id of [1, 2, 3])
    await ann.post(`/assessments/${id}/review`, { motion: 'collision', operation: 'none', task: 'attack', note: '' });
  assert.match((await ann.get('/evaluation/new')).text, /mine\.jsonl, 3 targets/);
  const fields = { what: 'labels', log: String(log.id), models: 'tuned,base', strategies: 'basic,cot' };
  const started = await ann.post('/evaluation', fields);
  assert.equal(started.status, 303);
  await running.queue.idle();
  const { result } = await ann.json(started.headers.get('location')!);
  const page = (await vic.get((result as { href: string }).href)).text;
  assert.match(page, /3 labeled targets of mine\.jsonl/);
  assert.match(page, /Only 3 labeled targets/);
  assert.match(page, /Own records are asked as they are/);
  assert.match(page, /Which facts are true is not known of own records/);
  assert.match(page, /Confidences are judged from 50 records on; there are 3/);
  assert.match(page, /<a href="\/assessments\/1" translate="no">hovering-1<\/a>/);
  assert.match(page, /Gain per token/);
  assert.doesNotMatch(page, /id="targets"/);
  assert.match(
    (await ann.send('GET', '/evaluation/new', { headers: { 'accept-language': 'zh-CN' } })).text,
    /自有标注目标/,
  );
});
