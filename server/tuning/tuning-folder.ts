import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type LossHistory, readLossHistory } from './loss-history.ts';

/** Files of a run of the console; those of the tuner are described in docs/guide/tuning.md. */
export interface TuningFolder {
  readonly dir: string;
  /** Examples of the reviews, as they were when the run began. */
  readonly reviewedPath: string;
  /** All examples, made once. */
  readonly examplesPath: string;
  readonly metricsPath: string;
  /** Left by the tuner: digests of model and examples. */
  readonly settingsPath: string;
  /** The best adapter so far. */
  readonly adapterDir: string;
}

/** Where a run lies in the data folder. */
export function tuningFolder(dataDir: string, folder: string): TuningFolder {
  const dir = path.join(dataDir, 'tuning', folder);
  const file = (name: string) => path.join(dir, name);
  return {
    dir,
    reviewedPath: file('reviewed.json'),
    examplesPath: file('examples.json'),
    metricsPath: file('metrics.ndjson'),
    settingsPath: file('settings.json'),
    adapterDir: file('adapter'),
  };
}

/** What a run has measured so far; null where its folder is not on this machine. */
export async function readRunHistory({ dir, metricsPath }: TuningFolder): Promise<LossHistory | null> {
  if (!existsSync(dir)) return null;
  return readLossHistory(existsSync(metricsPath) ? await readFile(metricsPath, 'utf8') : '');
}
