import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import type { Store } from '../store/open-store.ts';
import { activeJobs } from './job-page.ts';
import { alertSection } from './overview-alerts.ts';
import { assetSection } from './overview-assets.ts';
import { changeSection } from './overview-changes.ts';
import { watchSection } from './overview-watch.ts';

/** Alerts first, then what changed, what is watched, what is near whom, and what is being worked on. */
export async function overviewPage(store: Store, reader: string, now: Date, words: Words): Promise<Page> {
  const { targets, assessed, byStatus } = await store.targets.counts();
  const [alerts, changes, watch, assets, jobs] = await Promise.all([
    alertSection(store, byStatus, now, words),
    changeSection(store, reader, words),
    watchSection(store, reader, now, words),
    assetSection(store, words),
    activeJobs(store, now, words),
  ]);
  const [lead, ...others] = alerts.alerts;
  return {
    view: 'overview',
    title: words.t('overview.title'),
    section: 'overview',
    isLive: jobs.length > 0,
    model: {
      words: words.t('targets.count', { count: targets }),
      unassessed: targets - assessed,
      isEmpty: targets === 0,
      nowUtc: now.toISOString(),
      lead: lead ?? null,
      others,
      counts: alerts.counts,
      hiddenAlerts: alerts.alertCount - alerts.alerts.length,
      changes: changes.view,
      watch: watch.view,
      assets: assets.view,
      jobs,
    },
    json: {
      kind: 'overview',
      atUtc: now.toISOString(),
      targets,
      assessed,
      alerts: alerts.alerts.map(({ thumbnail: _, word: __, ...alert }) => alert),
      countsByStatus: Object.fromEntries(alerts.counts.map(({ status, count }) => [status, count])),
      changes: changes.json,
      watchList: watch.json,
      assets: assets.json,
      jobs,
    },
  };
}
