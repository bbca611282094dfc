import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiTokenPrefix, newSecret, sha256Of } from '../accounts/secret.ts';
import { routeList } from '../http/route-list.ts';
import { startTestConsole, type TestConsole, testNow } from '../testing/test-console.ts';
import { visitor } from '../testing/visitor.ts';

let running: TestConsole;
let cookie: string;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin' } });
  cookie = await running.cookieOf('ada');
});
after(() => running.close());

const changes = () =>
  routeList(running.app)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, '999') }));

/** Headers with which browsers and programs ask for a change; the cookie goes with each. */
const foreign: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a form on another site', { origin: 'https://evil.example' }],
  ['a form in a sandboxed frame', { origin: 'null' }],
  ['a page of another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a page of a name that begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
  ['a browser that says the request is cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['a browser that says it is from a sister site', { 'sec-fetch-site': 'same-site' }],
  ['a cross-site request with a forged origin', { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1' }],
  ['a request that nobody started on a page', { 'sec-fetch-site': 'none' }],
  ['a cookie and no word of where it comes from', {}],
  ['a referer alone', { referer: 'http://127.0.0.1/account' }],
];

for (const [what, headers] of foreign)
  test(`no route that changes something takes ${what}`, async () => {
    const attacker = visitor(running.url, { cookie, ...headers });
    for (const { method, path } of changes())
      assert.equal((await attacker.send(method, path)).status, 403, `${method} ${path}`);
  });

test('the same requests from our own pages are not refused as foreign', async () => {
  for (const headers of [{ origin: running.url }, { 'sec-fetch-site': 'same-origin' }]) {
    const reader = visitor(running.url, { cookie, ...headers });
    for (const { method, path } of changes().filter(({ path }) => path !== '/sign-out'))
      assert.doesNotMatch((await reader.send(method, path)).text, /server\.foreign_request/, `${method} ${path}`);
  }
});

test('a program with a token needs no origin', async () => {
  const { id: accountId } = (await running.store.accounts.findByKey('ada'))!;
  const token = apiTokenPrefix + newSecret();
  const expiresUtc = new Date(testNow.getTime() + 1000);
  await running.store.apiTokens.insert(
    { accountId, name: 'program', role: 'analyst', tokenSha256: sha256Of(token), expiresUtc },
    testNow,
  );
  const program = visitor(running.url, { authorization: `Bearer ${token}` });
  assert.equal((await program.post('/theme', { theme: 'dark' })).status, 303);
  assert.equal((await program.post('/admin/accounts', { name: 'eve' })).status, 403);
});

test('a header of authorization that is no token does not let a cookie slip by', async () => {
  const attacker = visitor(running.url, { cookie, authorization: 'Basic YTpi', origin: 'https://evil.example' });
  assert.equal((await attacker.post('/admin/accounts', { name: 'eve' })).status, 401);
});

test('a foreign page cannot sign somebody in to an account of its own', async () => {
  const attacker = visitor(running.url, { origin: 'https://evil.example' });
  const answer = await attacker.post('/sign-in', { name: 'ada', password: 'whatever it may be' });
  assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [403, null]);
});

test('a verb in a field or a header does not make a reading request a changing one', async () => {
  const attacker = visitor(running.url, { cookie, 'x-http-method-override': 'POST' });
  assert.equal((await attacker.get('/sign-out?_method=POST')).status, 405);
  assert.equal((await visitor(running.url, { cookie }).get('/account')).status, 200);
});

test('no other site may read an answer, frame a page or take its cookie', async () => {
  const { headers } = await visitor(running.url, { cookie, origin: 'https://evil.example' }).get('/account');
  assert.equal(headers.get('access-control-allow-origin'), null);
  assert.equal(headers.get('x-frame-options'), 'DENY');
  assert.match(headers.get('content-security-policy')!, /frame-ancestors 'none'/);
  assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
  assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
});
