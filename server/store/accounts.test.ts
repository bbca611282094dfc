import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEveryDatabase } from '../testing/databases.ts';
import { testNow } from '../testing/test-console.ts';
import { openStore, type Store } from './open-store.ts';

const life = { idleMs: 1000, absoluteMs: 5000 };
const later = (ms: number) => new Date(testNow.getTime() + ms);

await onEveryDatabase((place) => {
  let store: Store;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());

  const insert = (name: string, role: 'viewer' | 'admin') =>
    store.accounts.insert({ name, nameKey: name.toLowerCase(), role, passwordHash: `hash of ${name}` }, testNow);
  const idOf = async (nameKey: string) => (await store.accounts.findByKey(nameKey))!.id;

  test('the first account has to be an admin, and two have two names', async () => {
    assert.equal(await store.accounts.exist(), false);
    await assert.rejects(insert('Vic', 'viewer'), { code: 'server.last_admin' });
    assert.equal(await store.accounts.exist(), false);
    assert.equal((await insert('Ada', 'admin'))?.name, 'Ada');
    assert.equal(await insert('ADA', 'admin'), undefined);
    assert.equal((await insert('Vic', 'viewer'))?.role, 'viewer');
    assert.deepEqual(
      (await store.accounts.list()).map(({ name }) => name),
      ['Ada', 'Vic'],
    );
  });

  test('the last admin who can sign in stays one', async () => {
    const id = await idOf('ada');
    await assert.rejects(store.accounts.change(id, { role: 'viewer' }), { code: 'server.last_admin' });
    await assert.rejects(store.accounts.change(id, { isDisabled: true }), { code: 'server.last_admin' });
    await assert.rejects(store.accounts.remove(id), { code: 'server.last_admin' });
    assert.deepEqual((await store.accounts.find(id))?.role, 'admin');
  });

  test('two admins cannot remove each other at once', async () => {
    await insert('Bob', 'admin');
    const removals = await Promise.allSettled([
      store.accounts.change(await idOf('ada'), { role: 'viewer' }),
      store.accounts.change(await idOf('bob'), { role: 'viewer' }),
    ]);
    assert.deepEqual(removals.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const admins = (await store.accounts.list()).filter(({ role }) => role === 'admin');
    assert.equal(admins.length, 1);
    await store.accounts.change(await idOf('ada'), { role: 'admin' });
  });

  test('a session is found by the hash of its token until it runs out', async () => {
    const accountId = await idOf('vic');
    const session = { accountId, tokenSha256: 'a', address: '::1', agent: 'test' };
    await store.sessions.insert(session, life, testNow);
    const owner = await store.sessions.owner('a', life, later(999));
    assert.deepEqual([owner?.name, owner?.role, owner?.accountId], ['Vic', 'viewer', accountId]);
    assert.equal(await store.sessions.owner('b', life, testNow), undefined);
    assert.equal(await store.sessions.owner('a', life, later(1000)), undefined);
    assert.equal((await store.sessions.ofAccount(accountId, life, testNow)).length, 1);
    await store.sessions.insert({ ...session, tokenSha256: 'c' }, life, later(9000));
    assert.equal((await store.sessions.ofAccount(accountId, { idleMs: 1e9, absoluteMs: 1e9 }, later(9000))).length, 1);
  });

  test('whoever is disabled, gets another password or is removed loses sessions and tokens', async () => {
    const accountId = await idOf('vic');
    for (const change of [{ isDisabled: true }, { passwordHash: 'another' }]) {
      await store.accounts.change(accountId, { isDisabled: false });
      await store.sessions.insert({ accountId, tokenSha256: 'd', address: '', agent: '' }, life, testNow);
      const token = { accountId, name: 't', role: 'admin', tokenSha256: 'e', expiresUtc: later(10) } as const;
      await store.apiTokens.insert(token, testNow);
      assert.equal((await store.apiTokens.owner('e', testNow))?.role, 'viewer');
      await store.accounts.change(accountId, change);
      assert.equal(await store.sessions.owner('d', life, testNow), undefined);
      assert.equal(await store.apiTokens.owner('e', testNow), undefined);
    }
    assert.equal(await store.accounts.passwordHash(accountId), 'another');
    await store.sessions.insert({ accountId, tokenSha256: 'f', address: '', agent: '' }, life, testNow);
    assert.equal(await store.accounts.remove(accountId), true);
    assert.equal(await store.sessions.owner('f', life, testNow), undefined);
  });

  test('a token runs out, and tells when it was used last', async () => {
    const accountId = await idOf('ada');
    const token = { accountId, name: 't', role: 'viewer', tokenSha256: 'g', expiresUtc: later(1000) } as const;
    await store.apiTokens.insert(token, testNow);
    assert.equal((await store.apiTokens.owner('g', later(999)))?.name, 'Ada');
    assert.equal(await store.apiTokens.owner('g', later(1000)), undefined);
    assert.equal((await store.apiTokens.ofAccount(accountId))[0]?.usedUtc, later(999).toISOString());
  });

  test('failed sign-ins of a name are counted within the window and forgotten after it', async () => {
    const count = (atMs: number) => store.signInFailures.count('name', 1000, later(atMs));
    assert.deepEqual([await count(0), await count(500), await count(999), await count(1000)], [1, 2, 3, 1]);
    await store.signInFailures.clear('name');
    assert.equal(await count(1000), 1);
  });

  test('the audit log filters by account, outcome and action, the newest first', async () => {
    const entry = {
      account: 'Ada',
      via: 'session',
      address: '::1',
      about: null,
      outcome: 'done',
      status: 303,
    } as const;
    await store.audit.insert({ ...entry, atUtc: later(1).toISOString(), action: 'POST /upload' });
    await store.audit.insert({ ...entry, atUtc: later(2).toISOString(), action: 'POST /100%', outcome: 'failed' });
    await store.audit.insert({
      ...entry,
      atUtc: later(3).toISOString(),
      account: null,
      via: 'nobody',
      action: 'POST /x',
    });
    const actions = async (query: object) =>
      (await store.audit.page({ limit: 9, offset: 0, ...query })).rows.map(({ action }) => action);
    assert.deepEqual(await actions({}), ['POST /x', 'POST /100%', 'POST /upload']);
    assert.deepEqual(await actions({ account: 'Ada' }), ['POST /100%', 'POST /upload']);
    assert.deepEqual(await actions({ outcome: 'failed' }), ['POST /100%']);
    assert.deepEqual(await actions({ search: 'UPLOAD' }), ['POST /upload']);
    assert.deepEqual(await actions({ search: '%' }), ['POST /100%']);
    assert.equal((await store.audit.page({ limit: 1, offset: 1 })).matching, 3);
  });
});
