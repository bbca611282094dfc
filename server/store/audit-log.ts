import type { Database } from './database.ts';

/** By what somebody acted: as everybody on this machine, signed in, by a token, by a command, or not known at all. */
export const auditVias = ['local', 'session', 'token', 'command', 'nobody'] as const;
export type AuditVia = (typeof auditVias)[number];

/** What came of it. */
export const auditOutcomes = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** A line of the audit log. It holds no body and no query of a request, so no password and no token. */
export interface AuditEntry {
  readonly atUtc: string;
  /** Who acted; null for somebody who was not signed in. */
  readonly account: string | null;
  readonly via: AuditVia;
  /** Where from: an IP address, or a machine's name for commands. */
  readonly address: string;
  /** Verb and path, or the command. */
  readonly action: string;
  /** The account it was done to, when it was one. */
  readonly about: string | null;
  readonly outcome: AuditOutcome;
  /** HTTP status; null for commands and for requests whose sender went away. */
  readonly status: number | null;
}

/** What to list; a filter that is absent lets everything through. */
export interface AuditQuery {
  readonly account?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  /** Text that the action contains, in any case. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Who changed what, and who tried. */
export interface AuditLog {
  insert(entry: AuditEntry): Promise<void>;
  /** The newest first, and how many match in all. */
  page(query: AuditQuery): Promise<{ readonly rows: AuditEntry[]; readonly matching: number }>;
}

/** Longest text of one field, characters; addresses of requests may be long. */
const longestField = 400;

type AuditRow = Omit<AuditEntry, 'atUtc'> & { at_utc: Date; matching: number };

/** Builds the log on a database. */
export function auditLog(database: Database): AuditLog {
  return {
    async insert({ atUtc, account, via, address, action, about, outcome, status }) {
      await database.query(
        `insert into audit_log (at_utc, account, via, address, action, about, outcome, status)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          new Date(atUtc),
          account,
          via,
          address.slice(0, longestField),
          action.slice(0, longestField),
          about,
          outcome,
          status,
        ],
      );
    },
    async page({ account, outcome, search, limit, offset }) {
      const rows = await database.query<AuditRow>(
        `select at_utc, account, via, address, action, about, outcome, status, count(*) over ()::int as matching
         from audit_log
         where ($1::text is null or account = $1 or about = $1) and ($2::text is null or outcome = $2)
           and ($3::text is null or action ilike $3)
         order by at_utc desc, id desc limit $4 offset $5`,
        [
          account ?? null,
          outcome ?? null,
          search === undefined ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`,
          limit,
          offset,
        ],
      );
      return {
        rows: rows.map(({ at_utc, matching: _, ...entry }) => ({ atUtc: at_utc.toISOString(), ...entry })),
        matching: rows[0]?.matching ?? 0,
      };
    },
  };
}
