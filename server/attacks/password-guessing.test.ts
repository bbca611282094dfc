import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { mostTries, triesWindowMs } from '../accounts/sign-in.ts';
import { startTestConsole, type TestConsole, testNow, testPassword } from '../testing/test-console.ts';
import { type Answer, visitor } from '../testing/visitor.ts';

let running: TestConsole;
let nowMs = testNow.getTime();
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin', off: 'viewer' }, now: () => new Date(nowMs) });
  await running.store.accounts.change((await running.store.accounts.findByKey('off'))!.id, { isDisabled: true });
});
after(() => running.close());
beforeEach(() => {
  nowMs += triesWindowMs;
});

const signIn = (name: string, password: string) => visitor(running.url).post('/sign-in', { name, password });

/** What a stranger sees of a page, its request id and the name typed left out. */
const seen = ({ status, text }: Answer, name: string) => [status, text.replaceAll(name, 'NAME')];

test('unknown names, disabled accounts and wrong passwords are told apart by nothing', async () => {
  const wrong = seen(await signIn('ada', 'not the password'), 'ada');
  assert.equal(wrong[0], 401);
  assert.match(String(wrong[1]), /Name or password is wrong/);
  assert.deepEqual(seen(await signIn('nobody', 'not the password'), 'nobody'), wrong);
  assert.deepEqual(seen(await signIn('off', testPassword), 'off'), wrong);
});

test('after so many tries a name waits, with the right password too, and whether it exists or not', async () => {
  for (const name of ['ada', 'nobody']) {
    for (let count = 0; count < mostTries; count += 1) assert.equal((await signIn(name, `guess ${count}`)).status, 401);
    const waiting = await signIn(name, testPassword);
    assert.equal(waiting.status, 429, name);
    assert.match(waiting.text, /Try again in 15 minutes/);
  }
  nowMs += triesWindowMs;
  assert.equal((await signIn('ada', testPassword)).status, 303);
});

test('many guesses at once are counted before they are looked at', async () => {
  const guesses = Array.from({ length: 3 * mostTries }, (_, index) => signIn('ada', `guess ${index}`));
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 401).length, mostTries);
  assert.equal((await signIn('ada', testPassword)).status, 429);
});

test('other writings of a name are the same name', async () => {
  for (const name of ['ADA', ' ada ', 'ａｄａ', 'Ada'])
    for (let count = 0; count < 3; count += 1) await signIn(name, `guess ${count}`);
  assert.equal((await signIn('ada', testPassword)).status, 429);
});

test('a sign-in that succeeds forgets the tries before it', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (let count = 0; count < mostTries - 1; count += 1) await signIn('ada', 'guess');
    assert.equal((await signIn('ada', testPassword)).status, 303);
  }
});

test('one address gets so many sign-ins in a minute, whatever the names', async () => {
  const limited = await startTestConsole({ accounts: { ada: 'admin' }, security: { signInsPerMin: 5 } });
  const statuses: number[] = [];
  for (let count = 0; count < 7; count += 1)
    statuses.push((await visitor(limited.url).post('/sign-in', { name: `n${count}`, password: 'guess' })).status);
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
  const forged = visitor(limited.url, { 'x-forwarded-for': '10.9.8.7' });
  assert.equal((await forged.post('/sign-in', { name: 'ada', password: testPassword })).status, 429);
  assert.equal((await visitor(limited.url).get('/sign-in')).status, 200);
  await limited.close();
});

test('behind a proxy each sender has a limit of its own', async () => {
  const proxied = await startTestConsole({ accounts: { ada: 'admin' }, security: { signInsPerMin: 1, proxies: 1 } });
  const from = (address: string) =>
    visitor(proxied.url, { 'x-forwarded-for': address }).post('/sign-in', { name: 'ada', password: 'guess' });
  const answers = [
    await from('10.0.0.1'),
    await from('10.0.0.1'),
    await from('9.9.9.9, 10.0.0.1'),
    await from('10.0.0.2'),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 429, 429, 401],
  );
  await proxied.close();
});

test('everything of one address is limited, changes more than pages', async () => {
  const limited = await startTestConsole({ security: { requestsPerMin: 12, changesPerMin: 3 } });
  const somebody = visitor(limited.url);
  const changes: number[] = [];
  for (let count = 0; count < 5; count += 1) changes.push((await somebody.post('/theme', { theme: 'dark' })).status);
  assert.deepEqual(changes, [303, 303, 303, 429, 429]);
  const pages: number[] = [];
  for (let count = 0; count < 9; count += 1) pages.push((await somebody.get('/health')).status);
  assert.deepEqual(pages, [200, 200, 200, 200, 200, 200, 200, 429, 429]);
  const { rows } = await limited.store.audit.page({ limit: 50, offset: 0 });
  assert.equal(rows.length, 4, 'a flood fills the audit log no further than its first refusal');
  await limited.close();
});

test('a password is at least 12 characters, and every one of a long one counts', async () => {
  const ada = visitor(running.url, { cookie: await running.cookieOf('ada'), origin: running.url });
  const add = (name: string, password: string) => ada.post('/admin/accounts', { name, password, role: 'viewer' });
  assert.equal((await add('short', '11 letters.')).status, 422);
  assert.equal((await add('herself-1234', 'Herself-1234')).status, 422);
  assert.equal((await add('endless', 'x'.repeat(1001))).status, 422);
  const long = '宇'.repeat(500);
  assert.equal((await add('long', `${long}a`)).status, 303);
  assert.equal((await signIn('long', `${long}b`)).status, 401);
  assert.equal((await signIn('long', long)).status, 401);
  assert.equal((await signIn('long', `${long}a`)).status, 303);
});
