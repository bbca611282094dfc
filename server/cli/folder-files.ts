import { lstat, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A file in a folder, or something in it that cannot be read as one. */
export interface FolderEntry {
  readonly path: string;
  /** Size; 0 for what is no file. */
  readonly bytes: number;
  /** Why it is not read; undefined for a file. */
  readonly fault?: string;
}

/**
 * Every file in a folder and the folders below it, in order of name. Links to files are followed; links to folders are
 * not, for they may lead in a circle.
 *
 * @param leaveOut  files that are not listed, such as the output of the command itself
 */
export async function filesOfFolder(folder: string, leaveOut: readonly string[]): Promise<readonly FolderEntry[]> {
  const unlisted = new Set(leaveOut.map((path) => resolve(path)));
  const entries: FolderEntry[] = [];
  async function list(path: string): Promise<void> {
    for (const name of (await readdir(path)).sort()) {
      const child = join(path, name);
      if (unlisted.has(resolve(child))) continue;
      const entry = await entryAt(child);
      if (entry === 'folder') await list(child);
      else entries.push(entry);
    }
  }
  await list(folder);
  return entries;
}

async function entryAt(path: string): Promise<FolderEntry | 'folder'> {
  const found = await stat(path).catch(() => null);
  if (found === null) return noFile(path, 'a link to nothing');
  if (found.isFile()) return { path, bytes: found.size };
  if (!found.isDirectory()) return noFile(path, 'a device or pipe');
  return (await lstat(path)).isSymbolicLink() ? noFile(path, 'a link to a folder') : 'folder';
}

const noFile = (path: string, got: string): FolderEntry => ({
  path,
  bytes: 0,
  fault: `expected a file of observations, got ${got}`,
});
