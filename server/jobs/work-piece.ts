import { AppError } from '#errors';
import type { JobRecord } from '../store/job-rows.ts';
import type { JobKind } from './job-kind.ts';
import type { TakenPiece } from './piece-queue.ts';
import { runPiece } from './running-piece.ts';
import { isToDo, putOff, settleBegin, settleFailure, settlePiece } from './settle-piece.ts';
import type { WorkplaceDeps } from './workplace.ts';

/**
 * Works a piece to its end, whatever comes; the next piece follows by itself.
 *
 * @returns false when this process cannot work it, and has put it back for another
 */
export async function workPiece(
  deps: WorkplaceDeps,
  kind: JobKind,
  taken: TakenPiece,
  ending: AbortSignal,
): Promise<boolean> {
  try {
    const job = await deps.store.jobs.find(taken.jobId);
    if (!job || !isToDo(job) || job.isCancelRequested)
      await settlePiece(deps, kind, taken, { rest: null, lines: [], stepsDone: undefined });
    else if (kind.isAtHand && !(await kind.isAtHand(job))) {
      await putOff(deps, taken);
      return false;
    } else if (taken.part === null) await settleBegin(deps, kind, taken, await kind.begin(job));
    else await workPart(deps, kind, { ...taken, part: taken.part }, job, ending);
  } catch (error) {
    await breakOff(deps, taken, error).catch((broken: unknown) =>
      deps.log(`A piece of job ${taken.jobId} is left to expire: ${broken}`),
    );
  }
  return true;
}

async function workPart(
  deps: WorkplaceDeps,
  kind: JobKind,
  taken: TakenPiece & { readonly part: object },
  job: JobRecord,
  ending: AbortSignal,
): Promise<void> {
  if (taken.retryCount > 0) await deps.store.jobs.takeUp(job.id, deps.now());
  const piece = runPiece(deps, kind, taken, job, ending);
  try {
    const rest = await kind.work(job, taken.part, piece).catch(async (error: unknown) => {
      if (piece.signal.aborted && error instanceof Error && error.name === 'AbortError') return taken.part;
      // Without a connection it is the error that counts; what was done is counted again by the next piece.
      await piece.flush().catch(() => {});
      throw error;
    });
    await settlePiece(deps, kind, taken, { rest, ...piece.takeUntold() });
  } finally {
    piece.close();
  }
}

/** Fails the job by an error in words; anything else is tried again, and fails it only at the last try. */
async function breakOff(deps: WorkplaceDeps, taken: TakenPiece, error: unknown): Promise<void> {
  if (error instanceof AppError) return settleFailure(deps, taken, error);
  deps.log(`A piece of job ${taken.jobId} broke off: ${error instanceof Error ? error.stack : error}`);
  const message = error instanceof Error ? error.message : String(error);
  if (taken.isLastTry) return settleFailure(deps, taken, new AppError('server.unexpected', message));
  await deps.pieces.giveBack(taken, error);
  const line = { atUtc: deps.now().toISOString(), text: `Broke off and is tried again: ${message}` };
  await deps.store.jobs.tell(taken.jobId, [line], undefined);
}

/** Fails the job of a piece that no process came to an end with. */
export async function giveUpLost(deps: WorkplaceDeps, lost: TakenPiece): Promise<void> {
  const message = `Expected a process to come to an end with a piece of job ${lost.jobId}, but every one that tried ended first.`;
  const hint = 'look at what ended the processes, such as too little memory, and try the rest again';
  await settleFailure(deps, lost, new AppError('server.job_lost', message, { hint }));
}
