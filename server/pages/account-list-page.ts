import type { AppError } from '#errors';
import { longestPassword, shortestPassword } from '../accounts/password.ts';
import type { Page } from '../http/respond.ts';
import { tellError } from '../http/worded-error.ts';
import type { Words } from '../http/words.ts';
import { type AccountRecord, roles } from '../store/account-rows.ts';

/** What was sent before and refused. */
export interface RefusedChange {
  readonly fault: AppError;
  /** Name and role that were typed, when an account was to be added. */
  readonly typed: { readonly name: string; readonly role: string };
}

/** Every account, with what an admin may do to it, and the form for another one. */
export function accountListPage(accounts: readonly AccountRecord[], refused: RefusedChange | null, words: Words): Page {
  const typed = refused?.typed ?? { name: '', role: accounts.length === 0 ? 'admin' : 'viewer' };
  return {
    view: 'account-list',
    title: words.t('accounts.title'),
    section: 'accounts',
    model: {
      words: words.t('accounts.count', { count: accounts.length }),
      accounts: accounts.map((account) => ({ ...account, ...actionsOn(account, words) })),
      typed,
      addRoles: roles.map((role) => ({ role, isChosen: role === typed.role })),
      meanings: roles.map((role) => ({ role, meaning: words.term('roleMeanings', role) })),
      least: shortestPassword,
      most: longestPassword,
      fault: refused ? { code: refused.fault.code, ...tellError(refused.fault, words) } : null,
    },
    json: { kind: 'accounts', rows: accounts, next: null },
    csv: {
      columns: ['account', 'name', 'role', 'is_disabled', 'created_utc', 'signed_in_utc'],
      rows: accounts.map(({ id, name, role, isDisabled, createdUtc, signedInUtc }) => [
        id,
        name,
        role,
        isDisabled,
        createdUtc,
        signedInUtc,
      ]),
    },
  };
}

/** The forms in a row of the table, each told apart by the name of its account. */
function actionsOn({ id, name, role, isDisabled }: AccountRecord, words: Words) {
  return {
    href: `/admin/accounts/${id}`,
    choices: roles.map((candidate) => ({ role: candidate, isChosen: candidate === role })),
    roleOf: words.t('accounts.role.of', { name }),
    setRoleOf: words.t('accounts.role.sendOf', { name }),
    switchOf: words.t(isDisabled ? 'accounts.enableOf' : 'accounts.disableOf', { name }),
  };
}
