import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#errors';
import type { Dataset } from './dataset.ts';

/** What decides how a run comes out; two runs may share a folder only when all of it is equal. */
export interface RunSettings {
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly [setting: string]: unknown;
}

const settingsFile = 'settings.json';

/**
 * Makes a folder the run's own, or recognizes it as that of the same run, unfinished.
 *
 * @throws AppError `tuner.run_mismatch` naming the settings that differ
 */
export async function claimRunFolder(
  folder: string,
  { training, validation, ...settings }: RunSettings,
): Promise<void> {
  const digest = (dataset: Dataset): string => createHash('sha256').update(JSON.stringify(dataset)).digest('hex');
  const claimed: Record<string, unknown> = {
    ...settings,
    trainingSha256: digest(training),
    validationSha256: digest(validation),
  };
  const path = join(folder, settingsFile);
  if (!existsSync(path)) {
    await writeFile(`${path}.new`, `${JSON.stringify(claimed, null, 2)}\n`);
    await rename(`${path}.new`, path);
    return;
  }
  const found: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
  const differing = Object.keys(claimed).filter((key) => found[key] !== claimed[key]);
  if (differing.length === 0) return;
  const difference = differing
    .map((key) => `${key}: ${JSON.stringify(found[key])} there, ${JSON.stringify(claimed[key])} here`)
    .join('; ');
  throw new AppError('tuner.run_mismatch', `run folder ${folder} belongs to another run (${difference})`, {
    hint: 'choose another folder, or repeat the settings to go on with that run',
  });
}
