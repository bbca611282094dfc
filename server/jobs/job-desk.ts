import type { Database } from '../store/database.ts';
import type { JobRecord, NewJob } from '../store/job-rows.ts';
import { jobTable } from '../store/job-table.ts';
import { type JobListener, watchJobs } from './job-watch.ts';
import { isToDo } from './settle-piece.ts';
import type { WorkplaceDeps } from './workplace.ts';

/** Where jobs are asked for; the work is done by whichever process gets to it. */
export interface JobDesk {
  /** Queues a job; one with the same kind, log and settings that is still to do is given back instead. */
  enqueue(job: NewJob): Promise<JobRecord>;
  /** Queues a failed or cancelled job again, to go on where it stopped; `undefined` when there is none such. */
  retry(jobId: number): Promise<JobRecord | undefined>;
  /** Asks a job to stop; it does within seconds and keeps what is done. `undefined` when there is none to do. */
  cancel(jobId: number): Promise<JobRecord | undefined>;
  /**
   * Queues a further part of a fed job, in one transaction with `keep`; not when that says it is there already, and nothing
   * at all where the job does not run. Gives the job as it was found.
   */
  feed(jobId: number, part: object, keep: (tx: Database) => Promise<boolean>): Promise<JobRecord | undefined>;
  /** Marks a fed job done, whatever is in hand somewhere; `undefined` when it is not to do any more. */
  endFed(jobId: number, stepsTotal: number): Promise<JobRecord | undefined>;
  /** Calls back at every change of a job, within a second of it; returns the end of the watch. */
  watch(jobId: number, listener: JobListener): () => void;
}

/** Builds the desk. */
export function createJobDesk(deps: WorkplaceDeps): JobDesk {
  const { store, pieces, now } = deps;
  const begin = ({ kind, id }: JobRecord, tx: Database) => pieces.send([{ kind, jobId: id, part: null }], tx);
  return {
    enqueue: (job) =>
      store.database.transaction(async (tx) => {
        const { id } = await jobTable(tx).put(job, now());
        const kept = (await jobTable(tx).lock(id))!;
        if ((await pieces.openCount(kept.kind, id, tx)) === 0) await begin(kept, tx);
        return kept;
      }),
    retry: (jobId) =>
      store.database.transaction(async (tx) => {
        const job = await jobTable(tx).requeue(jobId);
        if (!job) return undefined;
        await pieces.takeOff(job.kind, jobId, 'all', tx);
        await begin(job, tx);
        return job;
      }),
    cancel: (jobId) =>
      store.database.transaction(async (tx) => {
        const jobs = jobTable(tx);
        const job = await jobs.lock(jobId);
        if (!job || !isToDo(job)) return undefined;
        await pieces.takeOff(job.kind, jobId, 'waiting', tx);
        const message = { atUtc: now().toISOString(), text: 'Cancelled; what was done is kept.' };
        if ((await pieces.openCount(job.kind, jobId, tx)) === 0)
          return jobs.finish(jobId, { state: 'cancelled', message });
        await jobs.requestCancel(jobId);
        return jobs.find(jobId);
      }),
    feed: (jobId, part, keep) =>
      store.database.transaction(async (tx) => {
        const job = await jobTable(tx).lock(jobId);
        if (job?.state !== 'running' || job.isCancelRequested) return job;
        if (await keep(tx)) await pieces.send([{ kind: job.kind, jobId, part }], tx);
        return job;
      }),
    endFed: (jobId, stepsTotal) =>
      store.database.transaction(async (tx) => {
        const jobs = jobTable(tx);
        const job = await jobs.lock(jobId);
        if (!job || !isToDo(job)) return undefined;
        await pieces.takeOff(job.kind, jobId, 'all', tx);
        await jobs.tell(jobId, [], stepsTotal, stepsTotal);
        return jobs.finish(jobId, { state: 'done', message: { atUtc: now().toISOString(), text: 'Done.' } });
      }),
    watch: watchJobs(store),
  };
}
