import { lesserRole, type Role } from './account-rows.ts';
import type { Database } from './database.ts';

/** A token of a program. */
export interface ApiTokenRecord {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdUtc: string;
  readonly expiresUtc: string;
  readonly usedUtc: string | null;
}

/** A token that is to be made. */
export interface NewApiToken {
  readonly accountId: number;
  readonly name: string;
  readonly role: Role;
  readonly tokenSha256: string;
  readonly expiresUtc: Date;
}

/** Who acts by a token. */
export interface ApiTokenOwner {
  readonly accountId: number;
  readonly name: string;
  /** That of the token, and never more than its owner's. */
  readonly role: Role;
}

/** Tokens of programs. */
export interface ApiTokenTable {
  insert(token: NewApiToken, nowUtc: Date): Promise<void>;
  /** The owner of a token that has not run out, used now; undefined for any other and for disabled accounts. */
  owner(tokenSha256: string, nowUtc: Date): Promise<ApiTokenOwner | undefined>;
  /** The newest first, those that have run out too. */
  ofAccount(accountId: number): Promise<ApiTokenRecord[]>;
  /** Revokes a token of an account; false when it has none of that number. */
  revoke(accountId: number, id: number): Promise<boolean>;
}

interface ApiTokenRow {
  id: number;
  name: string;
  role: Role;
  created_utc: Date;
  expires_utc: Date;
  used_utc: Date | null;
}

/** Builds the table on a database. */
export function apiTokenTable(database: Database): ApiTokenTable {
  return {
    async insert({ accountId, name, role, tokenSha256, expiresUtc }, nowUtc) {
      await database.query(
        `insert into api_tokens (account_id, name, role, token_sha256, created_utc, expires_utc)
         values ($1, $2, $3, $4, $5, $6)`,
        [accountId, name, role, tokenSha256, nowUtc, expiresUtc],
      );
    },
    async owner(tokenSha256, nowUtc) {
      const [row] = await database.query<{ account_id: number; name: string; role: Role; most: Role }>(
        `update api_tokens t set used_utc = $2 from accounts a
         where a.id = t.account_id and t.token_sha256 = $1 and t.expires_utc > $2 and not a.is_disabled
         returning t.account_id, a.name, t.role, a.role as most`,
        [tokenSha256, nowUtc],
      );
      return row && { accountId: row.account_id, name: row.name, role: lesserRole(row.role, row.most) };
    },
    async ofAccount(accountId) {
      const rows = await database.query<ApiTokenRow>(
        `select id, name, role, created_utc, expires_utc, used_utc from api_tokens
         where account_id = $1 order by id desc`,
        [accountId],
      );
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        role: row.role,
        createdUtc: row.created_utc.toISOString(),
        expiresUtc: row.expires_utc.toISOString(),
        usedUtc: row.used_utc?.toISOString() ?? null,
      }));
    },
    async revoke(accountId, id) {
      const revoked = await database.query('delete from api_tokens where account_id = $1 and id = $2 returning id', [
        accountId,
        id,
      ]);
      return revoked.length > 0;
    },
  };
}
