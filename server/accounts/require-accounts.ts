import { AppError } from '#errors';
import type { Store } from '../store/open-store.ts';

/**
 * Refuses to serve a console that others reach and nobody has to sign in to.
 *
 * @throws AppError `server.accounts_needed`
 */
export async function requireAccounts(store: Pick<Store, 'accounts'>, isShared: boolean): Promise<void> {
  if (!isShared || (await store.accounts.exist())) return;
  throw new AppError(
    'server.accounts_needed',
    'Expected accounts for a console that other machines or a proxy reach, got none.',
    { hint: 'make the first one: noncoop account add NAME --role admin' },
  );
}
