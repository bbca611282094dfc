import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#errors';
import type { Strategy } from '#prompts';
import { shippedAdapterDir } from '../shipped-adapter.ts';
import type { Promotion, PromotionTable } from '../store/promotion-table.ts';

/** The adapter that answers for a strategy. */
export interface ServingAdapter {
  /** Null for the bare model. */
  readonly adapterDir: string | null;
  /** Digest its weights must have; null for the shipped one. */
  readonly sha256: string | null;
  /** What makes it the one; undefined while the shipped one has always answered. */
  readonly promotion: Promotion | undefined;
}

/** Finds the adapter that answers for a strategy now. */
export type FindServingAdapter = (strategy: Strategy) => Promise<ServingAdapter>;

/** Folders that adapters lie in. */
export interface AdapterFolders {
  /** Promoted ones lie below it, as their promotions say. */
  readonly dataDir: string;
  /** Folder with the shipped adapters, see server/shipped-adapter.ts. */
  readonly adaptersDir: string;
}

/**
 * Looks up in the store which adapter answers, at every question: so that a promotion counts from the next one on, in
 * every process on the same database.
 */
export function servingAdapters(
  { latestOf }: Pick<PromotionTable, 'latestOf'>,
  { dataDir, adaptersDir }: AdapterFolders,
): FindServingAdapter {
  return async (strategy) => {
    const promotion = await latestOf(strategy);
    if (!promotion?.adapter) return { adapterDir: shippedAdapterDir(adaptersDir, strategy), sha256: null, promotion };
    const { folder, sha256 } = promotion.adapter;
    const adapterDir = path.join(dataDir, folder);
    if (!existsSync(adapterDir)) throw notTheAdapter(promotion, `nothing at ${adapterDir} on this machine`);
    return { adapterDir, sha256, promotion };
  };
}

/** One adapter for every strategy whatever is promoted, or the bare model. */
export const alwaysServing =
  (adapterDir: string | null): FindServingAdapter =>
  async () => ({ adapterDir, sha256: null, promotion: undefined });

/** Holds an adapter that was opened to the one that was promoted. */
export function requirePromoted({ adapterDir, sha256, promotion }: ServingAdapter, opened: string | undefined): void {
  if (sha256 === null || promotion === undefined || opened === sha256) return;
  throw notTheAdapter(promotion, `one with the digest ${opened?.slice(0, 12)} at ${adapterDir}`);
}

function notTheAdapter({ id, strategy, author, createdUtc, adapter }: Promotion, got: string): AppError {
  return new AppError(
    'server.promoted_adapter_missing',
    `Expected the adapter ${adapter?.sha256.slice(0, 12)} of promotion ${id} (${strategy}, run ${adapter?.jobId}, by ${author}, ${createdUtc}), got ${got}.`,
    {
      hint: 'share the data folder (NONCOOP_DATA_DIR) among all consoles and workers, put the folder back, or roll back on the page Tuning',
    },
  );
}
