import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { importOf, visitor } from '../testing/visitor.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole();
  await running.queue.start();
});
after(() => running.close());

/** File names that would end a header and begin another, if they were written as they came. */
const names = [
  'a\r\nSet-Cookie: stolen=1\r\n.jsonl',
  'a%0d%0aSet-Cookie: stolen=1.jsonl',
  'a"; filename*=UTF-8\'\'evil.html; x=".jsonl',
  'a\u2028Set-Cookie: stolen=1.jsonl',
  '嘊嘍Set-Cookie: stolen=1.jsonl',
  `${'long'.repeat(2000)}.jsonl`,
];

for (const [index, name] of names.entries())
  test(`a file name makes no header: ${JSON.stringify(name.slice(0, 40))}`, async () => {
    const somebody = visitor(running.url);
    const answer = await somebody.upload(name, logText(simulatedTracks(1, 950 + index)));
    assert.equal(answer.headers.get('set-cookie'), null);
    if (answer.status !== 303) return assert.equal(answer.status, 400);
    const { result } = await importOf(answer, somebody, running.queue);
    const { status, headers } = await somebody.get(`${result!.href}/files/1`);
    assert.equal(status, 200);
    assert.equal(headers.get('set-cookie'), null);
    assert.match(
      headers.get('content-disposition')!,
      /^attachment; filename=(?:[\w.-]{1,200}|"(?:[^"\\]|\\.)*")(?:; filename\*=UTF-8''[\w%.~!'()*-]+)?$/,
    );
  });

test('no parameter or field makes a header', async () => {
  const somebody = visitor(running.url);
  const ends = '/logs\r\nset-cookie: stolen=1';
  for (const text of [ends, encodeURIComponent(ends), '/嘊嘍set-cookie: stolen=1']) {
    const answers = [
      await somebody.post('/theme', { theme: 'dark', back: text }),
      await somebody.post('/language', { language: text, back: text }),
      await somebody.post('/sign-in', { name: 'a', password: 'b', back: text }),
      await somebody.get(`/sign-in?back=${encodeURIComponent(text)}`),
      await somebody.get(`/targets/${encodeURIComponent(text)}/approaches`),
    ];
    for (const { headers } of answers)
      assert.ok(
        headers.getSetCookie().every((cookie) => /^(theme|language)=/.test(cookie)),
        text,
      );
  }
});

test('every answer carries the headers that keep browsers strict', async () => {
  for (const path of ['/', '/health', '/nowhere', '/assets/theme.css', '/logs.csv', '/sign-in', '/?next=x']) {
    const { headers } = await visitor(running.url).get(path);
    assert.match(headers.get('content-security-policy')!, /^default-src 'none';script-src 'self'/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'same-origin', path);
    assert.equal(headers.get('x-powered-by'), null, path);
  }
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
