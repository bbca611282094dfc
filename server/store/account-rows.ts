/** What an account may do, from least to most: read; upload, run jobs and write notes; manage. */
export const roles = ['viewer', 'analyst', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether a role may do what another one may. */
export const reaches = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

/** The role of two that may do less. */
export const lesserRole = (left: Role, right: Role): Role => (reaches(left, right) ? right : left);

/** Somebody who may sign in. */
export interface AccountRecord {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  readonly createdUtc: string;
  readonly signedInUtc: string | null;
}

/** The columns of {@link accountColumns} as the driver returns them. */
export interface AccountRow {
  id: number;
  name: string;
  role: Role;
  is_disabled: boolean;
  created_utc: Date;
  signed_in_utc: Date | null;
}

/** Columns of an account, `accounts` being aliased as `a`; the hash of the password is not among them. */
export const accountColumns = 'a.id, a.name, a.role, a.is_disabled, a.created_utc, a.signed_in_utc';

/** Row → value. */
export const toAccountRecord = (row: AccountRow): AccountRecord => ({
  id: row.id,
  name: row.name,
  role: row.role,
  isDisabled: row.is_disabled,
  createdUtc: row.created_utc.toISOString(),
  signedInUtc: row.signed_in_utc?.toISOString() ?? null,
});
