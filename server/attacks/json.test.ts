import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { importBy, signedInVisitor, type Visitor } from '../testing/visitor.ts';

let running: TestConsole;
let ada: Visitor;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin' }, sendsRubbish: true });
  await running.queue.start();
  ada = await signedInVisitor(running, 'ada');
});
after(() => running.close());

const forms = ['/sign-in', '/account/password', '/account/tokens', '/admin/accounts', '/admin/accounts/1/role'];
const sendJson = (path: string, body: string) =>
  ada.send('POST', path, { headers: { 'content-type': 'application/json', accept: 'application/json' }, body });

/** Objects or lists in each other, and other shapes that are small to write and dear to read. */
const bombs: Readonly<Record<string, string>> = {
  'lists in lists': `${'['.repeat(7000)}${']'.repeat(7000)}`,
  'objects in objects': `${'{"a":'.repeat(2500)}1${'}'.repeat(2500)}`,
  'a list in a field': '{"name":["ada"],"password":{"length":99}}',
  'a number too large': '{"name":1e400}',
  'no object': '"ada"',
  'not JSON': '{"name":',
  'a megabyte': `{"name":"${'x'.repeat(1_000_000)}"}`,
};

for (const [what, body] of Object.entries(bombs))
  test(`${what} as the body of a form is refused`, async () => {
    for (const path of forms) {
      const { status } = await sendJson(path, body);
      assert.ok([400, 413].includes(status), `${path} ${status}`);
    }
  });

test('a form may be sent as one flat object', async () => {
  const { status, text } = await sendJson('/account/tokens', '{"name":"script","role":"viewer","days":"9"}');
  assert.equal(status, 201);
  assert.match(JSON.parse(text).token, /^noncoop_[\w-]{43}$/);
});

test('deep and broad JSON in an uploaded log costs its line and nothing else', async () => {
  const good = logText(simulatedTracks(1, 900));
  const lines = [
    `${'{"target":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
    `{"target":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
  ];
  const { result } = await importBy(ada, running, 'deep.jsonl', `${good}${lines.join('\n')}\n`);
  const log = await ada.json(result!.href);
  assert.deepEqual([log.targetCount, log.rejectedCount], [1, 3]);
});

test('deep JSON and XML for the other readers is refused in words', async () => {
  const files: Readonly<Record<string, string>> = {
    'deep.json': `[{"CCSDS_CDM_VERS":${'['.repeat(60_000)}${']'.repeat(60_000)}}]`,
    'omm.json': `[{"OBJECT_NAME":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}]`,
    'deep.xml': `<?xml version="1.0"?><ndm>${'<a>'.repeat(60_000)}${'</a>'.repeat(60_000)}</ndm>`,
    'laughs.xml': `<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><ndm>&b;</ndm>`,
    'outside.xml': `<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]><ndm>&a;</ndm>`,
  };
  for (const [name, content] of Object.entries(files)) {
    const { state, failure } = await importBy(ada, running, name, content);
    assert.equal(state, 'failed', name);
    assert.match(failure!.code, /^domain\./, name);
  }
  for (const { id } of (await ada.json('/jobs.json')).rows as readonly { readonly id: number }[]) {
    assert.doesNotMatch((await ada.get(`/jobs/${id}`)).text, /root:x|haha/);
  }
});

test('keys that name the prototype change nothing for others', async () => {
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
    const body = `{"${name}":{"polluted":"yes","role":"admin","name":"x"}}`;
    for (const path of forms) assert.equal((await sendJson(path, body)).status, 400, `${path} ${name}`);
    await ada.send('POST', '/theme', { body: new URLSearchParams({ [`${name}[polluted]`]: 'yes', theme: 'dark' }) });
    for (const query of [`${name}[polluted]=yes`, `${name}.polluted=yes`, `a[${name}][polluted]=yes`, `${name}=yes`])
      assert.ok((await ada.get(`/?${query}`)).status < 500, query);
    const row = JSON.parse(logText(simulatedTracks(1, 910)).split('\n')[0]!);
    await importBy(
      ada,
      running,
      `${name}.jsonl`,
      `${JSON.stringify({ ...row, target: name })}\n`.replace('{', `{"${name}":{"polluted":"yes"},`),
    );
  }
  assert.equal(({} as { polluted?: string }).polluted, undefined);
  assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
});

test('targets named like parts of objects are targets', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN'];
  const tracks = names.flatMap((targetId, index) =>
    simulatedTracks(1, 920 + index).map((track) => ({ ...track, targetId })),
  );
  assert.equal((await importBy(ada, running, 'names.jsonl', logText(tracks))).state, 'done');
  for (const name of names) {
    assert.equal((await ada.get(`/targets/${name}`)).status, 200, name);
    assert.equal(
      (await ada.json(`/targets.json?q=${name}`)).rows.some(({ targetId }) => targetId === name),
      true,
    );
  }
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
