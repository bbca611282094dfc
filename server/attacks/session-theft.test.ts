import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newSecret, sha256Of } from '../accounts/secret.ts';
import { startTestConsole, type TestConsole, testNow, testPassword } from '../testing/test-console.ts';
import { cookiesOf, signedInVisitor, visitor } from '../testing/visitor.ts';

let running: TestConsole;
let nowMs = testNow.getTime();
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin', vic: 'viewer' }, now: () => new Date(nowMs) });
});
after(() => running.close());

const minuteMs = 60_000;
const signIn = (cookie = '', name = 'vic', password = testPassword) =>
  visitor(running.url, { origin: running.url, ...(cookie && { cookie }) }).post('/sign-in', { name, password });
const statusWith = async (cookie: string) => (await visitor(running.url, { cookie }).get('/account')).status;

test('a session that somebody else chose is not the one a sign-in begins', async () => {
  const fixed = `session=${newSecret()}`;
  const cookie = cookiesOf(await signIn(fixed));
  assert.match(cookie, /^session=[\w-]{43}$/);
  assert.notEqual(cookie, fixed);
  assert.deepEqual([await statusWith(cookie), await statusWith(fixed)], [200, 303]);
});

test('each sign-in begins another session and ends the one it replaces', async () => {
  const first = cookiesOf(await signIn());
  const second = cookiesOf(await signIn(first));
  assert.notEqual(first, second);
  assert.deepEqual([await statusWith(first), await statusWith(second)], [303, 200]);
});

test('a failed sign-in sets no cookie', async () => {
  const answer = await signIn('', 'vic', 'not the password');
  assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [401, null]);
});

test('the cookie is out of reach of scripts and other sites', async () => {
  const { headers } = await signIn();
  assert.match(headers.get('set-cookie')!, /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
});

test('the store holds no token, and the hash of one opens nothing', async () => {
  const cookie = cookiesOf(await signIn());
  const hash = sha256Of(cookie.slice('session='.length));
  assert.equal(await statusWith(`session=${hash.slice(0, 43)}`), 303);
  assert.equal(await statusWith(`session=${hash}`), 303);
});

test('a session ends when nobody uses it, and in the end even so', async () => {
  const idle = cookiesOf(await signIn());
  nowMs += 31 * minuteMs;
  assert.equal(await statusWith(idle), 303);
  const busy = cookiesOf(await signIn());
  for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
    assert.equal(await statusWith(busy), 200, `after ${minutes} minutes`);
    nowMs += 20 * minuteMs;
  }
  assert.equal(await statusWith(busy), 303);
});

test('signing out ends the session, not only the cookie', async () => {
  const cookie = cookiesOf(await signIn());
  const answer = await visitor(running.url, { cookie, origin: running.url }).post('/sign-out');
  assert.match(answer.headers.get('set-cookie')!, /session=; .*Expires=Thu, 01 Jan 1970/);
  assert.equal(await statusWith(cookie), 303);
});

test('another password ends every other session and every token', async () => {
  const [here, elsewhere] = [cookiesOf(await signIn()), cookiesOf(await signIn())];
  const reader = visitor(running.url, { cookie: here, origin: running.url });
  const made = await reader.post('/account/tokens', { name: 'script', role: 'viewer', days: '9' });
  const token = /noncoop_[\w-]{43}/.exec(made.text)![0];
  assert.equal((await visitor(running.url, { authorization: `Bearer ${token}` }).get('/logs')).status, 200);
  const next = 'another long password';
  const changed = await reader.post('/account/password', { current: testPassword, next });
  assert.equal(changed.headers.get('location'), '/account?changed=1');
  const fresh = cookiesOf(changed);
  assert.deepEqual(await Promise.all([here, elsewhere, fresh].map(statusWith)), [303, 303, 200]);
  assert.equal((await visitor(running.url, { authorization: `Bearer ${token}` }).get('/logs')).status, 401);
  assert.equal((await signIn('', 'vic', next)).status, 303);
});

test('another password takes the present one', async () => {
  const reader = await signedInVisitor(running, 'ada');
  const answer = await reader.post('/account/password', { current: 'a guess at it', next: 'another long password' });
  assert.equal(answer.status, 401);
  assert.equal((await signIn('', 'ada')).status, 303);
});

test('nobody ends the session or revokes the token of somebody else', async () => {
  const [ada, vic] = [await signedInVisitor(running, 'ada'), await signedInVisitor(running, 'vic')];
  const [session] = (await ada.json('/account')).sessions as { id: number }[];
  assert.equal((await vic.post(`/account/sessions/${session!.id}/end`)).status, 404);
  await ada.post('/account/tokens', { name: 'hers', role: 'admin', days: '1' });
  const [token] = (await ada.json('/account')).tokens as { id: number }[];
  assert.equal((await vic.post(`/account/tokens/${token!.id}/revoke`)).status, 404);
  assert.equal((await ada.get('/account')).status, 200);
});

test('a token has no more than the role of its owner, runs out, and makes no other token', async () => {
  const vic = await signedInVisitor(running, 'vic');
  assert.equal((await vic.post('/account/tokens', { name: 'more', role: 'admin', days: '9' })).status, 403);
  const ada = await signedInVisitor(running, 'ada');
  const made = await ada.post('/account/tokens', { name: 'day', role: 'viewer', days: '1' });
  const token = /noncoop_[\w-]{43}/.exec(made.text)![0];
  const program = visitor(running.url, { authorization: `Bearer ${token}` });
  assert.equal((await program.get('/admin/audit')).status, 403);
  assert.equal((await program.post('/account/tokens', { name: 'x', role: 'viewer', days: '300' })).status, 403);
  assert.ok(!(await ada.get('/account')).text.includes(token), 'a token is shown once');
  nowMs += 24 * 60 * minuteMs;
  assert.equal((await program.get('/logs')).status, 401);
});

test('a page for somebody signed in stays out of caches', async () => {
  const { headers } = await (await signedInVisitor(running, 'vic')).get('/account');
  assert.equal(headers.get('cache-control'), 'no-store');
});
