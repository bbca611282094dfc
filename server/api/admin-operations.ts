import { auditOutcomes } from '../store/audit-log.ts';
import { newPassword } from './account-operations.ts';
import { answer, nextParameter, table } from './envelope.ts';
import { named, number, oneOf, record, text } from './fields.ts';
import { changeAnswers, type Operation, type Operations, pageAnswer } from './operation.ts';
import { AccountSchema, AuditEntrySchema, role } from './schemas/account.ts';

const ChangedAccount = named('ChangedAccount', answer('changed account', { account: AccountSchema }));

/** A change of an account by its number. */
const change = (operation: Pick<Operation, 'id' | 'summary'> & Partial<Operation>): Operation => ({
  tag: 'accounts',
  path: { id: number('Number of the account.') },
  answers: changeAnswers(200, { meaning: 'The account as it is now.', json: ChangedAccount }),
  errors: ['server.account_missing', 'server.last_admin', 'server.bad_form'],
  ...operation,
});

/** `/admin/accounts` and `/admin/audit`. */
export const adminOperations: Operations = {
  'GET /admin/accounts': {
    id: 'listAccounts',
    tag: 'accounts',
    summary: 'Every account',
    answers: pageAnswer('The accounts, in order of name.', {
      json: table('accounts', AccountSchema),
      csv: {
        account: 'number of the account',
        name: 'its name',
        role: 'what it may do',
        is_disabled: 'whether it is kept from signing in',
        created_utc: 'when it was made',
        signed_in_utc: 'when it last signed in',
      },
    }),
  },
  'POST /admin/accounts': {
    id: 'addAccount',
    tag: 'accounts',
    summary: 'Adds an account; the first one must be an admin',
    form: record({
      name: text('Its name.'),
      role: role('What it may do.'),
      password: newPassword('Its first password.'),
    }),
    answers: changeAnswers(201, {
      meaning: 'The account.',
      json: ChangedAccount,
      location: 'The page of accounts.',
    }),
    errors: ['server.bad_account_name', 'server.weak_password', 'server.account_exists', 'server.last_admin'],
  },
  'POST /admin/accounts/:id/role': change({
    id: 'setRole',
    summary: 'Gives an account another role',
    form: record({ role: role('What it may do.') }),
  }),
  'POST /admin/accounts/:id/disable': change({
    id: 'disableAccount',
    summary: 'Keeps an account from signing in; its sessions and tokens end',
  }),
  'POST /admin/accounts/:id/enable': change({ id: 'enableAccount', summary: 'Lets an account sign in again' }),
  'GET /admin/audit': {
    id: 'listAudit',
    tag: 'accounts',
    summary: 'The audit log, the newest line first',
    query: {
      account: text('Account that acted, or that it was done to.'),
      outcome: oneOf(auditOutcomes, 'What came of it.'),
      q: text('Text that the action contains.'),
      next: nextParameter,
    },
    answers: pageAnswer('The lines, 100 a page; CSV has all of them.', {
      json: table('audit', AuditEntrySchema),
      csv: {
        at_utc: 'when it was',
        account: 'who acted; empty for somebody who was not signed in',
        via: 'local, session, token, command or nobody',
        address: 'where from',
        action: 'verb and path, or the command',
        about: 'account it was done to',
        outcome: 'done, refused or failed',
        status: 'HTTP status',
      },
    }),
  },
};
