import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#errors';
import { readAdapter } from '../adapter/adapter.ts';
import { openModelFolder } from '../folder/model-folder.ts';
import type { PartOfAnswer } from './generation.ts';
import type { FromWorker, GeneratorOptions, ToWorker } from './generator-messages.ts';
import { type GreedyDecoder, openGreedyDecoder } from './greedy-decoder.ts';

/**
 * The thread behind a generator: opens the model when asked to, then answers one request after another. It ends
 * itself, between two runs: a thread that is terminated from outside during a run takes the whole process down.
 */
const { modelDir, adapterDir, threads, cacheDir } = workerData as GeneratorOptions;
let decoder: GreedyDecoder | undefined;

async function open(id: number): Promise<FromWorker> {
  const model = await openModelFolder(modelDir);
  const adapter = adapterDir === null ? null : await readAdapter(adapterDir, { decoder: model.decoder, modelDir });
  decoder = await openGreedyDecoder(model, adapter, {
    ...(threads !== undefined && { threads }),
    cacheDir: cacheDir ?? null,
  });
  const identity = ({ name, sha256 }: { name: string; sha256: string }) => ({ name, sha256 });
  return { id, kind: 'opened', model: identity(model), adapter: adapter && identity(adapter) };
}

async function answer(message: ToWorker): Promise<FromWorker> {
  const { id } = message;
  try {
    if (message.kind === 'open') return await open(id);
    if (!decoder || message.kind !== 'generate') throw new TypeError('expected a request to an open generator');
    const guess = message.canGuess ? (parts: readonly PartOfAnswer[]) => askForGuesses(id, parts) : undefined;
    return { id, kind: 'generated', generations: await decoder.generate(message.request, guess) };
  } catch (error) {
    const known = error instanceof AppError;
    const text = error instanceof Error ? error.message : String(error);
    return {
      id,
      kind: 'failed',
      code: known ? error.code : 'model.worker_failed',
      message: text,
      hint: known ? error.hint : undefined,
    };
  }
}

let takeGuesses: ((answers: readonly string[]) => void) | undefined;

function askForGuesses(id: number, parts: readonly PartOfAnswer[]): Promise<readonly string[]> {
  parentPort?.postMessage({ id, kind: 'guess', parts } satisfies FromWorker);
  return new Promise((resolve) => {
    takeGuesses = resolve;
  });
}

let queue = Promise.resolve();
parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'close') process.exit();
  if (message.kind === 'guesses') takeGuesses?.(message.answers);
  else queue = queue.then(async () => parentPort?.postMessage(await answer(message)));
});
