import type { Database } from './database.ts';
import { type Status, statuses, statusOfRank } from './severity-rank.ts';
import { unnamedAsset } from './target-rows.ts';

/** A target near an own spacecraft. */
export interface NearTarget {
  readonly targetId: string;
  readonly targetName: string | null;
  readonly severity: Status;
  /** Least range within its last window; null while that is not assessed. */
  readonly closestKm: number | null;
}

/** An own spacecraft with the targets seen from it. */
export interface Asset {
  /** Null where no log names it; then it stands for the log of `logId`. */
  readonly name: string | null;
  readonly logId: number;
  readonly logName: string;
  readonly targetCount: number;
  /** Of its worst target. */
  readonly severity: Status;
  readonly countsByStatus: Readonly<Partial<Record<Status, number>>>;
  /** The nearest targets. */
  readonly nearest: readonly NearTarget[];
}

/** Own spacecraft and what is near them. */
export interface AssetList {
  /** Those with the worst target first. */
  worst(limit: number, nearestOfEach: number): Promise<{ readonly rows: Asset[]; readonly count: number }>;
}

interface AssetRow {
  asset: string;
  log_id: number;
  log_name: string;
  target_count: number;
  /** Targets of each rank, from 0. */
  counts: number[];
  nearest: { targetId: string; targetName: string | null; severity: number; closestKm: number | null }[] | null;
  count: number;
}

/** Builds the list of assets on a database. */
export function assetList(database: Database): AssetList {
  const counts = statuses.map((_, rank) => `count(*) filter (where severity = ${rank})::int`).join(', ');
  return {
    async worst(limit, nearestOfEach) {
      const rows = await database.query<AssetRow>(
        `select g.*, (
           select json_agg(json_build_object('targetId', n.target_id, 'targetName', n.target_name,
             'severity', n.severity, 'closestKm', n.closest_km) order by n.closest_km, n.target_id)
           from (select target_id, target_name, severity, closest_km from targets x where x.asset = g.asset
                 order by closest_km, target_id limit $2) n) as nearest
         from (select asset, max(log_id) as log_id, max(log_name) as log_name, count(*)::int as target_count,
                 max(severity) as worst, array[${counts}] as counts, count(*) over ()::int as count
               from targets group by asset order by worst desc, target_count desc, asset limit $1) g
         order by g.worst desc, g.target_count desc, g.asset`,
        [limit, nearestOfEach],
      );
      return { rows: rows.map(toAsset), count: rows[0]?.count ?? 0 };
    },
  };
}

function toAsset(row: AssetRow): Asset {
  const countsByStatus = Object.fromEntries(
    row.counts.map((count, rank) => [statusOfRank(rank), count] as const).filter(([, count]) => count > 0),
  );
  return {
    name: row.asset.startsWith(unnamedAsset) ? null : row.asset,
    logId: row.log_id,
    logName: row.log_name,
    targetCount: row.target_count,
    severity: statusOfRank(row.counts.findLastIndex((count) => count > 0)),
    countsByStatus,
    nearest: (row.nearest ?? []).map((near) => ({ ...near, severity: statusOfRank(near.severity) })),
  };
}
