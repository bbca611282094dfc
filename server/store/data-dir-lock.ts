import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#errors';

/**
 * Claims a data folder for this process: the embedded database must not be opened twice.
 *
 * A claim whose process is gone (killed, or the machine restarted) is taken over.
 *
 * @returns the release
 * @throws AppError `server.data_dir_in_use` when another living process holds it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, 'console.pid');
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new AppError('server.data_dir_in_use', `Expected ${dataDir} to be free, but process ${holder} works in it.`, {
      hint: `stop that process, choose another folder with NONCOOP_DATA_DIR, or remove ${file} if it is no console`,
    });
  }
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
