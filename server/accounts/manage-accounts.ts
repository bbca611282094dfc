import { AppError } from '#errors';
import { wordedError } from '../http/worded-error.ts';
import type { MessageKey, Values } from '../http/words.ts';
import { type AccountRecord, type Role, roles } from '../store/account-rows.ts';
import type { Store } from '../store/open-store.ts';
import { nameKeyOf, toAccountName } from './account-name.ts';
import { hashPassword, requireGoodPassword } from './password.ts';
import { sha256Of } from './secret.ts';

/**
 * Adds an account.
 *
 * @throws AppError `server.bad_account_name`, `server.weak_password`, `server.account_exists`, `server.last_admin`
 */
export async function addAccount(
  store: Store,
  text: string,
  { role, password }: { readonly role: Role; readonly password: string },
  nowUtc: Date,
): Promise<AccountRecord> {
  const name = toAccountName(text);
  requireGoodPassword(password, name);
  const nameKey = nameKeyOf(name);
  const passwordHash = await hashPassword(password);
  const added = await inWords(store.accounts.insert({ name, nameKey, role, passwordHash }, nowUtc), 'error.firstAdmin');
  if (added) return added;
  throw wordedError('server.account_exists', {
    message: 'error.accountExists',
    hint: 'error.accountExists.hint',
    values: { name },
  });
}

/** @throws AppError `server.account_missing`, `server.last_admin` */
export async function changeRole(store: Store, account: AccountRecord, role: Role): Promise<void> {
  await inWords(store.accounts.change(account.id, { role }), 'error.lastAdmin');
}

/** @throws AppError `server.last_admin` */
export async function disableAccount(store: Store, account: AccountRecord, isDisabled: boolean): Promise<void> {
  await inWords(store.accounts.change(account.id, { isDisabled }), 'error.lastAdmin');
}

/**
 * Gives an account another password; it is signed out everywhere, its tokens end, and its failed tries are forgotten.
 *
 * @throws AppError `server.weak_password`
 */
export async function changePassword(store: Store, account: AccountRecord, password: string): Promise<void> {
  requireGoodPassword(password, account.name);
  await store.accounts.change(account.id, { passwordHash: await hashPassword(password) });
  await store.signInFailures.clear(sha256Of(nameKeyOf(account.name)));
}

/** @throws AppError `server.last_admin` */
export async function removeAccount(store: Store, account: AccountRecord): Promise<void> {
  await inWords(store.accounts.remove(account.id), 'error.lastAdmin');
}

/** @throws AppError `server.account_missing` */
export async function accountNamed(store: Store, name: string): Promise<AccountRecord> {
  const account = await store.accounts.findByKey(nameKeyOf(name));
  if (account) return account;
  throw accountMissing('error.noAccount', { name: name.slice(0, 80) });
}

/** @throws AppError `server.account_missing` */
export async function accountNumbered(store: Store, id: number): Promise<AccountRecord> {
  const account = await store.accounts.find(id);
  if (account) return account;
  throw accountMissing('error.noAccount.number', {});
}

/**
 * A role by its name.
 *
 * @throws AppError `server.bad_form`
 */
export function toRole(text: string): Role {
  const role = roles.find((candidate) => candidate === text);
  if (role !== undefined) return role;
  throw wordedError('server.bad_form', {
    message: 'error.badChoice',
    values: { name: 'role', choices: roles.join(', '), value: text.slice(0, 80) },
  });
}

const accountMissing = (message: MessageKey, values: Values): AppError =>
  wordedError('server.account_missing', { message, values, hint: 'error.noAccount.hint' });

/** The store's refusal to leave nobody in charge, in the words of the reader. */
async function inWords<T>(work: Promise<T>, message: MessageKey): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'server.last_admin') throw error;
    throw wordedError('server.last_admin', { message, hint: 'error.lastAdmin.hint' });
  }
}
