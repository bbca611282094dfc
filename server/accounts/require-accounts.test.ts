import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStore } from '../store/open-store.ts';
import { addAccount } from './manage-accounts.ts';
import { requireAccounts } from './require-accounts.ts';

test('a shared console needs an account, and the refusal says which command makes one', async () => {
  const store = await openStore({ dataDir: null });
  await requireAccounts(store, false);
  await assert.rejects(requireAccounts(store, true), (error: { code: string; hint: string }) => {
    assert.equal(error.code, 'server.accounts_needed');
    assert.match(error.hint, /noncoop account add NAME --role admin/);
    return true;
  });
  await addAccount(store, 'ada', { role: 'admin', password: 'correct horse battery staple' }, new Date());
  await requireAccounts(store, true);
  await store.close();
});
