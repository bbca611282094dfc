import type { Response } from 'express';
import { type Role, reaches } from '../store/account-rows.ts';

/** Who acts in a request. */
export interface ActingAccount {
  /** `local` for everybody on this machine while there is no account. */
  readonly name: string;
  readonly role: Role;
  readonly via: 'local' | 'session' | 'token';
  /** Null for `local`. */
  readonly accountId: number | null;
  /** Null without a session. */
  readonly sessionId: number | null;
}

/** Everybody on this machine, while there is no account. */
export const localAnalyst: ActingAccount = Object.freeze({
  name: 'local',
  role: 'admin',
  via: 'local',
  accountId: null,
  sessionId: null,
});

/** Who acts, also at `res.locals.account`; undefined for somebody who is not signed in. */
export const accountOf = (res: Response): ActingAccount | undefined => res.locals.account as ActingAccount | undefined;

/** What pages show or hide by the role of the reader. */
export function permissionsOf(account: ActingAccount | undefined): {
  readonly read: boolean;
  readonly work: boolean;
  readonly manage: boolean;
} {
  const may = (needed: Role) => account !== undefined && reaches(account.role, needed);
  return { read: may('viewer'), work: may('analyst'), manage: may('admin') };
}
