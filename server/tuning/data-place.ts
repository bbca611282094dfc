import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What tells a data folder from those of other machines on the same database: a name that is made at first use and kept in
 * it. Processes that share the folder have the same, wherever they see it.
 */
export async function placeOfData(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'tuning', 'place');
  await mkdir(path.dirname(file), { recursive: true });
  // Of two processes that come first at once one writes; the name is short enough to be there whole.
  await writeFile(file, randomUUID(), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file, 'utf8');
}
