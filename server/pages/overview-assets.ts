import { address, targetAddress } from '../http/address.ts';
import { distanceWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import type { Asset } from '../store/asset-list.ts';
import type { Store } from '../store/open-store.ts';
import { statuses } from '../store/severity-rank.ts';
import { statusView } from './status-view.ts';

/** Own spacecraft shown, and the nearest targets of each. */
const assetsShown = 6;
const nearestShown = 4;

/** Own spacecraft with the targets near them, the worst first. */
export async function assetSection(store: Store, words: Words) {
  const { rows, count } = await store.assets.worst(assetsShown, nearestShown);
  return {
    view: { assets: rows.map((asset) => assetView(asset, words)), count, rest: count - rows.length },
    json: { rows, count },
  };
}

function assetView(asset: Asset, words: Words) {
  const { name, logId, logName, targetCount, severity, countsByStatus, nearest } = asset;
  return {
    name,
    logName,
    href: address('/targets', {
      ...(name === null ? { log: String(logId) } : { own: name }),
      sort: 'closest',
      order: 'asc',
    }),
    worst: statusView(severity, words),
    count: words.t('targets.count', { count: targetCount }),
    counts: statuses
      .filter((status) => countsByStatus[status] !== undefined)
      .map((status) => ({ ...statusView(status, words), count: countsByStatus[status] })),
    nearest: nearest.map((near) => ({
      ...near,
      ...statusView(near.severity, words),
      href: targetAddress(near.targetId),
      distance: near.closestKm === null ? '–' : distanceWords(near.closestKm),
    })),
    rest: targetCount - nearest.length,
  };
}
