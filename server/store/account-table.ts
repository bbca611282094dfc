import { AppError } from '#errors';
import { type AccountRecord, type AccountRow, accountColumns, type Role, toAccountRecord } from './account-rows.ts';
import type { Database, SqlValue } from './database.ts';

/** An account that is to be made. */
export interface NewAccount {
  readonly name: string;
  /** The name as it is compared; no two accounts share one. */
  readonly nameKey: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** What may be changed of an account; what is absent stays. */
export interface AccountChange {
  readonly role?: Role;
  readonly isDisabled?: boolean;
  readonly passwordHash?: string;
}

/** People who may sign in. */
export interface AccountTable {
  /** Whether there is any account, disabled ones included. */
  exist(): Promise<boolean>;
  /** In order of name. */
  list(): Promise<AccountRecord[]>;
  find(id: number): Promise<AccountRecord | undefined>;
  findByKey(nameKey: string): Promise<AccountRecord | undefined>;
  /** Hash of the password, for nobody but who checks one. */
  passwordHash(id: number): Promise<string | undefined>;
  /**
   * Makes an account; undefined when the name is taken.
   *
   * @throws AppError `server.last_admin` when the first account is no admin
   */
  insert(account: NewAccount, nowUtc: Date): Promise<AccountRecord | undefined>;
  /**
   * Changes an account; undefined when there is none. Whoever is disabled or gets another password is signed out
   * everywhere, and loses the tokens of programs as well.
   *
   * @throws AppError `server.last_admin` when nobody would be left to manage accounts
   */
  change(id: number, change: AccountChange): Promise<AccountRecord | undefined>;
  /**
   * Removes an account with its sessions and tokens; false when there is none.
   *
   * @throws AppError `server.last_admin` when others would be left without an admin
   */
  remove(id: number): Promise<boolean>;
  signedIn(id: number, nowUtc: Date): Promise<void>;
}

/** Builds the account table on a database. */
export function accountTable(database: Database): AccountTable {
  const one = async (condition: string, value: SqlValue, db: Database = database) => {
    const [row] = await db.query<AccountRow>(`select ${accountColumns} from accounts a where ${condition}`, [value]);
    return row && toAccountRecord(row);
  };
  return {
    async exist() {
      const [row] = await database.query<{ exist: boolean }>('select exists (select from accounts) as exist');
      return row!.exist;
    },
    async list() {
      const rows = await database.query<AccountRow>(`select ${accountColumns} from accounts a order by a.name_key`);
      return rows.map(toAccountRecord);
    },
    find: (id) => one('a.id = $1', id),
    findByKey: (nameKey) => one('a.name_key = $1', nameKey),
    async passwordHash(id) {
      const [row] = await database.query<{ password_hash: string }>(
        'select password_hash from accounts where id = $1',
        [id],
      );
      return row?.password_hash;
    },
    insert: ({ name, nameKey, role, passwordHash }, nowUtc) =>
      withAdminLeft(database, async (tx) => {
        const [row] = await tx.query<AccountRow>(
          `insert into accounts as a (name, name_key, role, password_hash, created_utc) values ($1, $2, $3, $4, $5)
           on conflict (name_key) do nothing returning ${accountColumns}`,
          [name, nameKey, role, passwordHash, nowUtc],
        );
        return row && toAccountRecord(row);
      }),
    change: (id, change) =>
      withAdminLeft(database, async (tx) => {
        await tx.query(
          `update accounts set role = coalesce($2, role), is_disabled = coalesce($3, is_disabled),
             password_hash = coalesce($4, password_hash) where id = $1`,
          [id, change.role ?? null, change.isDisabled ?? null, change.passwordHash ?? null],
        );
        if (change.isDisabled || change.passwordHash !== undefined) {
          await tx.query('delete from sessions where account_id = $1', [id]);
          await tx.query('delete from api_tokens where account_id = $1', [id]);
        }
        return one('a.id = $1', id, tx);
      }),
    remove: (id) =>
      withAdminLeft(database, async (tx) => {
        const removed = await tx.query('delete from accounts where id = $1 returning id', [id]);
        return removed.length > 0;
      }),
    async signedIn(id, nowUtc) {
      await database.query('update accounts set signed_in_utc = $2 where id = $1', [id, nowUtc]);
    },
  };
}

/** Runs a change alone, and takes it back when it leaves accounts but nobody who may manage them. */
function withAdminLeft<T>(database: Database, work: (tx: Database) => Promise<T>): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.exec('lock table accounts in share row exclusive mode');
    const result = await work(tx);
    const [left] = await tx.query<{ accounts: number; admins: number }>(
      `select count(*)::int as accounts, count(*) filter (where role = 'admin' and not is_disabled)::int as admins
       from accounts`,
    );
    if (left!.accounts > 0 && left!.admins === 0) {
      throw new AppError(
        'server.last_admin',
        'Expected at least one admin who can sign in, got none after this change.',
        {
          hint: 'make another account an admin first',
        },
      );
    }
    return result;
  });
}
