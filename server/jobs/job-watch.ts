import type { JobRecord } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';

/** Takes a job as it is after a change. */
export type JobListener = (job: JobRecord) => void;

/** How often the watched rows are read. */
const lookEveryMs = 500;

/**
 * Watches rows of jobs for all listeners together. Any process may do the work, so the rows are read, twice a second and
 * only while somebody listens.
 */
export function watchJobs(store: Store): (jobId: number, listener: JobListener) => () => void {
  const listeners = new Map<number, Set<JobListener>>();
  const seen = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    for (const job of await store.jobs.findAll([...listeners.keys()])) {
      if (seen.get(job.id) === job.revision) continue;
      seen.set(job.id, job.revision);
      for (const listener of listeners.get(job.id) ?? []) listener(job);
    }
  }
  /** The next look comes after this one has ended, however slow the database is. */
  function lookAgain(): void {
    timer = setTimeout(async () => {
      await look().catch(() => {});
      timer = undefined;
      if (listeners.size > 0) lookAgain();
    }, lookEveryMs);
  }

  return (jobId, listener) => {
    const ofJob = listeners.get(jobId) ?? new Set();
    listeners.set(jobId, ofJob.add(listener));
    if (timer === undefined) lookAgain();
    return () => {
      ofJob.delete(listener);
      if (ofJob.size > 0) return;
      listeners.delete(jobId);
      seen.delete(jobId);
    };
  };
}
