import type { AppError } from '#errors';
import type { Database } from '../store/database.ts';
import type { JobMessage, JobRecord } from '../store/job-rows.ts';
import { jobTable } from '../store/job-table.ts';
import type { JobKind, JobPlan } from './job-kind.ts';
import type { TakenPiece } from './piece-queue.ts';
import type { WorkplaceDeps } from './workplace.ts';

/** What a piece comes to its end with. */
export interface PieceEnd {
  /** What is left of its part; null when nothing is. */
  readonly rest: object | null;
  readonly lines: readonly JobMessage[];
  readonly stepsDone: number | undefined;
}

/**
 * Every end of a piece is one transaction with what follows from it: the next piece, or the end of the job. The row of the
 * job is locked first, so of two last pieces that end at once the second sees that it is the last.
 */
async function settle(
  { store, pieces }: WorkplaceDeps,
  taken: TakenPiece,
  work: (tx: Database, job: JobRecord) => Promise<void>,
): Promise<void> {
  await store.database.transaction(async (tx) => {
    const job = await jobTable(tx).lock(taken.jobId);
    const isOurs = await pieces.complete(taken, tx);
    if (isOurs && job && isToDo(job)) await work(tx, job);
  });
}

/** Whether a job is to go on. */
export const isToDo = ({ state }: JobRecord): boolean => state === 'queued' || state === 'running';

/** Ends a piece: the rest is queued, or nothing is left, and then the job may be done. */
export async function settlePiece(deps: WorkplaceDeps, kind: JobKind, taken: TakenPiece, end: PieceEnd): Promise<void> {
  const { pieces } = deps;
  await settle(deps, taken, async (tx, job) => {
    const jobs = jobTable(tx);
    await jobs.tell(job.id, end.lines, (await kind.countDone?.(job, tx)) ?? end.stepsDone);
    if (end.rest !== null && !job.isCancelRequested) {
      await pieces.send([{ kind: kind.name, jobId: job.id, part: end.rest, priority: taken.priority }], tx);
    } else if ((await pieces.openCount(kind.name, job.id, tx)) === 0) {
      await endJob(deps, kind, (await jobs.find(job.id))!, tx);
    }
  });
}

/** Ends the piece that begins a job: its parts are queued. */
export async function settleBegin(
  deps: WorkplaceDeps,
  kind: JobKind,
  taken: TakenPiece,
  { parts, stepsTotal, stepsDone }: JobPlan<object>,
): Promise<void> {
  await settle(deps, taken, async (tx, job) => {
    const started = await jobTable(tx).start(job.id, { done: stepsDone, total: stepsTotal }, deps.now());
    const queued = parts.map((part, index) => ({ kind: kind.name, jobId: job.id, part, priority: -index }));
    if (queued.length === 0 || job.isCancelRequested) await endJob(deps, kind, started, tx);
    else await deps.pieces.send(queued, tx);
  });
}

/** Puts a piece back that this process cannot work, for another one to take. */
export async function putOff(deps: WorkplaceDeps, taken: TakenPiece): Promise<void> {
  const { kind, jobId, part, priority } = taken;
  await settle(deps, taken, (tx) => deps.pieces.send([{ kind, jobId, part, priority }], tx));
}

/** Ends a piece and its job by an error. */
export async function settleFailure(deps: WorkplaceDeps, taken: TakenPiece, error: AppError): Promise<void> {
  await settle(deps, taken, async (tx, job) => {
    await deps.pieces.takeOff(job.kind, job.id, 'all', tx);
    const { code, message, hint = null } = error;
    await jobTable(tx).finish(job.id, {
      state: 'failed',
      message: { atUtc: deps.now().toISOString(), text: `${code}: ${message}` },
      failure: { code, message, hint },
    });
  });
}

/** Marks a job without open pieces done or, when it was asked to stop, cancelled; a fed one goes on. */
async function endJob(deps: WorkplaceDeps, kind: JobKind, job: JobRecord, tx: Database): Promise<void> {
  const jobs = jobTable(tx);
  const line = (text: string) => ({ atUtc: deps.now().toISOString(), text });
  if (job.isCancelRequested) {
    await jobs.finish(job.id, { state: 'cancelled', message: line('Cancelled; what was done is kept.') });
    return;
  }
  if (kind.isFed) return;
  const outcome = await kind.finish?.(job, tx);
  const stepsDone = kind.countDone ? undefined : (job.stepsTotal ?? undefined);
  await jobs.finish(job.id, { state: 'done', message: line('Done.'), stepsDone, ...outcome });
  for (const next of outcome?.next ?? []) {
    const { id } = await jobs.put(next, deps.now());
    await deps.pieces.send([{ kind: next.kind, jobId: id, part: null }], tx);
  }
}
