import { Worker } from 'node:worker_threads';
import { AppError } from '#errors';
import type { Contestant, EvaluatedSet, EvaluationReport, Outcome, ReportOrigin } from '#tuner';
import type { BaselineName } from './evaluation-choices.ts';
import type { BuiltInSet, RecordGroup } from './record-sets.ts';

/** Records that are to be made: seconds of computing for some hundred of them. */
interface GroupsTask {
  readonly kind: 'groups';
  readonly seed: number;
  readonly n: number;
  readonly sets: readonly BuiltInSet[];
}

/** A baseline that is to learn, and to answer every record of some groups. */
interface BaselineTask {
  readonly kind: 'baseline';
  readonly name: BaselineName;
  readonly seed: number;
  readonly groups: readonly RecordGroup[];
}

/** A report that is to be built; its intervals are resampled. */
interface ReportTask {
  readonly kind: 'report';
  readonly sets: readonly EvaluatedSet[];
  readonly origin: ReportOrigin;
}

/** What may be computed aside. */
export type AsideTask = GroupsTask | BaselineTask | ReportTask;

/** What comes of each task. */
interface AsideResults {
  readonly groups: readonly RecordGroup[];
  readonly baseline: { readonly contestant: Contestant; readonly outcomes: readonly (readonly Outcome[])[] };
  readonly report: EvaluationReport;
}

/** How a thread ends. */
export type AsideAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly hint: string | undefined };

/**
 * Computes in a thread of its own, so that whoever asks keeps answering others; it is ended when the signal is aborted.
 *
 * @throws the error `AbortError` when it was ended, AppError as the task throws it
 */
export function computeAside<Kind extends AsideTask['kind']>(
  task: AsideTask & { readonly kind: Kind },
  signal: AbortSignal,
): Promise<AsideResults[Kind]> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(ended());
    const worker = new Worker(new URL('./evaluation-thread.mjs', import.meta.url), { workerData: task });
    const stop = () => {
      reject(ended());
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (answer: AsideAnswer) => {
      if (answer.kind === 'done') resolve(answer.result as AsideResults[Kind]);
      else reject(new AppError(answer.code, answer.message, answer.hint === undefined ? {} : { hint: answer.hint }));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      reject(new Error(`Expected an answer of the thread, got its end with ${code}.`));
    });
  });
}

/** Work on a piece that ends so is put back (work-piece.ts). */
const ended = (): Error => Object.assign(new Error('The computation was ended.'), { name: 'AbortError' });
