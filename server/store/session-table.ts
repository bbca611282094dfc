import type { Role } from './account-rows.ts';
import type { Database } from './database.ts';

/** A sign-in that has not ended. */
export interface SessionRecord {
  readonly id: number;
  readonly createdUtc: string;
  readonly seenUtc: string;
  /** Where it was begun from, and with which browser. */
  readonly address: string;
  readonly agent: string;
}

/** Whose session it is. */
export interface SessionOwner {
  readonly sessionId: number;
  readonly accountId: number;
  readonly name: string;
  readonly role: Role;
}

/** A session that begins. */
export interface NewSession {
  readonly accountId: number;
  readonly tokenSha256: string;
  readonly address: string;
  readonly agent: string;
}

/** How long sessions last, ms. */
export interface SessionLife {
  /** Without a request. */
  readonly idleMs: number;
  /** In all. */
  readonly absoluteMs: number;
}

/** Sessions, one for each sign-in. */
export interface SessionTable {
  /** Begins a session, and forgets those that have run out. */
  insert(session: NewSession, life: SessionLife, nowUtc: Date): Promise<void>;
  /** The owner of a session that has not run out, seen now; undefined for any other and for disabled accounts. */
  owner(tokenSha256: string, life: SessionLife, nowUtc: Date): Promise<SessionOwner | undefined>;
  /** Those that have not run out, the last seen first. */
  ofAccount(accountId: number, life: SessionLife, nowUtc: Date): Promise<SessionRecord[]>;
  /** Ends a session of an account; false when it has none of that number. */
  end(accountId: number, id: number): Promise<boolean>;
}

/** The last request is noted no more often than this, ms. */
const seenEveryMs = 30_000;

/** Instants before which a session must not have been seen last, and begun. */
const cutoffs = ({ idleMs, absoluteMs }: SessionLife, nowUtc: Date) =>
  [new Date(nowUtc.getTime() - idleMs), new Date(nowUtc.getTime() - absoluteMs)] as const;

/** Builds the session table on a database. */
export function sessionTable(database: Database): SessionTable {
  return {
    async insert({ accountId, tokenSha256, address, agent }, life, nowUtc) {
      await database.query('delete from sessions where seen_utc <= $1 or created_utc <= $2', cutoffs(life, nowUtc));
      await database.query(
        `insert into sessions (account_id, token_sha256, created_utc, seen_utc, address, agent)
         values ($1, $2, $3, $3, $4, $5)`,
        [accountId, tokenSha256, nowUtc, address, agent],
      );
    },
    async owner(tokenSha256, life, nowUtc) {
      const [row] = await database.query<{ id: number; account_id: number; name: string; role: Role; seen_utc: Date }>(
        `select s.id, s.account_id, s.seen_utc, a.name, a.role from sessions s join accounts a on a.id = s.account_id
         where s.token_sha256 = $1 and s.seen_utc > $2 and s.created_utc > $3 and not a.is_disabled`,
        [tokenSha256, ...cutoffs(life, nowUtc)],
      );
      if (!row) return undefined;
      if (nowUtc.getTime() - row.seen_utc.getTime() >= seenEveryMs)
        await database.query('update sessions set seen_utc = $2 where id = $1', [row.id, nowUtc]);
      return { sessionId: row.id, accountId: row.account_id, name: row.name, role: row.role };
    },
    async ofAccount(accountId, life, nowUtc) {
      const rows = await database.query<{
        id: number;
        created_utc: Date;
        seen_utc: Date;
        address: string;
        agent: string;
      }>(
        `select id, created_utc, seen_utc, address, agent from sessions
         where account_id = $1 and seen_utc > $2 and created_utc > $3 order by seen_utc desc, id desc`,
        [accountId, ...cutoffs(life, nowUtc)],
      );
      return rows.map((row) => ({
        id: row.id,
        createdUtc: row.created_utc.toISOString(),
        seenUtc: row.seen_utc.toISOString(),
        address: row.address,
        agent: row.agent,
      }));
    },
    async end(accountId, id) {
      const ended = await database.query('delete from sessions where account_id = $1 and id = $2 returning id', [
        accountId,
        id,
      ]);
      return ended.length > 0;
    },
  };
}
