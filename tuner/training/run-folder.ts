import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#errors';

/** What decides how a run comes out; two runs may share a folder only when all of it is equal. */
export type RunSettings = Readonly<Record<string, string | number>>;

const settingsFile = 'settings.json';

/**
 * Makes a folder the run's own, or recognizes it as that of the same run, unfinished.
 *
 * @throws AppError `tuner.run_mismatch` naming the settings that differ
 */
export async function claimRunFolder(folder: string, settings: RunSettings): Promise<void> {
  const path = join(folder, settingsFile);
  if (!existsSync(path)) {
    await writeFile(`${path}.new`, `${JSON.stringify(settings, null, 2)}\n`);
    await rename(`${path}.new`, path);
    return;
  }
  const found: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
  const differing = Object.keys(settings).filter((key) => found[key] !== settings[key]);
  if (differing.length === 0) return;
  const difference = differing
    .map((key) => `${key}: ${JSON.stringify(found[key])} there, ${JSON.stringify(settings[key])} here`)
    .join('; ');
  throw new AppError('tuner.run_mismatch', `run folder ${folder} belongs to another run (${difference})`, {
    hint: 'choose another folder, or repeat the settings to go on with that run',
  });
}
