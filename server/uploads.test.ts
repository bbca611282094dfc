import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ephemerisPair, goldenText } from './testing/observation-files.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from './testing/test-console.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole({ uploadLimitBytes: 200_000, marking: 'EXERCISE' });
  await running.queue.start();
});
after(() => running.close());

const { own, target } = ephemerisPair({ seed: 3, motion: 'flyaround', orbit: 'low' });
const catalog = goldenText('omm/celestrak-stations.csv');

interface Files {
  readonly [field: string]: readonly (readonly [name: string, content: string])[];
}

function post(files: Files, fields: Readonly<Record<string, string>> = {}, accept = 'text/html'): Promise<Response> {
  const form = new FormData();
  for (const [field, all] of Object.entries(files))
    for (const [name, content] of all) form.append(field, new Blob([content]), name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return fetch(`${running.url}/upload`, { method: 'POST', body: form, redirect: 'manual', headers: { accept } });
}

/** Uploads files, waits for what follows and gives the JSON of their import. */
async function importOf(files: Files, fields: Readonly<Record<string, string>> = {}) {
  const answer = await post(files, fields);
  assert.equal(answer.status, 303, await answer.text());
  await running.queue.idle();
  return json(`${answer.headers.get('location')}.json`);
}

/** Uploads what is taken, and gives the JSON of its log with its address. */
async function take(files: Files, fields: Readonly<Record<string, string>> = {}) {
  const { state, result, failure } = await importOf(files, fields);
  assert.equal(state, 'done', failure?.message);
  return { address: result.href, log: await json(`${result.href}.json`) };
}

const text = async (path: string) => (await fetch(running.url + path)).text();
const json = async (path: string) => JSON.parse(await text(path));

test('two ephemerides are one log with one target, and each file is served as it came', async () => {
  const files = { log: [['own.oem', own] as const, ['target.oem', target] as const] };
  const { address, log } = await take(files, { own: 'watcher' });
  assert.equal(log.name, 'own.oem and target.oem');
  assert.deepEqual([log.targetCount, log.assessedCount, log.warnings], [1, 1, []]);
  assert.deepEqual(log.settings, { own: 'watcher', format: null, frame: null });
  assert.deepEqual(
    log.files.map(({ name, role }: { name: string; role: string }) => [name, role]),
    [
      ['own.oem', 'observations'],
      ['target.oem', 'observations'],
    ],
  );
  assert.equal(await text(`${address}/files/2`), target);
  assert.equal(await text(`${address}/file`), own);
  assert.equal((await fetch(`${running.url}${address}/files/3`)).status, 404);
});

test('the same files with the same settings are known again, with other settings they are another log', async () => {
  const files = { log: [['a.oem', own] as const, ['b.oem', target] as const] };
  assert.match((await importOf(files, { own: 'watcher' })).result.href, /^\/logs\/\d+\?known=1$/);
  assert.match((await take(files, { own: 'visitor' })).address, /^\/logs\/\d+$/);
});

test('a file of the own spacecraft alone says which one it is', async () => {
  const fresh = ephemerisPair({ seed: 4, motion: 'flyby', orbit: 'low' });
  const { log } = await take({ log: [['same.oem', fresh.target]], own_file: [['same.oem', fresh.own]] });
  assert.deepEqual(
    log.files.map(({ role }: { role: string }) => role),
    ['own', 'observations'],
  );
  const page = await json('/targets/2026-002A.json');
  assert.equal(page.evidence.context.ownName, 'WATCHER (2026-001A)');
  assert.equal(page.evidence.source, 'same.oem, same.oem (2)');
});

test('of a catalog with an own number the near objects are targets, the others are counted by code', async () => {
  const { address, log } = await take({ log: [['stations.csv', catalog]] }, { own: '25544' });
  assert.equal(log.acceptedCount, catalog.trimEnd().split('\n').length - 1);
  assert.ok(log.targetCount >= 2 && log.assessedCount === log.targetCount);
  const never = log.warnings.find(({ code }: { code: string }) => code === 'domain.never_near');
  assert.ok(never.count >= 10 && never.first.length === never.count);
  const page = await text(address);
  assert.match(page, new RegExp(`and ${never.count - 3} more`));
  assert.match(await text('/targets?q=nauka'), /49044<\/a> <span class="name">ISS \(NAUKA\)/);
});

test('a shape below the error of mean elements is told as such at the top of the page', async () => {
  const page = await text('/targets/49044');
  assert.match(page, /<h1>ISS \(NAUKA\) <small class="id">49044<\/small><\/h1>/);
  for (const part of ['ISS (ZARYA) (25544)', 'mean elements of both', 'is not resolvable', 'Relative orbit', 'Light'])
    assert.ok(page.includes(part), part);
});

test('a conjunction message becomes an encounter', async () => {
  const { log } = await take({ log: [['message.txt', goldenText('cdm/orekit-CDMExample2.txt')]] });
  assert.equal(log.targetCount, 1);
  const page = await json('/targets/30337.json');
  assert.equal(page.evidence.motionFacts.pattern, 'crossing');
  assert.equal(page.targetName, 'FENGYUN 1C DEB');
});

test('facts from a file of their own are on the page of the target', async () => {
  const fresh = ephemerisPair({ seed: 6, motion: 'hovering', orbit: 'low' });
  const { log } = await take({
    log: [
      ['own.oem', fresh.own],
      ['target.oem', fresh.target.replaceAll('2026-002A', '2026-009A')],
    ],
    facts: [['facts.csv', 'target,device\nVISITOR,robotic arm\n']],
  });
  assert.equal(log.files[2].acceptedCount, 1);
  assert.equal(log.warnings[0].code, 'domain.own_assumed');
  assert.match((await json('/targets/2026-009A.json')).inWords.join(' '), /device robotic arm/);
});

for (const [what, files, fields, code] of [
  ['an own spacecraft that is not there', { log: [['a.csv', catalog]] }, { own: 'HUBBLE <1>' }, 'own_unknown'],
  ['a single object', { log: [['a.oem', own]] }, { own: 'WATCHER' }, 'no_pair'],
  ['a letter', { log: [['letter.txt', 'Dear analyst,\n']] }, { own: '1' }, 'unknown_format'],
  ['facts that are none', { log: [['a.oem', own]], facts: [['f.csv', 'mood\n']] }, { own: '1' }, 'bad_facts'],
] as const) {
  test(`${what}: the import fails with the reason, and its page leads back to the form`, async () => {
    const before = (await json('/logs.json')).rows.length;
    const { jobId, state, failure } = await importOf(files as unknown as Files, fields);
    assert.deepEqual([state, failure.code], ['failed', `domain.${code}`]);
    const page = await text(`/jobs/${jobId}`);
    assert.match(page, new RegExp(`This ended by an error.*domain\\.${code}.*href="/upload"`, 's'));
    assert.equal((await json('/logs.json')).rows.length, before);
  });
}

for (const [what, files, fields, status, code] of [
  ['a strange format', { log: [['a.oem', own]] }, { own: 'A <b>', format: 'pdf' }, 400, 'bad_query'],
  ['no file of observations', { own_file: [['a.oem', own]] }, { own: '1' }, 400, 'bad_upload'],
  ['a file in a strange field', { picture: [['a.png', 'x']] }, { own: '1' }, 400, 'bad_upload'],
  [
    'files that are too large together',
    {
      log: [
        ['a', own],
        ['b', 'x'.repeat(150_000)],
        ['c', 'x'.repeat(150_000)],
      ],
    },
    { own: '1' },
    413,
    'too_large',
  ],
] as const) {
  test(`${what}: the form comes back with the reason and what was typed`, async () => {
    const before = (await json('/logs.json')).rows.length;
    const answer = await post(files as unknown as Files, fields);
    const page = await answer.text();
    assert.equal(answer.status, status);
    assert.match(page, new RegExp(`This upload was refused.*${code}`, 's'));
    const typed = fields.own.replace('<', '&lt;').replace('>', '&gt;');
    assert.ok(page.includes(`name="own" value="${typed}"`));
    assert.equal((await json('/logs.json')).rows.length, before);
  });
}

test('a refused form asked for as JSON is an error of the one shape', async () => {
  const answer = await post({ log: [['a.csv', catalog]] }, { format: 'pdf' }, 'application/json');
  const error = JSON.parse(await answer.text());
  assert.deepEqual([error.ok, error.status, error.code], [false, 400, 'server.bad_query']);
});

test('an own spacecraft that is not there is told with those that are', async () => {
  const { failure } = await importOf({ log: [['a.csv', catalog]] }, { own: 'HUBBLE' });
  assert.match(failure.hint, /ISS \(ZARYA\)/);
});

test('names of objects that no database takes are refused or cleaned, and the list stays up', async () => {
  const rows = JSON.parse(goldenText('omm/celestrak-stations.json')).slice(0, 3);
  for (const row of rows) row.OBJECT_NAME = `${row.OBJECT_NAME}\u0000<b>`;
  assert.ok((await post({ log: [['nul.json', JSON.stringify(rows)]] })).status < 500);
  await running.queue.idle();
  assert.equal((await fetch(`${running.url}/?q=b`)).status, 200);
});

test('the notice for operators is plain text between markings, and says what the page says', async () => {
  const answer = await fetch(`${running.url}/targets/2026-002A/notice.txt`);
  assert.match(answer.headers.get('content-type')!, /text\/plain/);
  const notice = await answer.text();
  assert.match(notice, /^EXERCISE\n\nPROXIMITY ASSESSMENT\n.*\nEXERCISE\n$/s);
  const { assessments, notice: address } = await json('/targets/2026-002A.json');
  assert.equal(address, `/targets/2026-002A/notice.txt?assessment=${assessments[0].id}`);
  assert.equal((await fetch(`${running.url}/targets/nobody/notice.txt`)).status, 404);
});

test('the states of a target come as CSV that can be uploaded again', async () => {
  const states = await text('/targets/30337.csv');
  const { log } = await take({ log: [['again.csv', states]] });
  assert.deepEqual([log.rejectedCount, log.targetCount], [0, 1]);
});

test('closest approaches are a table of their own, linked from the plots and back', async () => {
  const page = await text('/targets/2026-002A');
  const marks = [...page.matchAll(/href="#(approach-mark-\d+)"/g)].map(([, id]) => id);
  assert.ok(marks.length >= 1);
  for (const id of marks) assert.ok(page.includes(`<g class="event-mark" id="${id}">`), id);
  const csv = await text('/targets/2026-002A/approaches.csv');
  const { rows } = await json('/targets/2026-002A/approaches.json');
  assert.equal(csv.trimEnd().split('\r\n').length, rows.length + 1);
  const answer = await fetch(`${running.url}/targets/2026-002A/approaches`, { redirect: 'manual' });
  assert.equal(answer.headers.get('location'), '/targets/2026-002A#approaches');
});

test('a target of which too little was seen has a page without evidence', async () => {
  const [track] = simulatedTracks(1, 700);
  await take({
    log: [['short.jsonl', logText([{ ...track!, targetId: 'short', states: track!.states.slice(0, 2) }])]],
  });
  assert.match(await text('/targets/short'), /Cannot be assessed/);
});

test('nothing of all this was a fault of ours', () => {
  assert.deepEqual(running.faults, []);
});
