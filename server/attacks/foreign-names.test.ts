import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rawRequest } from '../testing/raw-request.ts';
import { startTestConsole, type TestConsole, testPassword } from '../testing/test-console.ts';
import { visitor } from '../testing/visitor.ts';

let running: TestConsole;
let shared: TestConsole;
before(async () => {
  running = await startTestConsole();
  shared = await startTestConsole({
    accounts: { ada: 'admin' },
    security: {
      isShared: true,
      publicOrigin: 'https://console.example',
      hostNames: new Set(['localhost', '127.0.0.1', '[::1]', 'console.example']),
      proxies: 1,
    },
  });
});
after(() => Promise.all([running.close(), shared.close()]));

/** Asks under a name; fetch does not let a page choose it. */
async function statusUnder(console: TestConsole, host: string, path = '/health'): Promise<string> {
  const answer = await rawRequest(console.url, [`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`]);
  return answer.slice(9, 12);
}

test('a name that somebody else points at this machine is refused', async () => {
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8080', '10.0.0.1', ''])
    assert.equal(await statusUnder(running, host), '403', host);
  for (const host of ['localhost', '127.0.0.1:9', '[::1]:8080', 'LOCALHOST'])
    assert.equal(await statusUnder(running, host), '200', host);
});

test('the names of the settings are answered besides, and no others', async () => {
  assert.equal(await statusUnder(shared, 'console.example'), '200');
  assert.equal(await statusUnder(shared, 'other.example'), '403');
});

test('two names in one request are refused', async () => {
  const twice = 'GET /health HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n';
  assert.match(await rawRequest(running.url, [twice]), /^HTTP\/1\.1 (400|403)/);
});

test('a forwarded name or address makes nobody local, and no name ours', async () => {
  for (const header of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
    const proxied = visitor(running.url, { [header]: '127.0.0.1', accept: 'application/json' });
    assert.equal((await proxied.get('/logs')).status, 401, header);
  }
  assert.equal((await visitor(shared.url, { 'x-forwarded-host': 'evil.example' }).get('/health')).status, 200);
});

test('a console that others reach takes nobody for the people at its machine', async () => {
  const { id } = (await shared.store.accounts.findByKey('ada'))!;
  assert.equal((await visitor(shared.url, { accept: 'application/json' }).get('/logs')).status, 401);
  await shared.store.accounts.remove(id);
  assert.equal((await visitor(shared.url, { accept: 'application/json' }).get('/logs')).status, 401);
});

test('by TLS the cookie is bound to the host, secure, and browsers are told to stay with TLS', async () => {
  const secure = await startTestConsole({
    accounts: { ada: 'admin' },
    security: { publicOrigin: 'https://console.example' },
  });
  const browser = visitor(secure.url, { origin: 'https://console.example' });
  const answer = await browser.post('/sign-in', { name: 'ada', password: testPassword });
  assert.match(
    answer.headers.get('set-cookie')!,
    /^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  assert.match(answer.headers.get('strict-transport-security')!, /max-age=31536000/);
  await secure.close();
});

test('no answer leads to another site', async () => {
  const reader = visitor(running.url);
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
  ];
  const other = ['javascript:alert(1)', '/..//evil.example', '///evil.example', '/%09/evil.example', '/a\r\nb'];
  for (const back of [...elsewhere, ...other]) {
    const answer = await reader.post('/theme', { theme: 'dark', back });
    const location = new URL(answer.headers.get('location')!, 'http://here.example');
    assert.equal(location.origin, 'http://here.example', back);
    const page = await reader.get(`/sign-in?back=${encodeURIComponent(back)}`);
    for (const [, href] of page.text.matchAll(/(?:href|value)="([^"]*evil[^"]*)"/g))
      assert.equal(new URL(href!.replaceAll('&amp;', '&'), 'http://here.example').origin, 'http://here.example', href);
  }
});
