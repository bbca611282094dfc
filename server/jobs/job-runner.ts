import { setTimeout as wait } from 'node:timers/promises';
import { jobTable } from '../store/job-table.ts';
import type { JobKind } from './job-kind.ts';
import { lostQueue, type TakenPiece } from './piece-queue.ts';
import { giveUpLost, workPiece } from './work-piece.ts';
import type { WorkplaceDeps } from './workplace.ts';

/** Works the pieces of jobs in this process, one of each kind at a time. */
export interface JobRunner {
  /** Begins to take pieces. */
  start(): Promise<void>;
  /** Looks for pieces at once, because some were queued here. */
  wake(): void;
  /** Ends after the step in hand; the rest is queued for the next process. */
  close(): Promise<void>;
}

/** How often the queue is asked for a piece while it has none. */
const pollEveryMs = 500;
/** How long a process keeps from a queue after it put a piece back, so that another gets to it. */
const putBackMs = 4 * pollEveryMs;

/**
 * Builds the runner. It asks pg-boss for pieces itself: the workers of pg-boss report the end of a piece without waiting for
 * it, so a connection that breaks just then would end the process.
 */
export function createJobRunner(deps: WorkplaceDeps, workedKinds: readonly JobKind[]): JobRunner {
  const ending = new AbortController();
  let awake = new AbortController();
  let loops: Promise<void>[] = [];

  async function workAll(queue: string, work: (piece: TakenPiece) => Promise<boolean>): Promise<void> {
    while (!ending.signal.aborted) {
      const woken = awake.signal;
      const piece = await deps.pieces.take(queue);
      if (!piece) await pause(pollEveryMs, AbortSignal.any([woken, ending.signal]));
      else if (!(await work(piece))) await pause(putBackMs, ending.signal);
    }
  }

  return {
    async start() {
      await queueForgotten(deps, workedKinds);
      loops = workedKinds.map((kind) => workAll(kind.name, (piece) => workPiece(deps, kind, piece, ending.signal)));
      loops.push(
        workAll(lostQueue, (lost) =>
          giveUpLost(deps, lost)
            .catch((error: unknown) => deps.log(`Job ${lost.jobId} could not be ended: ${error}`))
            .then(() => true),
        ),
      );
    },
    wake() {
      awake.abort();
      awake = new AbortController();
    },
    async close() {
      ending.abort();
      await Promise.all(loops);
    },
  };
}

/** Waits, and no longer once the signal is aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => {});

/** Queues the beginning of jobs that are to do and have no piece, as those from before pieces were; fed ones may have none. */
async function queueForgotten({ store, pieces }: WorkplaceDeps, workedKinds: readonly JobKind[]): Promise<void> {
  const isFed = (name: string) => workedKinds.some((kind) => kind.name === name && kind.isFed);
  for (const { id, kind } of await store.jobs.unfinished()) {
    if (isFed(kind)) continue;
    await store.database.transaction(async (tx) => {
      const job = await jobTable(tx).lock(id);
      const isForgotten = job?.finishedUtc === null && (await pieces.openCount(kind, id, tx)) === 0;
      if (isForgotten) await pieces.send([{ kind, jobId: id, part: null }], tx);
    });
  }
}
