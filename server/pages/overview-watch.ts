import { targetAddress } from '../http/address.ts';
import type { Words } from '../http/words.ts';
import type { Store } from '../store/open-store.ts';
import { alertReason } from './alert-words.ts';
import { changeView } from './overview-changes.ts';
import { starView } from './star-view.ts';
import { statusView } from './status-view.ts';

/** Watched targets shown; the list of targets has all. */
const watchedShown = 12;

/** The watch list of a reader, with what was last found of each target and what changed. */
export async function watchSection(store: Store, reader: string, now: Date, words: Words) {
  const { rows, count } = await store.watch.watched(reader, watchedShown);
  const changes = await store.changes.lastChanges(rows.map(({ targetId }) => targetId));
  const view = rows.map((row) => {
    const change = changes.get(row.targetId);
    return {
      ...statusView(row.severity, words),
      targetId: row.targetId,
      targetName: row.targetName,
      href: targetAddress(row.targetId),
      star: starView(row.targetId, true, '/', words),
      facts: row.answer && (alertReason(row.answer, now, words)?.facts ?? words.t('targets.unreadable')),
      refusal: row.refusal,
      assessedUtc: row.answer?.assessedUtc ?? null,
      change: change ? changeView(change, words) : null,
    };
  });
  const json = rows.map(({ thumbnail: _, ...row }) => ({ ...row, lastChange: changes.get(row.targetId) ?? null }));
  return { view: { rows: view, count, rest: count - rows.length }, json: { rows: json, count } };
}
