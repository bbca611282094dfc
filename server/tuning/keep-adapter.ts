import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { adapterFacts } from '#model';

/** The adapter to keep. */
export interface KeptAdapter {
  readonly strategy: string;
  readonly run: number;
  /** Digest of its weights, hexadecimal. */
  readonly sha256: string;
}

/**
 * Copies the adapter of a run to where promoted adapters lie, below `adapters/` in the data folder: the run may go on and
 * learn a better one, and what was promoted stays.
 *
 * @returns its folder, relative to the data folder; null when the run's adapter is not there, or is another one
 */
export async function keepAdapter(
  dataDir: string,
  adapterDir: string,
  { strategy, run, sha256 }: KeptAdapter,
): Promise<string | null> {
  const folder = path.posix.join('adapters', `${strategy}-run-${run}-${sha256.slice(0, 8)}`);
  const kept = path.join(dataDir, folder);
  if (existsSync(kept)) return folder;
  if (!existsSync(adapterDir)) return null;
  const draft = `${kept}.${process.pid}.draft`;
  await rm(draft, { recursive: true, force: true });
  await cp(adapterDir, draft, { recursive: true });
  if ((await adapterFacts(draft)).sha256 !== sha256) {
    await rm(draft, { recursive: true });
    return null;
  }
  await rename(draft, kept);
  return folder;
}
