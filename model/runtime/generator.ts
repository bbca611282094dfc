import { Worker } from 'node:worker_threads';
import { AppError } from '#errors';
import type { GenerateRequest, Generation, Guesser, PartOfAnswer } from './generation.ts';
import type { FromWorker, GeneratorOptions, Identity, ModelOptions, Question, ToWorker } from './generator-messages.ts';
import type { ThreadChoice } from './thread-choice.ts';

/** A model that answers from a thread of its own, so that its callers' event loop stays free. */
export interface Generator {
  readonly model: Identity;
  readonly adapter: Identity | null;
  /** Left out by stand-ins that run nothing. */
  readonly threads?: ThreadChoice;
  /** Answers the records in order; one row's text does not depend on the others. */
  generate(request: GenerateRequest, guess?: Guesser): Promise<Generation[]>;
  close(): Promise<void>;
}

/** One loaded model for several adapters, in one thread: what it is asked for is done one after the other. */
export interface SharedModel {
  /**
   * The model steered by an adapter, or bare; the adapter is loaded at the first call. Adapters that leave the graph as it
   * is, all but those of low rank, share the weights in memory.
   *
   * @returns a generator whose `close` ends the model for all adapters
   * @throws AppError of the model layer when model or adapter cannot be used
   */
  steeredBy(adapterDir: string | null): Promise<Generator>;
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

/**
 * Loads a model folder and, unless null, an adapter folder in a worker thread.
 *
 * @throws AppError of the model layer when one of them cannot be used
 */
export async function openGenerator({ adapterDir, ...options }: GeneratorOptions): Promise<Generator> {
  const model = openSharedModel(options);
  try {
    return await model.steeredBy(adapterDir);
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** Starts the thread of a model; nothing is loaded before a generator is asked for. */
export function openSharedModel(options: ModelOptions): SharedModel {
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
      worker.postMessage({
        id: message.id,
        kind: 'guesses',
        answers: guessesOf(caller, message.parts),
      } satisfies ToWorker);
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
  const ask = (message: Question, guess?: Guesser): Promise<FromWorker> => {
    if (isStopped) return Promise.reject(stopped());
    lastId += 1;
    const id = lastId;
    worker.ref();
    return new Promise((resolve, reject) => {
      waiting.set(id, { guess, resolve, reject });
      worker.postMessage({ ...message, id } satisfies ToWorker);
    });
  };

  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    isStopped = true;
    worker.ref();
    worker.postMessage({ id: 0, kind: 'close' } satisfies ToWorker);
    await ended;
  };

  return {
    async steeredBy(adapterDir) {
      const opened = await ask({ kind: 'open', adapterDir });
      if (opened.kind !== 'opened') throw new TypeError(`expected the worker to open, got ${opened.kind}`);
      return {
        model: opened.model,
        adapter: opened.adapter,
        threads: opened.threads,
        async generate(request, guess) {
          if (request.records.length === 0) return [];
          const answer = await ask({ kind: 'generate', adapterDir, request, canGuess: guess !== undefined }, guess);
          if (answer.kind !== 'generated') throw new TypeError(`expected generations, got ${answer.kind}`);
          return answer.generations;
        },
        close,
      };
    },
    close,
  };
}
