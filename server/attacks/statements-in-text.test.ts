import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { routeList } from '../http/route-list.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { importBy, signedInVisitor, type Visitor, visitor } from '../testing/visitor.ts';

let running: TestConsole;
let ada: Visitor;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin' }, sendsRubbish: true });
  ada = await signedInVisitor(running, 'ada');
  await running.queue.start();
  await importBy(ada, running, 'two.jsonl', logText(simulatedTracks(2, 800)));
});
after(() => running.close());

const statements = [
  `' or '1'='1`,
  `'; drop table accounts; --`,
  `1 or 1=1`,
  `1; select pg_sleep(5)`,
  `\\'; delete from logs; --`,
  `%' union select password_hash from accounts --`,
  `"; vacuum; "`,
  '\0',
  `$1`,
];

/** Written for template engines, query builders and shells, 3561491 where one is evaluated. */
const templates = [
  '{{1787*1993}}',
  `{{constructor.constructor('return 1787*1993')()}}`,
  '{{#with this}}{{lookup . "constructor"}}{{/with}}',
  '{{{body}}}',
  '{{> who}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is there to be taken for one
  '${1787*1993}',
  '<%= 1787*1993 %>',
  '#{1787*1993}',
  '{count, plural, other {many}}',
  '$(id)',
];

const parameters = [
  'q',
  'sort',
  'order',
  'next',
  'motion',
  'physics',
  'assessment',
  'account',
  'outcome',
  'known',
  'back',
];

test('a statement in a parameter or an address is text, or refused', async () => {
  const bases = ['/', '/targets/flyby-801', '/logs/1', '/admin/audit', '/admin/accounts', '/evaluation', '/sign-in'];
  for (const statement of statements) {
    const asked = encodeURIComponent(statement);
    const query = parameters.map((name) => `${name}=${asked}`).join('&');
    for (const base of bases) {
      assert.ok((await ada.get(`${base}?${query}`)).status < 500, `${base} ${statement}`);
      assert.ok((await ada.get(`${base}?q=${asked}`)).status < 500, `${base} ${statement}`);
    }
    for (const { method, path } of routeList(running.app).filter(({ path }) => path.includes(':')))
      assert.ok((await ada.send(method, path.replace(/:\w+/g, asked))).status < 500, `${method} ${path} ${statement}`);
    assert.equal((await ada.json(`/targets.json?q=${asked}`)).rows.length, 0, statement);
    assert.equal((await ada.json(`/admin/audit.json?account=${asked}`)).rows.length, 0, statement);
  }
  assert.equal((await running.store.accounts.list()).length, 1);
  assert.equal((await running.store.logs.list()).length, 1);
});

test('a statement as name or password signs nobody in', async () => {
  for (const statement of statements)
    for (const [name, password] of [
      ['ada', statement],
      [statement, statement],
      [`ada${statement}`, 'x'],
    ] as const)
      assert.ok([400, 401, 429].includes((await visitor(running.url).post('/sign-in', { name, password })).status));
  assert.equal((await running.store.accounts.list()).length, 1);
});

test('a statement as the cookie or token of a session signs nobody in', async () => {
  for (const statement of statements.filter((text) => text !== '\0')) {
    const headers = { accept: 'application/json' };
    assert.equal((await visitor(running.url, { ...headers, cookie: `session=${statement}` }).get('/logs')).status, 401);
    const authorization = `Bearer noncoop_${statement}`;
    assert.equal((await visitor(running.url, { ...headers, authorization }).get('/logs')).status, 401);
  }
});

test('a template in any text is text', async () => {
  for (const [index, template] of templates.entries()) {
    const tracks = simulatedTracks(1, 820 + index).map((track) => ({
      ...track,
      targetId: template,
      reported: { remarks: template },
    }));
    const address = (await importBy(ada, running, `${template}.jsonl`, logText(tracks))).result!.href;
    const pages = [address, '/logs', `/targets/${encodeURIComponent(template)}`, `/?q=${encodeURIComponent(template)}`];
    for (const path of [...pages, `/nowhere/${encodeURIComponent(template)}`]) {
      const { status, text } = await ada.get(path);
      assert.ok(status < 500, `${path} ${status}`);
      assert.doesNotMatch(text, /native code|\[object|3561491/, path);
    }
    const listed = await ada.json(`/targets.json?q=${encodeURIComponent(template)}`);
    assert.equal(listed.rows.length, 1, template);
    assert.equal(listed.rows[0]!.targetId, template);
  }
});

test('nothing of all this was a fault of ours', () => assert.deepEqual(running.faults, []));
