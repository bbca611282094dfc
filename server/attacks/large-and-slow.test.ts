import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { rawRequest } from '../testing/raw-request.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { importBy, signedInVisitor, type Visitor, visitor } from '../testing/visitor.ts';

let running: TestConsole;
let ada: Visitor;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin' }, uploadLimitBytes: 100_000 });
  await running.queue.start();
  ada = await signedInVisitor(running, 'ada');
});
after(() => running.close());

const forms = [
  '/sign-in',
  '/account/password',
  '/account/tokens',
  '/admin/accounts',
  '/admin/accounts/1/role',
  '/theme',
];

test('a form larger than any of ours is refused by every form', async () => {
  for (const path of forms) assert.equal((await ada.post(path, { name: 'x'.repeat(300_000) })).status, 413, path);
});

test('a form of a thousand fields is refused', async () => {
  const body = new URLSearchParams(Array.from({ length: 1000 }, (_, index): [string, string] => [`f${index}`, '1']));
  for (const path of forms) assert.equal((await ada.send('POST', path, { body })).status, 413, path);
});

test('a body that is small until it is unpacked is refused', async () => {
  const bomb = new Uint8Array(gzipSync(`name=${'x'.repeat(20_000_000)}`));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' };
  for (const path of forms)
    assert.ok([413, 415].includes((await ada.send('POST', path, { headers, body: bomb })).status), path);
});

test('an upload that is small until it is unpacked leaves no more than the limit behind', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));
  for (const name of ['bomb.jsonl.gz', 'bomb.zip', 'bomb.csv']) {
    const { state, failure } = await importBy(ada, running, name, bomb);
    assert.deepEqual([state, failure?.code.split('.')[0]], ['failed', 'domain'], name);
  }
  assert.equal((await running.store.logs.list()).length, 0);
});

test('nested archives and other types of bodies are refused', async () => {
  for (const type of ['application/zip', 'application/xml', 'text/plain', 'multipart/mixed; boundary=b'])
    for (const path of ['/upload', '/sign-in', '/admin/accounts']) {
      const { status } = await ada.send('POST', path, { headers: { 'content-type': type }, body: 'PK\u0003\u0004' });
      assert.equal(status, 400, `${type} ${path}`);
    }
});

test('an upload beyond the limit is refused and nothing of it stays', async () => {
  assert.equal((await ada.upload('large.jsonl', 'x'.repeat(200_000))).status, 413);
  const before = (await readdir(running.filesDir)).length;
  const form = new FormData();
  for (let count = 0; count < 60; count += 1) form.append('log', new Blob(['x']), `${count}.csv`);
  assert.equal((await ada.send('POST', '/upload', { body: form })).status, 400);
  assert.ok((await readdir(running.filesDir)).length - before <= 1, 'sixty times the same byte is one file at most');
  assert.deepEqual(
    (await readdir(running.filesDir)).filter((name) => name.endsWith('.part')),
    [],
  );
});

test('a form of more parts, longer names or larger fields than ours has does not come through', async () => {
  const form = new FormData();
  for (let count = 0; count < 500; count += 1) form.append(`field-${count}`, 'x');
  form.append('n'.repeat(5000), 'x');
  form.append('own', 'x'.repeat(90_000));
  const { status } = await ada.send('POST', '/upload', { body: form });
  assert.equal(status, 400);
});

test('an address or a head that is too long is refused', async () => {
  assert.equal((await ada.get(`/?q=${'x'.repeat(5000)}`)).status, 414);
  assert.equal((await ada.get(`/targets/${'x'.repeat(5000)}`)).status, 414);
  assert.equal((await ada.get(`/?${'a=1&'.repeat(900)}`)).status, 200);
  const head = `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`;
  assert.match(await rawRequest(running.url, [head]), /^HTTP\/1\.1 431/);
});

test('a head or a body that trickles in is cut off', async () => {
  const impatient = await startTestConsole({ security: { headersTimeoutMs: 200, requestTimeoutMs: 400 } });
  const head = 'POST /sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n';
  const slowHead = await rawRequest(impatient.url, ['GET / HTTP/1.1\r\n', ...Array(40).fill('x: y\r\n')], 100);
  const slowBody = await rawRequest(
    impatient.url,
    [`${head}content-length: 9000\r\n\r\n`, ...Array(40).fill('n')],
    100,
  );
  const multipart = `POST /upload HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 9000\r\n\r\n--b\r\nContent-Disposition: form-data; name="log"; filename="a.csv"\r\n\r\n`;
  const slowFile = await rawRequest(impatient.url, [multipart, ...Array(40).fill('n')], 100);
  const silence = await rawRequest(impatient.url, []);
  for (const answer of [slowHead, slowBody, slowFile, silence]) assert.match(answer, /^HTTP\/1\.1 408|^$/);
  assert.match(slowBody, /^HTTP\/1\.1 408/);
  assert.deepEqual(await readdir(impatient.filesDir), []);
  assert.equal((await visitor(impatient.url).get('/health')).status, 200);
  await impatient.close();
});

test('a request that is two at once is refused', async () => {
  const both =
    'POST /sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /admin/accounts HTTP/1.1\r\nhost: localhost\r\n\r\n';
  assert.match(await rawRequest(running.url, [both]), /^HTTP\/1\.1 400/);
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
