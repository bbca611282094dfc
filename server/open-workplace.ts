import path from 'node:path';
import type { ConsoleAssessor } from './assess/console-assessor.ts';
import type { Settings } from './config.ts';
import { distributedKindName } from './jobs/distributed-kind.ts';
import { jobKinds } from './jobs/job-kinds.ts';
import { localAssessor } from './jobs/local-assessor.ts';
import { type LogFiles, openLogFiles } from './jobs/log-files.ts';
import { type Jobs, openJobs } from './jobs/open-jobs.ts';
import { alwaysServing, servingAdapters } from './jobs/serving-adapter.ts';
import { workerName } from './open-distribution.ts';
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

/** A model in the place of the embedded one. */
export interface OwnModel {
  readonly modelDir: string;
  /** Steers it under every strategy; null for the bare model, left out for the embedded adapters. */
  readonly adapterDir?: string | null | undefined;
}

/** How a workplace differs from what the settings say. */
export interface WorkplaceOptions {
  /** Then distributed runs alone are worked: other jobs are for the model that consoles show. */
  readonly ownModel?: OwnModel | undefined;
  readonly threads?: number | undefined;
  /** Lets pages of this process go before its jobs. */
  readonly giveWay?: (() => Promise<void>) | undefined;
  /** Opens the model; for tests. */
  readonly openModel?: Parameters<typeof localAssessor>[1];
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
  { ownModel, threads, giveWay, openModel }: WorkplaceOptions = {},
): Promise<Workplace> {
  const now = () => new Date();
  const store = await openStore(settings);
  const { dataDir } = settings;
  const modelDir = ownModel?.modelDir ?? settings.modelDir;
  const findAdapter =
    ownModel?.adapterDir === undefined
      ? servingAdapters(store.promotions, settings)
      : alwaysServing(ownModel.adapterDir);
  const assessor = localAssessor({ modelDir, findAdapter, cacheDir: path.join(dataDir, 'cache'), threads }, openModel);
  const files = openLogFiles(path.join(dataDir, 'logs'));
  const work = { answerer: assessor, models: assessor, worker: workerName(), log };
  const kinds = jobKinds({ store, files, assessor, strategy: 'cot', dataDir, modelDir, now, ...work }).filter(
    ({ name }) => ownModel === undefined || name === distributedKindName,
  );
  const jobs = await openJobs({ store, kinds, place, expiryS: settings.pieceExpiryS, giveWay, now, log });
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
