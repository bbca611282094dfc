import { address, targetAddress } from '../http/address.ts';
import type { Words } from '../http/words.ts';
import type { Store } from '../store/open-store.ts';
import { type Status, statuses } from '../store/severity-rank.ts';
import type { TargetSummary } from '../store/target-rows.ts';
import { type AlertReason, alertReason } from './alert-words.ts';
import { type StatusView, statusView } from './status-view.ts';

/** A target that calls for attention, and why. */
export interface Alert extends StatusView {
  readonly targetId: string;
  readonly targetName: string | null;
  readonly ownName: string | null;
  readonly reason: AlertReason | null;
  readonly thumbnail: string;
  readonly lastObservationUtc: string;
  /** The target's page, at the reasoning behind this assessment. */
  readonly href: string;
}

/** How many targets have one status, and where they are listed. */
export interface StatusCount extends StatusView {
  readonly count: number;
  readonly href: string;
}

/** The most urgent targets and how many there are of each severity. */
export interface AlertSection {
  readonly alerts: readonly Alert[];
  readonly counts: readonly StatusCount[];
  /** Targets of severity caution or worse. */
  readonly alertCount: number;
}

/** Alerts shown; the list of targets has all. */
const alertsShown = 10;

const leastSeverity = 'caution';

/**
 * Gathers the alerts: caution and worse, the worst first, then by confidence and by closest distance.
 *
 * @param counts  targets of each status that has any
 */
export async function alertSection(
  store: Store,
  counts: ReadonlyMap<Status, number>,
  now: Date,
  words: Words,
): Promise<AlertSection> {
  const { rows } = await store.targets.page({
    severityFrom: leastSeverity,
    sort: 'severity',
    descending: true,
    limit: alertsShown,
  });
  const urgent = statuses.slice(0, statuses.indexOf(leastSeverity) + 1);
  return {
    alerts: rows.map((row) => toAlert(row, now, words)),
    counts: [...counts].map(([status, count]) => ({ ...statusView(status, words), count, href: listOf(status) })),
    alertCount: urgent.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0),
  };
}

const listOf = (severity: Status): string => address('/targets', { severity, sort: 'severity', order: 'desc' });

function toAlert(row: TargetSummary, now: Date, words: Words): Alert {
  return {
    ...statusView(row.severity, words),
    targetId: row.targetId,
    targetName: row.targetName,
    ownName: row.ownName,
    reason: row.answer && alertReason(row.answer, now, words),
    thumbnail: row.thumbnail,
    lastObservationUtc: row.lastObservationUtc,
    href: `${targetAddress(row.targetId)}#reasoning-heading`,
  };
}
