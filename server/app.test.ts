import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from './testing/test-console.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole({ uploadLimitBytes: 200_000 });
  await running.queue.start();
});
after(() => running.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(running.url + path, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const json = async (path: string) => JSON.parse((await get(path)).text);

function upload(name: string, content: string | Uint8Array, accept = 'text/html'): Promise<Response> {
  const form = new FormData();
  form.set('log', new Blob([typeof content === 'string' ? content : Buffer.from(content)]), name);
  return fetch(`${running.url}/upload`, { method: 'POST', body: form, redirect: 'manual', headers: { accept } });
}

/** Uploads a file, waits for all that follows, and gives the JSON of its import. */
async function importOf(name: string, content: string | Uint8Array) {
  const answer = await upload(name, content);
  assert.equal(answer.status, 303, await answer.text());
  await running.queue.idle();
  return json(`${answer.headers.get('location')}.json`);
}

/** A log of one target with a name of our choice. */
const logOf = (targetId: string, seed: number) =>
  logText(simulatedTracks(1, seed).map((track) => ({ ...track, targetId })));

test('an empty store says what to do first', async () => {
  const { status, text } = await get('/');
  assert.equal(status, 200);
  assert.match(text, /Nothing yet/);
  assert.match(text, /href="\/upload"/);
});

test('without a report the evaluation page says which command writes one', async () => {
  assert.match((await get('/evaluation')).text, /noncoop evaluate/);
  assert.equal((await json('/evaluation.json')).report, null);
});

test('an uploaded log is kept, read, classified and listed', async () => {
  const { state, result } = await importOf('two.jsonl', logText(simulatedTracks(2, 100)));
  assert.equal(state, 'done');
  const log = await json(`${result.href}.json`);
  assert.equal(log.ok, true);
  assert.equal(log.targetCount, 2);
  assert.equal(log.assessedCount, 2);
  assert.deepEqual(
    log.jobs.map(({ kind, state }: { kind: string; state: string }) => [kind, state]),
    [
      ['classification', 'done'],
      ['import', 'done'],
    ],
  );
  assert.match((await get('/')).text, /2 targets/);
  assert.match((await get('/targets')).text, /2 targets/);
});

test('an upload asked for as JSON is answered by the address of its job', async () => {
  const answer = await upload('json.jsonl', logOf('by json', 150), 'application/json');
  const { ok, job } = JSON.parse(await answer.text());
  assert.deepEqual([answer.status, ok, job], [202, true, answer.headers.get('location')]);
  await running.queue.idle();
  assert.equal((await json(`${job}.json`)).state, 'done');
});

test('the same file again leads to the log that is there', async () => {
  const text = logOf('twice', 200);
  const first = await importOf('a.jsonl', text);
  const second = await importOf('b.jsonl', text);
  assert.equal(second.result.href, `${first.result.href}?known=1`);
  assert.match((await get(second.result.href)).text, /was here already/);
  assert.match((await get(`/jobs/${second.jobId}`)).text, /were here already/);
});

test('bad records are listed with line, code and reason while the good ones are kept', async () => {
  const lines = logOf('mixed', 300).trimEnd().split('\n');
  lines.splice(2, 0, '{"target":"mixed","epoch_utc":"yesterday"}', 'not json');
  const { href } = (await importOf('mixed.jsonl', lines.join('\n'))).result;
  const log = await json(`${href}.json`);
  assert.deepEqual(
    log.rejected.map(({ line }: { line: number }) => line),
    [3, 4],
  );
  assert.equal(log.acceptedCount, lines.length - 2);
  const csv = (await get(`${href}.csv`)).text;
  assert.match(csv, /^line,code,message,file,kind\r\n3,domain\./);
});

for (const [name, content] of [
  ['empty', ''],
  ['binary', new Uint8Array([0, 1, 2, 3, 0, 255, 254, 0])],
] as const) {
  test(`a file that is ${name} is refused as a whole, in words`, async () => {
    const { state, failure, jobId } = await importOf(`${name}.csv`, content);
    assert.equal(state, 'failed');
    assert.match(failure.code, /^domain\.\w+/);
    const page = (await get(`/jobs/${jobId}`)).text;
    assert.ok(page.includes(failure.code) && page.includes('href="/upload"'));
  });
}

test('a file over the limit is refused and leaves nothing behind', async () => {
  const before = (await json('/logs.json')).rows.length;
  const answer = await upload('huge.jsonl', 'x'.repeat(300_000));
  assert.equal(answer.status, 413);
  assert.match(await answer.text(), /at most 200 kB/);
  assert.equal((await json('/logs.json')).rows.length, before);
});

test('a form without a file is refused', async () => {
  const answer = await fetch(`${running.url}/upload`, { method: 'POST', body: new FormData() });
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /server\.bad_upload/);
});

test('a target named like markup is text on every page, and has an address', async () => {
  const id = '<script>alert(1)</script>';
  await importOf('markup.jsonl', logOf(id, 400));
  const list = (await get('/targets?q=script')).text;
  assert.ok(!list.includes('<script>alert'));
  assert.ok(list.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
  const page = await get(`/targets/${encodeURIComponent(id)}`);
  assert.equal(page.status, 200);
  assert.ok(!page.text.includes('<script>alert'));
});

test('a target page shows the answer, its grounds and everything it was made of', async () => {
  const { text } = await get('/targets/hovering-100');
  for (const part of ['not a verdict', 'as generated', 'href="#evidence-motion"', 'Prompt', 'role="img"', 'sha256']) {
    assert.ok(text.includes(part), part);
  }
  const twin = await json('/targets/hovering-100.json');
  assert.equal(twin.assessment.motion.label, 'hovering');
  assert.ok(text.includes(twin.assessment.motion.reasoning.split('; ').at(-1)));
});

test('an address chooses a step, which is marked in the list and on the plots; one that is none chooses nothing', async () => {
  const { text } = await get('/targets/hovering-100?step=motion-3');
  assert.match(text, /<a class="step" id="step-motion-3" href="\/targets\/hovering-100#plots" aria-current="true">/);
  assert.match(text, /<a class="step" id="step-motion-1" href="\/targets\/hovering-100\?step&#x3D;motion-1#plots">/);
  assert.match(text, /class="chosen-path"/);
  const twin = await json('/targets/hovering-100.json?step=motion-3');
  assert.deepEqual(twin.chosenStep.windows, [twin.evidence.window]);
  assert.equal(twin.reasoning.motion[2].id, 'motion-3');
  assert.equal((await json('/targets/hovering-100.json?step=nothing')).chosenStep, null);
});

test('the twin of a target carries what speaks for and against, the relative orbit and the changes of labels', async () => {
  const { weighing, relativeOrbit, labelChanges } = await json('/targets/hovering-100.json');
  assert.deepEqual(
    weighing.map(({ level }: { readonly level: string }) => level),
    ['motion', 'operation', 'task'],
  );
  assert.match(relativeOrbit.kind, /^(known|missing)$/);
  assert.deepEqual(labelChanges, []);
});

test('what the plots show is a table with a row for each state', async () => {
  const { text, headers } = await get('/targets/hovering-100/series.csv');
  assert.match(headers.get('content-type') ?? '', /text\/csv/);
  const [head, ...rows] = text.trim().split('\r\n');
  assert.equal(head, 'target,epoch_utc,range_km,closing_rate_km_s,r_km,t_km,n_km,lighting');
  assert.equal(rows.length, (await json('/targets/hovering-100.json')).states.length);
  assert.equal((await json('/targets/hovering-100/series.json')).rows.length, rows.length);
});

test('an assessment can be pinned by its address', async () => {
  const { assessments } = await json('/targets/hovering-100.json');
  assert.equal((await get(`/targets/hovering-100?assessment=${assessments[0].id}`)).status, 200);
  assert.equal((await get('/targets/hovering-100?assessment=999999')).status, 404);
});

test('the list filters, sorts and exports what the address says', async () => {
  const { rows } = await json('/targets.json?motion=flyby');
  assert.deepEqual(
    rows.map((row: { answer: { motion: string } }) => row.answer.motion),
    ['flyby'],
  );
  const sorted = (await json('/targets.json?sort=target&order=asc')).rows.map(
    (row: { targetId: string }) => row.targetId,
  );
  assert.deepEqual(sorted, [...sorted].sort());
  const { headers, text } = await get('/targets.csv?motion=flyby');
  assert.match(headers.get('content-type')!, /text\/csv/);
  assert.equal(text.trimEnd().split('\r\n').length, 2);
  assert.match((await get('/targets?sort=confidence')).text, /aria-sort="descending"><a href="[^"]*asc">Confidence/);
});

test('a filter that nothing passes says so and offers to clear it', async () => {
  const { text } = await get('/targets?q=no-such-thing');
  assert.match(text, /Nothing matches/);
});

test('per cent signs in a search are text', async () => {
  assert.equal((await json('/targets.json?q=%25')).rows.length, 0);
});

test('errors have one shape, as a page and as JSON', async () => {
  for (const path of ['/targets/nobody', '/logs/999', '/logs/abc', '/jobs/999', '/nowhere']) {
    const { status, text } = await get(path, { accept: 'application/json' });
    const error = JSON.parse(text);
    assert.equal(status, 404, path);
    assert.deepEqual([error.ok, error.status, error.code], [false, 404, 'server.not_found']);
    assert.match((await get(path)).text, /List of targets/);
  }
  assert.equal((await get('/targets?sort=shoesize')).status, 400);
  assert.equal((await get('/targets?next=garbage')).status, 400);
});

test('every page forbids inline script and style', async () => {
  const policy = (await get('/')).headers.get('content-security-policy')!;
  assert.match(policy, /script-src 'self'/);
  assert.ok(!policy.includes('unsafe'));
  for (const path of ['/', '/targets', '/targets/hovering-100', '/logs', '/jobs', '/jobs/1', '/upload', '/about']) {
    assert.doesNotMatch((await get(path)).text, /<style|style="|<script(?![^>]*src=)|\son\w+="/, path);
  }
});

test('requests that another site makes are refused', async () => {
  const foreign = await fetch(`${running.url}/theme`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(foreign.status, 403);
});

test('the theme is remembered in a cookie, and leads back only to our own pages', async () => {
  const choose = (back: string) =>
    fetch(`${running.url}/theme`, {
      method: 'POST',
      body: new URLSearchParams({ theme: 'light', back }),
      redirect: 'manual',
    });
  const answer = await choose('/logs');
  assert.equal(answer.headers.get('location'), '/logs');
  assert.match(answer.headers.get('set-cookie')!, /theme=light/);
  assert.equal((await choose('//evil.example')).headers.get('location'), '/');
  assert.match((await get('/', { cookie: 'theme=light' })).text, /data-theme="light"/);
});

test('the events of a finished job are its last state, and then the stream ends', async () => {
  const { headers, text } = await get('/jobs/1/events');
  assert.match(headers.get('content-type')!, /text\/event-stream/);
  assert.match(text, /event: progress\ndata: .*"state":"done"/);
});

test('events go on after the last one seen, and a browser that has seen the end is told not to ask again', async () => {
  const { text } = await get('/jobs/1/events');
  const id = /^id: (\d+)$/m.exec(text)![1]!;
  assert.match((await get('/jobs/1/events', { 'last-event-id': '0' })).text, /event: progress/);
  assert.equal((await get('/jobs/1/events', { 'last-event-id': id })).status, 204);
});

test('the list of jobs filters by state and exports what the address says', async () => {
  const { rows, matching } = await json('/jobs.json?state=failed');
  assert.deepEqual(
    rows.map(({ kind, state }: { kind: string; state: string }) => [kind, state]),
    [
      ['import', 'failed'],
      ['import', 'failed'],
    ],
  );
  const csv = (await get('/jobs.csv?state=failed')).text;
  assert.equal(csv.trimEnd().split('\r\n').length, matching + 1);
  assert.match((await get('/jobs')).text, /<td>import<\/td><th scope="row"><a[^>]*>two\.jsonl</);
  assert.match((await get('/jobs?state=cancelled')).text, /Nothing matches/);
  assert.equal((await get('/jobs?state=asleep')).status, 400);
});

test('a failed job is tried again by a press, and by JSON', async () => {
  const [{ jobId }] = (await json('/jobs.json?state=failed')).rows;
  const press = () => fetch(`${running.url}/jobs/${jobId}/retry`, { method: 'POST', redirect: 'manual' });
  assert.equal((await press()).headers.get('location'), `/jobs/${jobId}`);
  await running.queue.idle();
  const { state, attempts } = await json(`/jobs/${jobId}.json`);
  assert.deepEqual([state, attempts], ['failed', 2]);
  const cancel = await fetch(`${running.url}/jobs/${jobId}/cancel`, {
    method: 'POST',
    headers: { accept: 'application/json' },
  });
  assert.equal(JSON.parse(await cancel.text()).state, 'failed');
});

test('health counts targets and unfinished jobs', async () => {
  const health = await json('/health');
  assert.equal(health.ok, true);
  assert.equal(health.unfinishedJobs, 0);
});

test('nothing of all this was a fault of ours', () => {
  assert.deepEqual(running.faults, []);
});
