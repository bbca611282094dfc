import { address } from '../http/address.ts';
import { toPageToken } from '../http/page-token.ts';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import { type AuditEntry, type AuditLog, type AuditOutcome, auditOutcomes } from '../store/audit-log.ts';

/** Entries on one page. */
const rowsShown = 100;

/** Entries an export holds at most; a team of ten makes about so many in a year. */
const rowsExported = 100_000;

/** What the address asks for. */
export interface AuditPageQuery {
  readonly account: string | undefined;
  readonly outcome: AuditOutcome | undefined;
  readonly search: string | undefined;
  readonly offset: number;
  /** Whether everything that matches is wanted, as in exports, or one page. */
  readonly showsAll: boolean;
}

/** The audit log, the newest entry first. */
export async function auditPage(audit: AuditLog, query: AuditPageQuery, words: Words): Promise<Page> {
  const { account, outcome, search, offset, showsAll } = query;
  const limit = showsAll ? rowsExported : rowsShown;
  const { rows, matching } = await audit.page({ account, outcome, search, limit, offset });
  const next = offset + rows.length < matching && rows.length > 0 ? toPageToken(offset + rows.length) : undefined;
  return {
    view: 'audit',
    title: words.t('audit.title'),
    section: 'audit',
    model: {
      words: words.t('audit.count', { count: matching }),
      rows,
      asked: { account: account ?? '', search: search ?? '' },
      outcomes: auditOutcomes.map((name) => ({ name, isChosen: name === outcome })),
      nextHref: next === undefined ? null : address('/admin/audit', { account, outcome, q: search, next }),
    },
    json: { kind: 'audit', rows, next: next ?? null },
    csv: {
      columns: ['at_utc', 'account', 'via', 'address', 'action', 'about', 'outcome', 'status'],
      rows: rows.map(toCells),
    },
  };
}

const toCells = ({ atUtc, account, via, address, action, about, outcome, status }: AuditEntry) =>
  [atUtc, account, via, address, action, about, outcome, status] as const;
