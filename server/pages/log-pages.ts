import { targetAddress } from '../http/address.ts';
import type { Page } from '../http/respond.ts';
import { countWords } from '../http/view-formats.ts';
import { progressOf } from '../jobs/job-progress.ts';
import type { LogRecord } from '../store/log-rows.ts';
import type { Store } from '../store/open-store.ts';
import { toJobView } from './job-page.ts';

/** Refused records and targets a log page shows; the exports have every refused record. */
const rowsShown = 200;

/** Every log, newest first. */
export async function logListPage(store: Store): Promise<Page> {
  const logs = await store.logs.list();
  return {
    view: 'log-list',
    title: 'Logs',
    section: 'logs',
    model: { words: countWords(logs.length, 'log', 'logs'), logs },
    json: { kind: 'logs', rows: logs, next: null },
    csv: {
      columns: [
        'log',
        'name',
        'origin',
        'received_utc',
        'bytes',
        'sha256',
        'accepted',
        'rejected',
        'targets',
        'assessed',
      ],
      rows: logs.map((log) => [
        log.id,
        log.name,
        log.origin,
        log.receivedUtc,
        log.byteCount,
        log.sha256,
        log.acceptedCount,
        log.rejectedCount,
        log.targetCount,
        log.assessedCount,
      ]),
    },
  };
}

/** What a log page is asked to show. */
export interface LogPageOptions {
  readonly now: Date;
  /** Whether it answers an upload of a file that was here already. */
  readonly wasKnown: boolean;
  /** Whether every refused record is wanted, as in exports, or the first ones. */
  readonly showsAll: boolean;
}

/** One log: what was accepted, what was refused and why, its targets, its jobs. */
export async function logPage(
  store: Store,
  log: LogRecord,
  { now, wasKnown, showsAll }: LogPageOptions,
): Promise<Page> {
  const [rejected, targets, jobs] = await Promise.all([
    store.logs.rejections(log.id, { limit: showsAll ? log.rejectedCount : rowsShown, offset: 0 }),
    store.targets.page({ logId: log.id, sort: 'target', descending: false, limit: rowsShown, offset: 0 }),
    store.jobs.ofLog(log.id),
  ]);
  const jobViews = jobs.map((job) => toJobView(progressOf(job, now)));
  const active = jobViews.filter(({ isActive }) => isActive);
  return {
    view: 'log',
    title: log.name,
    section: 'logs',
    isLive: active.length > 0,
    model: {
      log,
      wasKnown,
      jobs: active,
      pastJobs: jobViews.filter(({ isActive }) => !isActive),
      rejected,
      hiddenRejections: log.rejectedCount - rejected.length,
      targets: targets.rows.map((row) => ({ ...row, href: targetAddress(row.targetId) })),
      hiddenTargets: targets.matching - targets.rows.length,
    },
    json: { kind: 'log', ...log, jobs: jobViews, rejected, targets: targets.rows },
    csv: {
      columns: ['line', 'code', 'message'],
      rows: rejected.map(({ line, code, message }) => [line, code, message]),
    },
  };
}
