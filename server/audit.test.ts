import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { logText, simulatedTracks, startTestConsole, type TestConsole, testPassword } from './testing/test-console.ts';
import { signedInVisitor, type Visitor, visitor } from './testing/visitor.ts';

let running: TestConsole;
let ada: Visitor;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin', vic: 'viewer' } });
  ada = await signedInVisitor(running, 'ada');
});
after(() => running.close());

const newest = async () => (await running.store.audit.page({ limit: 1, offset: 0 })).rows[0]!;

test('a change is recorded with who, from where, what and what came of it', async () => {
  await ada.upload('two.jsonl', logText(simulatedTracks(1)));
  const { atUtc, ...entry } = await newest();
  assert.equal(atUtc, '2026-03-01T12:00:00.000Z');
  assert.deepEqual(entry, {
    account: 'ada',
    via: 'session',
    address: '127.0.0.1',
    action: 'POST /upload',
    about: null,
    outcome: 'done',
    status: 303,
  });
});

test('a change that is refused is recorded too, whoever refused it', async () => {
  const vic = await signedInVisitor(running, 'vic');
  await vic.post('/upload');
  assert.deepEqual(
    [(await newest()).account, (await newest()).outcome, (await newest()).status],
    ['vic', 'refused', 403],
  );
  await visitor(running.url, { origin: 'https://evil.example' }).post('/admin/accounts');
  assert.deepEqual([(await newest()).account, (await newest()).outcome], [null, 'refused']);
  await ada.post('/admin/accounts', { name: 'x', role: 'viewer', password: 'short' });
  assert.deepEqual([(await newest()).outcome, (await newest()).status], ['failed', 422]);
});

test('a sign-in names the account it was for, and no name that is none', async () => {
  const stranger = visitor(running.url);
  await stranger.post('/sign-in', { name: 'ada', password: testPassword });
  assert.deepEqual(
    [(await newest()).account, (await newest()).about, (await newest()).outcome],
    ['ada', 'ada', 'done'],
  );
  await stranger.post('/sign-in', { name: 'ada', password: 'guess' });
  assert.deepEqual(
    [(await newest()).account, (await newest()).about, (await newest()).outcome],
    [null, 'ada', 'refused'],
  );
  await stranger.post('/sign-in', { name: 'my secret password', password: 'x' });
  assert.deepEqual([(await newest()).about, (await newest()).outcome], [null, 'refused']);
});

test('no secret is in the log', async () => {
  const made = await ada.post('/account/tokens', { name: 't', role: 'viewer', days: '1' });
  const token = /noncoop_[\w-]{43}/.exec(made.text)![0];
  await ada.post('/admin/accounts?password=in-the-query', { name: 'eve', role: 'viewer', password: 'a secret of eve' });
  await visitor(running.url, { authorization: `Bearer ${token}` }).post('/theme', { theme: 'dark' });
  const log = JSON.stringify((await running.store.audit.page({ limit: 999, offset: 0 })).rows);
  for (const secret of [token, testPassword, 'a secret of eve', 'in-the-query', 'my secret password'])
    assert.ok(!log.includes(secret), secret);
  assert.equal((await newest()).via, 'token');
});

test('a request whose sender goes away is recorded as failed', async () => {
  const { hostname, port } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  socket.write('POST /theme HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n');
  socket.write('content-length: 999\r\n\r\ntheme');
  await wait(100);
  socket.destroy();
  for (let tries = 0; tries < 100 && (await newest()).outcome !== 'failed'; tries += 1) await wait(20);
  assert.deepEqual([(await newest()).action, (await newest()).outcome], ['POST /theme', 'failed']);
});

test('the page filters, and its CSV has every entry', async () => {
  const { text } = await ada.get('/admin/audit?outcome=refused&q=upload');
  assert.match(text, /1 entry/);
  const csv = await ada.get('/admin/audit.csv');
  assert.match(csv.text, /^at_utc,account,via,address,action,about,outcome,status\r\n/);
  assert.equal(
    csv.text.trimEnd().split('\r\n').length - 1,
    (await running.store.audit.page({ limit: 1, offset: 0 })).matching,
  );
});

test('without accounts everybody at the machine is local, and that is recorded', async () => {
  const open = await startTestConsole();
  const somebody = visitor(open.url);
  await somebody.post('/theme', { theme: 'dark' });
  const { rows } = await open.store.audit.page({ limit: 1, offset: 0 });
  assert.deepEqual([rows[0]!.account, rows[0]!.via], ['local', 'local']);
  assert.match((await somebody.get('/account')).text, /no account yet/);
  await somebody.post('/admin/accounts', { name: 'ada', role: 'admin', password: testPassword });
  assert.equal((await somebody.get('/admin/accounts')).headers.get('location'), '/sign-in?back=%2Fadmin%2Faccounts');
  await open.close();
});
