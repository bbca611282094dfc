import { Worker } from 'node:worker_threads';
import { AppError } from '#errors';
import type { Guesser, PartOfAnswer } from './generation.ts';
import type { FromWorker, ModelOptions, Question, ToWorker } from './generator-messages.ts';

/** A thread with a model of its own: what it is asked for is done one after the other. */
export interface InferenceThread {
  /**
   * @throws AppError of the model layer when it cannot be done, `model.worker_failed` when the thread has stopped, and
   *   whatever the guesser throws
   */
  ask(question: Question, guess?: Guesser): Promise<FromWorker>;
  close(): Promise<void>;
}

/** Somebody who waits for an answer of the worker. */
interface Waiting {
  readonly guess: Guesser | undefined;
  readonly resolve: (value: FromWorker) => void;
  readonly reject: (error: unknown) => void;
}

/** Guesses of a caller; when its guesser fails, the caller is told, and the worker goes on without. */
function guessesOf(caller: Waiting | undefined, parts: readonly PartOfAnswer[]): readonly string[] {
  try {
    return caller?.guess?.(parts) ?? [];
  } catch (error) {
    caller?.reject(error);
    return [];
  }
}

/** Starts a thread; nothing is loaded before it is asked for. An idle one keeps no process alive. */
export function startInferenceThread(options: ModelOptions): InferenceThread {
  const worker = new Worker(new URL('./generator-worker.mjs', import.meta.url), { workerData: options });
  const waiting = new Map<number, Waiting>();
  let isStopped = false;
  const stopped = (cause?: unknown): AppError =>
    new AppError('model.worker_failed', 'the inference worker stopped', { cause });
  const failAll = (cause: unknown): void => {
    isStopped = true;
    for (const { reject } of waiting.values()) reject(stopped(cause));
    waiting.clear();
  };
  worker.on('error', failAll);
  worker.on('exit', (code) => failAll(new Error(`exit code ${code}`)));
  worker.on('message', (message: FromWorker) => {
    const caller = waiting.get(message.id);
    if (message.kind === 'guess') {
      const answers = guessesOf(caller, message.parts);
      worker.postMessage({ id: message.id, kind: 'guesses', answers } satisfies ToWorker);
      return;
    }
    waiting.delete(message.id);
    if (waiting.size === 0 && !isStopped) worker.unref();
    if (message.kind === 'failed')
      caller?.reject(
        new AppError(message.code, message.message, message.hint === undefined ? {} : { hint: message.hint }),
      );
    else caller?.resolve(message);
  });

  let lastId = 0;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return {
    ask(question, guess) {
      if (isStopped) return Promise.reject(stopped());
      lastId += 1;
      const id = lastId;
      worker.ref();
      return new Promise((resolve, reject) => {
        waiting.set(id, { guess, resolve, reject });
        worker.postMessage({ ...question, id } satisfies ToWorker);
      });
    },
    async close() {
      isStopped = true;
      worker.ref();
      worker.postMessage({ id: 0, kind: 'close' } satisfies ToWorker);
      await ended;
    },
  };
}
