import { targetAddress } from '../http/address.ts';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import { progressOf } from '../jobs/job-progress.ts';
import type { LogRecord } from '../store/log-rows.ts';
import type { Store } from '../store/open-store.ts';
import { inWords, toJobView } from './job-page.ts';

/** Refused records and targets a log page shows; the exports have every refused record. */
const rowsShown = 200;

/** Warnings of one kind a log page shows; the others are counted. */
const warningsShown = 3;

/** Every log, newest first. */
export async function logListPage(store: Store, words: Words): Promise<Page> {
  const logs = await store.logs.list();
  return {
    view: 'log-list',
    title: words.t('logs.title'),
    section: 'logs',
    model: { words: words.t('logs.count', { count: logs.length }), logs },
    json: { kind: 'logs', rows: logs, next: null },
    csv: {
      columns: [
        'log',
        'name',
        'origin',
        'received_utc',
        'files',
        'own',
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
        log.files.length,
        log.settings.own,
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
  /** Whether it answers an upload of files that were here already. */
  readonly wasKnown: boolean;
  /** Whether every refused record is wanted, as in exports, or the first ones. */
  readonly showsAll: boolean;
}

/** One log: its files, what was accepted, what was refused and why, its targets, its jobs. */
export async function logPage(
  store: Store,
  log: LogRecord,
  { now, wasKnown, showsAll }: LogPageOptions,
  words: Words,
): Promise<Page> {
  const [rejected, warnings, targets, jobs] = await Promise.all([
    store.rejections.ofLog(log.id, { limit: showsAll ? log.rejectedCount : rowsShown, offset: 0 }),
    store.rejections.warnings(log.id, showsAll ? Number.MAX_SAFE_INTEGER : warningsShown),
    store.targets.ofLog(log.id, rowsShown),
    store.jobs.ofLog(log.id),
  ]);
  const jobViews = jobs.map((job) => toJobView(progressOf(job, now)));
  const namesFiles = log.files.length > 1;
  const shownJobs = jobViews.map((view) => inWords(view, words));
  const active = shownJobs.filter(({ isActive }) => isActive);
  return {
    view: 'log',
    title: log.name,
    section: 'logs',
    isLive: active.length > 0,
    model: {
      log,
      csvHref: `/logs/${log.id}.csv`,
      files: log.files.map((file) => ({ ...file, href: `/logs/${log.id}/files/${file.number}` })),
      settings: settingViews(log, words),
      wasKnown,
      jobs: active,
      pastJobs: shownJobs.filter(({ isActive }) => !isActive),
      namesFiles,
      rejected,
      hiddenRejections: log.rejectedCount - rejected.length,
      warnings: warnings.map((group) => ({
        ...group,
        first: group.first.map((one) => ({
          ...one,
          place: placeWords(namesFiles ? one.source : null, one.line, words),
        })),
        hidden: group.count - group.first.length,
      })),
      targets: targets.map((row) => ({ ...row, href: targetAddress(row.targetId) })),
      hiddenTargets: log.targetCount - targets.length,
    },
    json: { kind: 'log', ...log, jobs: jobViews, rejected, warnings, targets },
    csv: {
      columns: ['line', 'code', 'message', 'file', 'kind'],
      rows: [
        ...rejected.map((one) => [one.line, one.code, one.message, one.source, 'rejected']),
        ...warnings.flatMap(({ first }) =>
          first.map((one) => [one.line, one.code, one.message, one.source, 'warning']),
        ),
      ],
    },
  };
}

/** What the uploader said, as far as anything was said. */
function settingViews({ settings: { own, format, frame } }: LogRecord, words: Words) {
  const said = [
    ['log.asked.own', own],
    ['log.asked.format', format],
    ['log.asked.frame', frame],
  ] as const;
  return said.filter(([, value]) => value !== null).map(([key, value]) => ({ name: words.t(key), value }));
}

/** Where a warning belongs, before its message; empty when there is nothing to tell. */
function placeWords(file: string | null, line: number | null, words: Words): string {
  if (file !== null && line) return words.t('log.place.both', { file, line });
  if (file !== null) return words.t('log.place.file', { file });
  return line ? words.t('log.place.line', { line }) : '';
}
