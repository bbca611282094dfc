import type { JobMessage, JobRecord } from '../store/job-rows.ts';
import type { JobKind, Piece } from './job-kind.ts';
import type { TakenPiece } from './piece-queue.ts';
import type { WorkplaceDeps } from './workplace.ts';

/** A {@link Piece} with what the one who runs it needs. */
export interface RunningPiece extends Piece {
  /** Lines that were not written to the job yet, and the steps last told; both are taken along by the end of the piece. */
  takeUntold(): { readonly lines: readonly JobMessage[]; readonly stepsDone: number | undefined };
  /** Brings the row of the job up to date now. */
  flush(): Promise<void>;
  /** Ends the look-out. */
  close(): void;
}

/** How often a piece looks whether its job is to stop. */
const lookEveryMs = 1000;
/** How often the row of a job is brought up to date at most. */
const tellEveryMs = 500;
/** A piece lasts a quarter of the time after which it would be given to another. */
const shareOfExpiry = 1 / 4;
/** How often a process says that it still works on a piece, as a share of that time. */
const keepEvery = 1 / 6;

/** Runs the clock of a piece, watches its job, and tells its progress. */
export function runPiece(
  { store, pieces, expiryS, now, giveWay }: WorkplaceDeps,
  kind: JobKind,
  taken: TakenPiece,
  job: JobRecord,
  ending: AbortSignal,
): RunningPiece {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  if (ending.aborted) stop();
  ending.addEventListener('abort', stop);
  const startedMs = performance.now();
  let keptMs = startedMs;
  let toldMs = Number.NEGATIVE_INFINITY;
  let lines: JobMessage[] = [];
  let steps: number | undefined;

  async function look(): Promise<void> {
    if (performance.now() - keptMs > keepEvery * expiryS * 1000) {
      if (!(await pieces.keep(taken))) return stop();
      keptMs = performance.now();
    }
    const seen = await store.jobs.find(job.id);
    if (seen?.state !== 'running' || seen.isCancelRequested) stop();
  }
  // A look that fails is made up for by the next; without a connection the piece itself will not get far.
  const looking = setInterval(() => void look().catch(() => {}), lookEveryMs);

  async function flush(): Promise<void> {
    toldMs = performance.now();
    const untold = lines;
    lines = [];
    await store.jobs.tell(job.id, untold, (await kind.countDone?.(job, store.database)) ?? steps);
  }

  return {
    flush,
    get mustStop() {
      return stopping.signal.aborted || performance.now() - startedMs > shareOfExpiry * expiryS * 1000;
    },
    signal: stopping.signal,
    giveWay,
    async tell(line, stepsDone) {
      if (line !== null) lines.push({ atUtc: now().toISOString(), text: line });
      steps = stepsDone ?? steps;
      if (performance.now() - toldMs < tellEveryMs) return;
      await flush();
    },
    takeUntold() {
      const untold = { lines, stepsDone: steps };
      lines = [];
      return untold;
    },
    close() {
      clearInterval(looking);
      ending.removeEventListener('abort', stop);
    },
  };
}
