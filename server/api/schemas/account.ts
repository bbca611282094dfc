import { Type } from 'typebox';
import { type AccountRecord, roles } from '../../store/account-rows.ts';
import type { ApiTokenRecord } from '../../store/api-token-table.ts';
import { type AuditEntry, auditOutcomes, auditVias } from '../../store/audit-log.ts';
import type { SessionRecord } from '../../store/session-table.ts';
import { described } from '../described.ts';
import { flag, instant, named, number, oneOf, orNull, record, text } from '../fields.ts';

/** A role by its name. */
export const role = (meaning: string) => oneOf(roles, meaning);

/** An account as admins see it. */
export const AccountSchema = described<AccountRecord>()(
  named(
    'Account',
    record(
      {
        id: number('Number of the account.'),
        name: text('Its name.'),
        role: role('What it may do.'),
        isDisabled: flag('Whether it is kept from signing in.'),
        createdUtc: instant('When it was made.'),
        signedInUtc: orNull(instant('When it last signed in; null for never.')),
      },
      'Somebody who may sign in.',
    ),
  ),
);

/** A browser in which an account is signed in. */
export const SessionSchema = described<SessionRecord>()(
  named(
    'Session',
    record(
      {
        id: number('Number of the session.'),
        createdUtc: instant('When it began.'),
        seenUtc: instant('Its last request.'),
        address: text('Address it was begun from.'),
        agent: text('Browser it was begun in.'),
      },
      'A browser in which an account is signed in.',
    ),
  ),
);

/** A token of a program, without the token itself. */
export const ApiTokenSchema = described<ApiTokenRecord>()(
  named(
    'ApiToken',
    record(
      {
        id: number('Number of the token.'),
        name: text('What its owner calls it.'),
        role: role('What it may do at most.'),
        createdUtc: instant('When it was made.'),
        expiresUtc: instant('When it ends.'),
        usedUtc: orNull(instant('When it was last used; null for never.')),
      },
      'A token of a program, without the token itself.',
    ),
  ),
);

/** A line of the audit log. */
export const AuditEntrySchema = described<AuditEntry>()(
  named(
    'AuditEntry',
    record(
      {
        atUtc: instant('When it was.'),
        account: orNull(text('Who acted; null for somebody who was not signed in.')),
        via: oneOf(auditVias, 'By what.'),
        address: text('Where from: an IP address, or a machine for commands.'),
        action: text('Verb and path, or the command.'),
        about: orNull(text('Account it was done to; null when it was none.')),
        outcome: oneOf(auditOutcomes, 'What came of it.'),
        status: orNull(Type.Integer({ description: 'HTTP status; null for commands and for senders who went away.' })),
      },
      'Who changed what, or tried.',
    ),
  ),
);
