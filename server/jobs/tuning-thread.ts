import { Worker } from 'node:worker_threads';
import { AppError } from '#errors';
import type { TuneEvent, TuneResult } from '#tuner';
import type { FromTuner, TuningTask } from './tuning-messages.ts';

/** A thread that tunes. */
export interface TuningThread {
  /** Asks it to end after the step in hand, with a checkpoint. */
  stop(): void;
  /**
   * What came of it; null when it was stopped before the first step.
   *
   * @throws AppError those of the tuner
   */
  readonly result: Promise<TuneResult | null>;
}

/**
 * Tunes in a thread of its own: each run of a graph blocks its thread, for seconds with a large model, and pages are to stay
 * fast. A thread and no process, because it ends with the process when that is killed: so the next one to take the piece
 * never finds another at work on the same folder.
 */
export function tuneInThread(task: TuningTask, onEvent: (event: TuneEvent) => void): TuningThread {
  const worker = new Worker(new URL('./tuning-worker.mjs', import.meta.url), { workerData: task });
  const result = new Promise<TuneResult | null>((resolve, reject) => {
    let end: FromTuner | undefined;
    worker.on('message', (message: FromTuner) => {
      if (message.kind === 'event') onEvent(message.event);
      else end = message;
    });
    worker.once('error', reject);
    // What came of it is told once the thread has let go of the model.
    worker.once('exit', (code) => {
      if (end?.kind === 'ended') resolve(end.result);
      else if (end?.kind === 'failed') reject(errorOf(end));
      else reject(new Error(`expected the tuning thread to tell its result, got exit code ${code}`));
    });
  });
  return { stop: () => worker.postMessage('stop'), result };
}

function errorOf({ code, message, hint }: Extract<FromTuner, { kind: 'failed' }>): Error {
  if (code === null) return new Error(message);
  return new AppError(code, message, hint === undefined ? {} : { hint });
}
