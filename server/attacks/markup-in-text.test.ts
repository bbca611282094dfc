import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { targetAddress } from '../http/address.ts';
import { routeList } from '../http/route-list.ts';
import { ephemerisPair } from '../testing/observation-files.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { importBy, signedInVisitor, type Visitor, visitor } from '../testing/visitor.ts';

/** Markup that runs a script if it is ever taken for markup; short, for facts have at most 64 bytes. */
const script = '<script>xss()</script>';
const image = `"><img src=x onerror=xss()>`;
const attribute = `' autofocus onfocus='xss()`;
const payload = `${script}${image}`;

let running: TestConsole;
let ada: Visitor;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin' }, marking: script, sendsRubbish: true });
  await running.queue.start();
  ada = await signedInVisitor(running, 'ada');
  const reported = { device: image, size: attribute, remarks: `Seen here: ${payload}` };
  const tracks = [script, attribute, 'quiet'].map((targetId, index) => ({
    ...simulatedTracks(1, 500 + index)[0]!,
    targetId,
    reported,
  }));
  await ada.upload(
    `${payload}.jsonl`,
    `${logText(tracks)}{"target":"${script}","${script}":"${script}"}\n${script}\n`,
    {
      own: attribute,
    },
  );
  const pair = ephemerisPair({ seed: 3, motion: 'flyaround', orbit: 'low' });
  const form = new FormData();
  form.set('log', new Blob([pair.target.replaceAll('VISITOR', script)]), `${script}.oem`);
  form.set('own_file', new Blob([pair.own.replaceAll('WATCHER', image)]), `${attribute}.oem`);
  form.set('facts', new Blob([`target,remarks\n2026-002A,${script}\n`]), 'facts.csv');
  assert.equal((await ada.send('POST', '/upload', { body: form })).status, 303);
  await running.queue.idle();
  await ada.post('/account/tokens', { name: payload, role: 'viewer', days: '9' });
  await ada.post(`/admin/${encodeURIComponent(script)}`);
  const labels = { motion: 'hovering', operation: 'photograph', task: 'observation' };
  assert.equal((await ada.post('/assessments/1/review', { ...labels, note: payload })).status, 303);
  await ada.post(`${targetAddress(script)}/watch`, { watch: 'yes' });
  const strange = visitor(running.url, { 'user-agent': payload, origin: running.url });
  await strange.post('/sign-in', { name: 'ada', password: 'correct horse battery staple' });
});
after(() => running.close());

/** A what-if whose remarks are a payload. */
const supposing = `/assessments/1/what-if?${new URLSearchParams({ remarks: payload })}`;

/** The payload as text of a page. */
const asText = /&lt;script&gt;xss\(\)&lt;\/script&gt;&quot;&gt;&lt;img src&#x3D;x/;

/** Every page, with the names and numbers of what is there. */
function addresses(): string[] {
  const targets = [script, attribute, 'quiet', '2026-002A'].map(targetAddress);
  return routeList(running.app)
    .filter(({ method, path }) => method === 'GET' && !path.endsWith('/events') && path !== '/sign-in')
    .flatMap(({ path }) =>
      path.startsWith('/targets/:id')
        ? targets.map((target) => path.replace('/targets/:id', target))
        : [1, 2].map((id) => path.replace(/:\w+/g, String(id))),
    );
}

/** Markup of ours that a payload would have made. */
const taken = /<script>xss|<img src=x|['"]\s+(?:autofocus|onfocus|onerror)=['"]?xss|\sonfocus='xss|href="javascript:/i;

test('whatever is typed or uploaded is text on every page', async () => {
  let pagesWithPayload = 0;
  for (const path of new Set(addresses())) {
    const { status, headers, text } = await ada.get(path);
    assert.ok(status < 500, `${path} ${status}`);
    if (!headers.get('content-type')?.startsWith('text/html')) continue;
    assert.doesNotMatch(text, taken, path);
    if (/&lt;script&gt;xss\(\)/.test(text)) pagesWithPayload += 1;
  }
  assert.ok(pagesWithPayload >= 12, `only ${pagesWithPayload} pages show a payload`);
});

test('each payload is on the page it belongs to, as text', async () => {
  const shown: readonly (readonly [string, RegExp])[] = [
    ['/targets', /class="row" href="[^"]*">&lt;script&gt;xss/],
    ['/assessments/1', asText],
    [supposing, asText],
    ['/corrections', asText],
    ['/logs', /script&gt;[^<]*&lt;img src&#x3D;x onerror/],
    ['/logs/1', /&#x27; autofocus onfocus&#x3D;&#x27;xss/],
    ['/targets/quiet', /Seen here: &lt;script&gt;|&quot;&gt;&lt;img src&#x3D;x onerror/],
    ['/account', /&lt;img src&#x3D;x onerror/],
    ['/admin/audit', /%3Cscript%3Exss/],
  ];
  for (const [path, words] of shown) assert.match((await ada.get(path)).text, words, path);
});

test('what the address says is text on the page it leads to, errors included', async () => {
  const asked = encodeURIComponent(payload);
  const parameters = ['q', 'motion', 'sort', 'next', 'assessment', 'back', 'account', 'outcome'];
  for (const base of ['/', '/targets/quiet', '/sign-in', '/evaluation', '/admin/audit', '/nowhere'])
    for (const name of parameters) assert.doesNotMatch((await ada.get(`${base}?${name}=${asked}`)).text, taken, name);
  for (const base of ['/targets/', '/logs/', '/jobs/', '/'])
    assert.doesNotMatch((await ada.get(base + asked)).text, taken, base);
});

test('a name of an account cannot hold markup, and the refusal shows it as text', async () => {
  for (const name of [script, image, attribute, 'a<b', 'a"b', 'a\u202eb', '{{name}}', 'a\nb', ''])
    for (const answer of [
      await ada.post('/admin/accounts', { name, password: 'long enough a word', role: 'viewer' }),
    ]) {
      assert.ok([400, 422].includes(answer.status), name);
      assert.doesNotMatch(answer.text, taken, name);
    }
  const signIn = await visitor(running.url).post('/sign-in', { name: payload, password: 'guess' });
  assert.doesNotMatch(signIn.text, taken);
  assert.match(signIn.text, /value="&lt;script&gt;xss/);
});

test('an export for spreadsheets holds no formula, and no export is a page', async () => {
  const formula = '=HYPERLINK("http://evil.example")';
  await importBy(
    ada,
    running,
    `${formula}.jsonl`,
    logText(simulatedTracks(1, 600).map((track) => ({ ...track, targetId: formula }))),
  );
  for (const path of ['/targets.csv', '/logs.csv', '/admin/audit.csv', '/admin/accounts.csv']) {
    const { headers, text } = await ada.get(path);
    assert.match(headers.get('content-type')!, /^text\/csv/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.doesNotMatch(text, /(?:^|,)"?[=+@]/m, path);
  }
  assert.match((await ada.get('/targets/quiet.json')).headers.get('content-type')!, /^application\/json/);
});

test('a log that holds a page is downloaded, never shown', async () => {
  const page = '<html><script>xss()</script></html>';
  const log = `${logText(simulatedTracks(1, 601))}${page}\n`;
  const address = (await importBy(ada, running, 'page.html', log)).result!.href;
  const { headers } = await ada.get(`${address}/files/1`);
  assert.match(headers.get('content-disposition')!, /^attachment/);
  assert.match(headers.get('content-security-policy')!, /script-src 'self'/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
