import path from 'node:path';
import type { ConsoleAssessor } from './assess/console-assessor.ts';
import type { Settings } from './config.ts';
import { jobKinds } from './jobs/job-kinds.ts';
import { localAssessor } from './jobs/local-assessor.ts';
import { type LogFiles, openLogFiles } from './jobs/log-files.ts';
import { type Jobs, openJobs } from './jobs/open-jobs.ts';
import { openStore, type Store } from './store/open-store.ts';

/** What consoles and workers stand on. */
export interface Workplace {
  readonly store: Store;
  readonly files: LogFiles;
  readonly jobs: Jobs;
  readonly assessor: ConsoleAssessor;
  /** Ends after the work in hand. */
  close(): Promise<void>;
}

/**
 * Opens the store, the kept files, the model and the jobs; none is worked before `jobs.start`.
 *
 * @throws AppError those of `openStore`
 */
export async function openWorkplace(
  settings: Settings,
  place: 'console' | 'worker',
  log: (line: string) => void,
): Promise<Workplace> {
  const now = () => new Date();
  const store = await openStore(settings);
  const assessor = localAssessor({ ...settings, cacheDir: path.join(settings.dataDir, 'cache') });
  const files = openLogFiles(path.join(settings.dataDir, 'logs'));
  const kinds = jobKinds({ store, files, assessor, strategy: 'cot', now });
  const jobs = await openJobs({ store, kinds, place, expiryS: settings.pieceExpiryS, now, log });
  return {
    store,
    files,
    jobs,
    assessor,
    async close() {
      await jobs.close();
      await assessor.close();
      await store.close();
    },
  };
}
