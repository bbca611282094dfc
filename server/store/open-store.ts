import path from 'node:path';
import { type AssessmentTable, assessmentTable } from './assessment-table.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { openPglite } from './database.ts';
import { type JobTable, jobTable } from './job-table.ts';
import { type LogTable, logTable } from './log-table.ts';
import { migrate } from './migrate.ts';
import { type RejectionTable, rejectionTable } from './rejection-table.ts';
import { type TargetList, targetList } from './target-list.ts';
import { type TrackTable, trackTable } from './track-table.ts';

/** Everything the console keeps. */
export interface Store {
  readonly logs: LogTable;
  readonly rejections: RejectionTable;
  readonly tracks: TrackTable;
  readonly targets: TargetList;
  readonly jobs: JobTable;
  readonly assessments: AssessmentTable;
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date.
 *
 * @param options.dataDir  folder of the console's data, the database lies in `database/` below it;
 *                         `null` keeps everything in memory
 * @throws AppError `server.data_dir_in_use` when another process works in the folder
 */
export async function openStore({ dataDir }: { readonly dataDir: string | null }): Promise<Store> {
  const unlock = dataDir === null ? async () => {} : await lockDataDir(dataDir);
  const database = await openPglite(dataDir === null ? null : path.join(dataDir, 'database'));
  await migrate(database);
  return {
    logs: logTable(database),
    rejections: rejectionTable(database),
    tracks: trackTable(database),
    targets: targetList(database),
    jobs: jobTable(database),
    assessments: assessmentTable(database),
    async close() {
      await database.close();
      await unlock();
    },
  };
}
