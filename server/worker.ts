import { once } from 'node:events';
import path from 'node:path';
import { AppError } from '#errors';
import { readSettings } from './config.ts';
import { openWorkplace, type WorkplaceOptions } from './open-workplace.ts';

const root = path.join(import.meta.dirname, '..');

/** What a worker is started with. */
export type WorkerOptions = WorkplaceOptions;

/**
 * Works jobs of a PostgreSQL, without a console, until the signal is aborted; ends after the step in hand.
 *
 * @param tell  takes what it is doing, a line at a time
 * @throws AppError `server.usage` without DATABASE_URL, `server.database_unreachable`, `server.bad_setting`
 */
export async function startWorker(
  signal: AbortSignal,
  tell: (line: string) => void,
  options: WorkerOptions = {},
): Promise<void> {
  const settings = readSettings(process.env, root);
  if (settings.databaseUrl === undefined) {
    throw new AppError('server.usage', 'Expected DATABASE_URL to name the PostgreSQL whose jobs to work, got none.', {
      hint: 'the embedded database has one process alone: the console works its jobs itself',
    });
  }
  const { jobs, close } = await openWorkplace(settings, 'worker', tell, options);
  await jobs.start();
  tell('noncoop works jobs (Ctrl-C ends it after the work in hand)');
  if (!signal.aborted) await once(signal, 'abort');
  await close();
}
