import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#errors';
import { readAdapter } from '../adapter/adapter.ts';
import { requireGate } from '../folder/accuracy-gate.ts';
import { type ModelFolder, openModelFolder } from '../folder/model-folder.ts';
import type { PartOfAnswer } from './generation.ts';
import type { FromWorker, Identity, ModelOptions, ToWorker } from './generator-messages.ts';
import { type GreedyDecoder, openDecoderSession, openGreedyDecoder } from './greedy-decoder.ts';
import type { Session } from './session.ts';
import { chooseThreads, type ThreadChoice } from './thread-choice.ts';

/**
 * The thread behind a generator: opens the model when asked to, then answers one request after another. It ends
 * itself, between two runs: a thread that is terminated from outside during a run takes the whole process down.
 */
const { modelDir, threads, isGated, cacheDir = null } = workerData as ModelOptions;
let loading: Promise<LoadedModel> | undefined;
let bare: Promise<Session> | undefined;
const decoders = new Map<string | null, { readonly decoder: GreedyDecoder; readonly adapter: Identity | null }>();

interface LoadedModel {
  readonly model: ModelFolder;
  readonly threads: ThreadChoice;
}

const identity = ({ name, sha256 }: Identity): Identity => ({ name, sha256 });

async function open(id: number, adapterDir: string | null): Promise<FromWorker> {
  const { model, threads: choice } = await loadModel();
  const known = decoders.get(adapterDir);
  if (known) return { id, kind: 'opened', model: identity(model), adapter: known.adapter, threads: choice };
  const adapter = adapterDir === null ? null : await readAdapter(adapterDir, { decoder: model.decoder, modelDir });
  if (isGated === true) {
    const { decoder, sha256 } = model;
    await requireGate({ folder: modelDir, decoder, sha256, adapterSha256: adapter?.sha256 ?? null });
  }
  const decoder = await openGreedyDecoder(model, adapter, {
    threads: choice.threads,
    cacheDir,
    bareSession: () => shareBareSession(model, choice),
  });
  decoders.set(adapterDir, { decoder, adapter: adapter && identity(adapter) });
  return { id, kind: 'opened', model: identity(model), adapter: adapter && identity(adapter), threads: choice };
}

/** The model for every adapter; when loading fails the next one tries again. */
function loadModel(): Promise<LoadedModel> {
  const load = async (): Promise<LoadedModel> => {
    const model = await openModelFolder(modelDir);
    return { model, threads: await chooseThreads({ model, asked: threads, cacheDir }) };
  };
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** One session of the bare decoder for every adapter that leaves its graph as it is; tried again like the model. */
function shareBareSession({ decoder }: ModelFolder, choice: ThreadChoice): Promise<Session> {
  bare ??= openDecoderSession(decoder, { threads: choice.threads }).catch((error: unknown) => {
    bare = undefined;
    throw error;
  });
  return bare;
}

async function answer(message: ToWorker): Promise<FromWorker> {
  const { id } = message;
  try {
    if (message.kind === 'open') return await open(id, message.adapterDir);
    const decoder = message.kind === 'generate' ? decoders.get(message.adapterDir)?.decoder : undefined;
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
