import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { writeTinyModel } from '../../tuner/testing/tiny-model.ts';
import { routeList } from '../http/route-list.ts';
import { tuningOf } from '../jobs/tuning-kind.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole, testPassword } from '../testing/test-console.ts';
import { tinyTuning } from '../testing/tiny-tuning.ts';
import { type Answer, signedInVisitor, type Visitor, visitor } from '../testing/visitor.ts';
import { operations } from './operations.ts';

const modelDir = await writeTinyModel({ after });
let running: TestConsole;
let program: Visitor;
before(async () => {
  running = await startTestConsole({ modelDir, accounts: { ada: 'admin', vic: 'viewer' } });
  const ada = await signedInVisitor(running, 'ada');
  const made = await ada.post('/account/tokens', { name: 'walk', role: 'admin', days: '9' });
  const token = /<pre[^>]*>(\S+)<\/pre>/.exec(made.text)?.[1];
  program = visitor(running.url, { authorization: `Bearer ${token}`, accept: 'application/json' });
  await running.importText('one.jsonl', logText(simulatedTracks(1)));
  await running.queue.enqueue(1);
  await running.jobs.enqueue(tuningOf(tinyTuning, null));
  await running.queue.start();
  await running.queue.idle();
});
after(() => running.close());

/** What a program sends to each route: a body, and values for the places of the path where 1 does not do. */
const requests: Readonly<Record<string, { readonly form?: Record<string, string>; readonly path?: string }>> = {
  'POST /seen': { form: { upTo: '2026-03-01T00:00:00Z' } },
  'POST /targets/:id/watch': { form: { watch: 'yes' }, path: '/targets/hovering-1/watch' },
  'POST /assessments/:id/rerun': {},
  'POST /assessments/:id/review': {
    form: { motion: 'flyby', operation: 'none', task: 'attack', note: 'by a program' },
  },
  'POST /jobs/:id/cancel': {},
  'POST /jobs/:id/retry': {},
  'POST /evaluation': {
    form: { sets: 'nominal', models: 'tuned', strategies: 'basic', n: '4', baseN: '4', seed: '1' },
  },
  'POST /tuning': { form: { strategy: 'basic', examples: '9', validation: '4', steps: '3', batch: '3', prefix: '4' } },
  'POST /tuning/:id/stop': { path: '/tuning/2/stop' },
  'POST /tuning/:id/resume': { path: '/tuning/2/resume' },
  'POST /tuning/:id/promote': { form: { replaces: 'shipped' }, path: '/tuning/2/promote' },
  'POST /tuning/roll-back': { form: { to: 'shipped', strategy: 'basic' } },
  'POST /admin/accounts': { form: { name: 'eve', role: 'viewer', password: testPassword } },
  'POST /admin/accounts/:id/role': { form: { role: 'analyst' }, path: '/admin/accounts/2/role' },
  'POST /admin/accounts/:id/disable': { path: '/admin/accounts/2/disable' },
  'POST /admin/accounts/:id/enable': { path: '/admin/accounts/2/enable' },
};

/** Routes whose body has files in it: {@link uploadByProgram}. */
const withFiles = ['POST /upload'];

const keys = () =>
  routeList(running.app)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);
const isForPrograms = (key: string) => operations[key]?.notByToken === undefined;

const send = (sender: Visitor, key: string, body: object = requests[key]?.form ?? {}): Promise<Answer> => {
  const [method = '', route = ''] = key.split(' ');
  const address = requests[key]?.path ?? route.replace(/:\w+/, '1');
  return sender.send(method, address, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
};

test('every form of a page is sent to a route that is walked here', () => {
  const folder = path.join(import.meta.dirname, '../../views');
  const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'));
  const sources = templates
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n')
    .replaceAll(/\{\{#if \w+\}\}(\w+)\{\{else\}\}\w+\{\{\/if\}\}/g, '$1');
  const actions = [...sources.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"/g)].map(([, action]) => action!);
  assert.ok(actions.length > 15);
  // An action that is a value of the page as a whole is made by the code beside its route.
  const endings = new Set(keys().map((key) => key.split('/').at(-1)!));
  const written = actions
    .filter((action) => !/^\{\{[^{}]*\}\}$/.test(action))
    .map((action) => action.split('/').at(-1)!);
  const unknown = written.filter((ending) => !endings.has(ending));
  assert.deepEqual(unknown, []);
});

test('every route that changes something is named here, or of no use to a token for a reason', () => {
  const named = [...Object.keys(requests), ...withFiles];
  const forgotten = keys().filter((key) => isForPrograms(key) && !named.includes(key));
  const how =
    "add what a program sends to `requests` of server/api/every-form.test.ts, or `notByToken: 'the reason.'` to the operation";
  assert.deepEqual(forgotten, [], `${how}: ${forgotten.join(', ')}`);
  assert.deepEqual(
    named.filter((key) => !keys().includes(key)),
    [],
  );
});

for (const key of Object.keys(requests)) {
  test(`${key} takes flat JSON from a program and tells what came of it`, async () => {
    const answer = await send(program, key);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    const told = JSON.parse(answer.text);
    assert.ok(told.ok, answer.text);
    assert.ok([200, 201, 202].includes(answer.status));
    assert.equal(typeof told.kind, 'string');
    assert.equal(answer.headers.has('location'), answer.status !== 200);
  });
}

test('files come from a program as a form, and the answer names the job', async () => {
  const answer = await program.upload('two.jsonl', logText(simulatedTracks(1, 70)));
  const { kind, job } = JSON.parse(answer.text);
  assert.deepEqual([answer.status, kind, job], [202, 'upload', answer.headers.get('location')]);
  await running.queue.idle();
  assert.equal((await program.json(job)).state, 'done');
});

test('what cannot be done is told in the one shape, and nothing is done', async () => {
  for (const key of [...Object.keys(requests), ...withFiles].filter((one) =>
    /\/(seen|review|accounts|role|upload)$/.test(one),
  )) {
    const { status, text } = await send(program, key, {});
    const told = JSON.parse(text);
    assert.deepEqual([told.ok, told.status, told.errors], [false, status, []], key);
    assert.equal(status, 400, key);
    assert.match(told.code, /^server\.bad_(form|query|upload)$/, key);
  }
});

test('a program is refused in the one shape where a token is of no use, and the reason is told', async () => {
  const refused = keys().filter((key) => !isForPrograms(key) && /POST \/account\//.test(key));
  assert.equal(refused.length, 4);
  for (const key of refused) {
    const { status, text } = await send(program, key, {
      name: 'x',
      role: 'viewer',
      days: '1',
      current: 'x',
      next: testPassword,
    });
    assert.deepEqual([status, JSON.parse(text).code], [403, 'server.not_allowed'], key);
  }
});

test('whoever signed in changes the own account by JSON too', async () => {
  const headers = { origin: running.url, accept: 'application/json' };
  const nobody = visitor(running.url, { accept: 'application/json' });
  const signedIn = await send(nobody, 'POST /sign-in', { name: 'vic', password: testPassword });
  assert.deepEqual([signedIn.status, JSON.parse(signedIn.text).role], [200, 'analyst']);
  const vic = visitor(running.url, { ...headers, cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]! });
  const made = JSON.parse((await send(vic, 'POST /account/tokens', { name: 'mine', role: 'viewer', days: '1' })).text);
  assert.match(made.token, /\S{20,}/);
  const revoked = await vic.post(`/account/tokens/${made.tokens[0].id}/revoke`);
  assert.deepEqual([revoked.status, JSON.parse(revoked.text).tokens], [200, []]);
  for (const [key, form] of [
    ['POST /language', { language: 'zh-Hans' }],
    ['POST /theme', { theme: 'light' }],
  ] as const)
    assert.equal(JSON.parse((await send(vic, key, form)).text).ok, true);
  const out = await vic.post('/sign-out');
  assert.deepEqual([out.status, JSON.parse(out.text).kind], [200, 'signed out']);
});

test('a page asked for by another verb names those it is for', async () => {
  for (const [verb, address, methods] of [
    ['DELETE', '/targets/hovering-1', 'GET, HEAD'],
    ['GET', '/jobs/1/cancel', 'POST'],
    ['PUT', '/upload', 'GET, HEAD, POST'],
  ] as const) {
    const { status, headers, text } = await program.send(verb, address);
    assert.deepEqual(
      [status, JSON.parse(text).code, headers.get('allow')],
      [405, 'server.method_not_allowed', methods],
    );
  }
  const options = await program.send('OPTIONS', '/targets');
  assert.deepEqual([options.status, options.headers.get('allow')], [200, 'GET, HEAD']);
});

test('an address that is none is not found, in the one shape', async () => {
  for (const [verb, address] of [
    ['GET', '/nowhere'],
    ['POST', '/nowhere'],
    ['DELETE', '/targets/a/b/c'],
    ['GET', '/nowhere.csv'],
  ] as const) {
    const { status, text } = await program.send(verb, address);
    const told = JSON.parse(text);
    assert.deepEqual([status, told.ok, told.code, told.status], [404, false, 'server.not_found', 404], address);
  }
});

test('a format that a page lacks is refused with those it has', async () => {
  for (const [address, accept] of [
    ['/about.csv', '*/*'],
    ['/about', 'text/csv'],
    ['/logs.ndjson', '*/*'],
    ['/logs', 'application/x-ndjson'],
  ] as const) {
    const { status, text } = await program.send('GET', address, { headers: { accept } });
    assert.deepEqual([status, JSON.parse(text).code], [406, 'server.not_acceptable'], address);
  }
  const { text } = await program.send('GET', '/about.csv', { headers: { accept: 'text/html' } });
  assert.match(text, /html, json; got csv/);
});

test('tables come by Accept as they do by the end of the path', async () => {
  for (const [type, end] of [
    ['text/csv', 'csv'],
    ['application/x-ndjson', 'ndjson'],
    ['application/json', 'json'],
  ] as const) {
    const { headers, text } = await program.send('GET', '/targets', { headers: { accept: type } });
    assert.ok(headers.get('content-type')!.startsWith(type));
    assert.equal(text, (await program.get(`/targets.${end}`)).text);
  }
});
