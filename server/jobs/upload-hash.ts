import { createHash } from 'node:crypto';
import type { LogSettings } from '../store/log-rows.ts';
import type { NewLogFile } from '../store/new-log.ts';

/**
 * What an upload is known by: SHA-256 over a line for each file and each setting that was made. Names do not count; the
 * order of the files does, for without a named own spacecraft the first object is taken.
 */
export function uploadHash(files: readonly Pick<NewLogFile, 'role' | 'sha256'>[], settings: LogSettings): string {
  const made = Object.entries(settings).filter(([, value]) => value !== null);
  const lines = [...files.map(({ role, sha256 }) => `${role} ${sha256}`), ...made.map((pair) => pair.join(' '))];
  return createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');
}
