import { hostname } from 'node:os';
import { readSettings } from './config.ts';
import { distributedKind } from './jobs/distributed-kind.ts';
import { type Distribution, type DistributionOptions, startDistribution } from './jobs/distribution.ts';
import { openJobs } from './jobs/open-jobs.ts';
import type { QuestionAnswerer } from './jobs/question-answerer.ts';
import { openStore } from './store/open-store.ts';

/** A distribution with the connection it goes over. */
export interface OpenDistribution {
  readonly distribution: Distribution;
  /** Ends the work of this process too, after what is in hand. */
  close(): Promise<void>;
}

/** How a command distributes its run. */
export interface OpenDistributionOptions extends Omit<DistributionOptions, 'store' | 'desk' | 'now'> {
  /** Answers beside the workers; null to leave all to them. */
  readonly answerer: QuestionAnswerer | null;
}

/** Name of a process among those that answer. */
export const workerName = (): string => `${hostname()}:${process.pid}`;

/**
 * Connects to the database of the settings, and works shards in this process too unless all are left to workers.
 *
 * @param root  folder that relative paths of settings start from
 * @throws AppError `server.database_unreachable`
 */
export async function openDistribution(root: string, options: OpenDistributionOptions): Promise<OpenDistribution> {
  const { answerer, tell } = options;
  const now = () => new Date();
  const { pieceExpiryS: expiryS, ...settings } = readSettings(process.env, root);
  const store = await openStore(settings);
  const deps = { store, answerer: answerer ?? nobody, worker: workerName(), now, log: tell };
  const jobs = await openJobs({ store, kinds: [distributedKind(deps)], place: 'worker', expiryS, now, log: tell });
  if (answerer !== null) await jobs.start();
  const distribution = startDistribution({ ...options, store, desk: jobs.desk, now });
  return {
    distribution,
    async close() {
      await distribution.close();
      await jobs.close();
      await store.close();
    },
  };
}

/** Never asked, as the jobs of its process are not started. */
const nobody: QuestionAnswerer = {
  identify: () => Promise.reject(new Error('expected nobody to ask')),
  answer: () => Promise.reject(new Error('expected nobody to ask')),
};
