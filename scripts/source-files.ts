import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths of all TypeScript files below a folder, sorted; empty when the folder is not there. */
export function sourceFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}
