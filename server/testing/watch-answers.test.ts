import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import express, { type Request, type Response } from 'express';
import { answer, table } from '../api/envelope.ts';
import { count, record, text } from '../api/fields.ts';
import { openApiDocument } from '../api/openapi-document.ts';
import { changeAnswers, pageAnswer } from '../api/operation.ts';
import { allow } from '../http/allow.ts';
import { formBody } from '../http/form-body.ts';
import { routeList } from '../http/route-list.ts';
import { checkAnswers } from './check-answer.ts';
import { watchAnswers } from './watch-answers.ts';

/** What the console under test answers next. */
let next: { status?: number; type?: string; body: string };
let mismatches: readonly string[];
let url: string;
const app = express();
for (const path of ['/things', '/forgotten'])
  app.get(path, allow('anyone'), (_req: Request, res: Response) => {
    res
      .status(next.status ?? 200)
      .type(next.type ?? 'json')
      .send(next.body);
  });
app.post(
  '/things',
  allow('anyone'),
  formBody,
  (_req: Request, res: Response) => void res.json({ ok: true, kind: 'thing' }),
);
const server = createServer(app);

before(async () => {
  const things = {
    'GET /things': {
      id: 'listThings',
      tag: 'console',
      summary: 'Things',
      query: { size: count('How large.') },
      answers: pageAnswer('The things.', {
        json: table('things', count('A thing.')),
        csv: { thing: 'a thing', color: 'its color' },
        lines: count('A thing.'),
      }),
    },
    'POST /things': {
      id: 'addThing',
      tag: 'console',
      summary: 'Adds a thing',
      form: record({ name: text('Its name.') }),
      answers: changeAnswers(200, { meaning: 'Added.', json: answer('thing', {}) }),
    },
  } as const;
  const check = checkAnswers(openApiDocument(routeList(app), things, '0.0.0'));
  mismatches = watchAnswers(server, { check, sendsRubbish: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => void server.close());

/** What is amiss with one answer. */
async function amissWith(answered: typeof next, path = '/things', init: RequestInit = {}): Promise<string[]> {
  next = answered;
  const known = mismatches.length;
  await (await fetch(url + path, init)).text();
  return mismatches.slice(known);
}
const good = { ok: true, kind: 'things', rows: [1, 2], next: null };

test('an answer that is as the document says passes', async () => {
  assert.deepEqual(await amissWith({ body: JSON.stringify(good) }), []);
  assert.deepEqual(await amissWith({ type: 'text/csv', body: 'thing,color\r\n1,"red, green"\r\n' }), []);
  assert.deepEqual(await amissWith({ type: 'application/x-ndjson', body: '1\n2\n' }), []);
  assert.deepEqual(await amissWith({ type: 'html', body: '<p>1 2</p>' }), []);
});

for (const [fact, answered, told] of [
  ['a field that nobody told', { body: JSON.stringify({ ...good, size: 2 }) }, /additional properties: size/],
  ['a field that is missing', { body: '{"ok":true,"kind":"things","rows":[]}' }, /required property 'next'/],
  ['a value of another type', { body: JSON.stringify({ ...good, rows: ['one'] }) }, /\/rows\/0 must be integer/],
  ['a column that nobody told', { type: 'text/csv', body: 'thing,color,size\r\n' }, /columns are thing,color,size/],
  ['a row that lacks a cell', { type: 'text/csv', body: 'thing,color\r\n1\r\n' }, /row 1 has 1 of 2 cells/],
  ['a line that is not as told', { type: 'application/x-ndjson', body: '1\n"two"\n' }, /must be integer/],
  ['a type that nobody told', { type: 'text/plain', body: 'things' }, /answered 200 as text\/plain/],
  ['a status that nobody told', { status: 202, body: '{}' }, /answered 202, which its `answers` lack/],
  [
    'an error that nobody told',
    { status: 409, body: '{"code":"server.last_admin"}' },
    /add 'server.last_admin' to its `errors`/,
  ],
] as const)
  test(`${fact} is amiss`, async () => {
    const [amiss = '', ...others] = await amissWith(answered);
    assert.match(amiss, told);
    assert.match(amiss, /^GET \/things \(operation listThings/);
    assert.deepEqual(others, []);
  });

test('a route that the document lacks is amiss, and what to write is told', async () => {
  const [amiss = ''] = await amissWith({ body: '{}' }, '/forgotten');
  assert.match(amiss, /^GET \/forgotten is not in the API document.*server\/api\/PAGE-operations\.ts/);
  assert.match(amiss, /'GET \/forgotten': \{ id: 'doSomething'/);
});

test('what the console takes although nobody told is amiss', async () => {
  const body = JSON.stringify(good);
  assert.match((await amissWith({ body }, '/things?color=red')).join(), /took the parameter color/);
  assert.match((await amissWith({ body }, '/things?size=large')).join(), /took "large" for size/);
  assert.deepEqual(await amissWith({ body }, '/things?size=3'), []);
  const form = new URLSearchParams({ name: 'x', color: 'red' });
  assert.match(
    (await amissWith({ body }, '/things', { method: 'POST', body: form })).join(),
    /took a form .*additional properties: color/,
  );
});
