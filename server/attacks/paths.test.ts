import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { rawRequest } from '../testing/raw-request.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { importOf, visitor } from '../testing/visitor.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole();
  await running.queue.start();
});
after(() => running.close());

/** Asks for an address as it is, dots and all; fetch would tidy it up first. */
const ask = (address: string) =>
  rawRequest(running.url, [`GET ${address} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`]);

const climbs = ['..', '%2e%2e', '..%2f..', '%2e%2e%2f%2e%2e', '..%5c..', '....//..', '..;', '%252e%252e', '..%00'];
const secrets = ['package.json', 'etc/passwd', 'server/main.ts', 'layouts/console.hbs'];

test('no address of the assets leaves their folder', async () => {
  for (const climb of climbs)
    for (const secret of secrets) {
      const answer = await ask(`/assets/${climb}/${climb}/${secret}`);
      assert.match(answer, /^HTTP\/1\.1 [34]\d\d/, `${climb} ${secret}`);
      assert.doesNotMatch(answer, /"name": "noncoop"|root:|createApp/, `${climb} ${secret}`);
    }
});

test('no address of a page or file leads to a file of the machine', async () => {
  for (const base of ['/logs/1/files/', '/logs/', '/targets/', '/jobs/', '/'])
    for (const climb of climbs) {
      const answer = await ask(`${base}${climb}/${climb}/etc/passwd`);
      assert.match(answer, /^HTTP\/1\.1 [34]\d\d/, `${base}${climb}`);
      assert.doesNotMatch(answer, /root:x/);
    }
  for (const address of ['/assets', '/assets/', '/assets/.', '/assets/.git/config', '/.env', '//etc/passwd'])
    assert.match(await ask(address), /^HTTP\/1\.1 [34]\d\d/, address);
});

test('an uploaded file is kept under its hash, whatever its name', async () => {
  const somebody = visitor(running.url);
  const parent = path.dirname(running.filesDir);
  const before = (await readdir(parent)).filter((name) => !name.startsWith('noncoop-'));
  const names = [
    '../../evil.jsonl',
    '/etc/cron.d/evil.jsonl',
    '..\\..\\evil.jsonl',
    '.htaccess',
    '....//x.jsonl',
    'CON',
    '\0.jsonl',
  ];
  for (const [index, name] of names.entries()) {
    const answer = await somebody.upload(name, logText(simulatedTracks(1, 700 + index)));
    if (answer.status !== 400) assert.equal((await importOf(answer, somebody, running.queue)).state, 'done', name);
  }
  for (const name of await readdir(running.filesDir)) assert.match(name, /^[0-9a-f]{64}$/);
  assert.deepEqual(
    (await readdir(parent)).filter((name) => !name.startsWith('noncoop-')),
    before,
  );
});

test('the name of a download is a name, not a path', async () => {
  const form = `--b\r\nContent-Disposition: form-data; name="log"; filename="../../up/x.jsonl"\r\n\r\n${logText(simulatedTracks(1, 720))}\r\n--b--\r\n`;
  const answer = await visitor(running.url).send('POST', '/upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: form,
  });
  const { result } = await importOf(answer, visitor(running.url), running.queue);
  const { headers } = await visitor(running.url).get(`${result!.href}/files/1`);
  assert.equal(headers.get('content-disposition'), 'attachment; filename=x.jsonl');
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
