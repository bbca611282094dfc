import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#errors';
import { readAdapter } from '../adapter/adapter.ts';
import { requireGate } from '../folder/accuracy-gate.ts';
import { type ModelFolder, openModelFolder } from '../folder/model-folder.ts';
import { isExternal } from '../graph/graph.ts';
import type { PartOfAnswer } from './generation.ts';
import type { FromWorker, Identity, ModelOptions, ToWorker } from './generator-messages.ts';
import { type GreedyDecoder, openDecoderSession, openGreedyDecoder } from './greedy-decoder.ts';
import { measureRate } from './measure-rate.ts';
import type { Session } from './session.ts';

/**
 * The thread behind a generator: opens the model when asked to, then answers one request after another. It ends
 * itself, between two runs: a thread that is terminated from outside during a run takes the whole process down.
 */
const { modelDir, isGated, cacheDir = null } = workerData as ModelOptions;
let loading: Promise<ModelFolder> | undefined;
let bare: Promise<Session> | undefined;
const decoders = new Map<string | null, { readonly decoder: GreedyDecoder; readonly adapter: Identity | null }>();

const identity = ({ name, sha256 }: Identity): Identity => ({ name, sha256 });

async function open(id: number, adapterDir: string | null, threads: number): Promise<FromWorker> {
  const model = await loadModel();
  const known = decoders.get(adapterDir);
  if (known) return { id, kind: 'opened', model: identity(model), adapter: known.adapter };
  const adapter = adapterDir === null ? null : await readAdapter(adapterDir, { decoder: model.decoder, modelDir });
  if (isGated === true) {
    const { decoder, sha256 } = model;
    await requireGate({ folder: modelDir, decoder, sha256, adapterSha256: adapter?.sha256 ?? null });
  }
  const bareSession = () => shareBareSession(model, threads);
  const decoder = await openGreedyDecoder(model, adapter, { threads, cacheDir, bareSession });
  decoders.set(adapterDir, { decoder, adapter: adapter && identity(adapter) });
  return { id, kind: 'opened', model: identity(model), adapter: adapter && identity(adapter) };
}

/** The model for every adapter; when loading fails the next one tries again. */
function loadModel(): Promise<ModelFolder> {
  loading ??= openModelFolder(modelDir).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** One session of the bare decoder for every adapter that leaves its graph as it is; tried again like the model. */
function shareBareSession({ decoder }: ModelFolder, threads: number): Promise<Session> {
  bare ??= openDecoderSession(decoder, { threads }).catch((error: unknown) => {
    bare = undefined;
    throw error;
  });
  return bare;
}

const weightBytes = ({ decoder }: ModelFolder): number =>
  [...decoder.initializers.values()].reduce((sum, { data }) => sum + (isExternal(data) ? 0 : data.byteLength), 0);

async function generate(id: number, message: Extract<ToWorker, { kind: 'generate' }>): Promise<FromWorker> {
  const opened = decoders.get(message.adapterDir);
  if (!opened) throw new TypeError('expected a request to an open generator');
  const guess = message.canGuess ? (parts: readonly PartOfAnswer[]) => askForGuesses(id, parts) : undefined;
  return { id, kind: 'generated', generations: await opened.decoder.generate(message.request, guess) };
}

async function answerOf(message: ToWorker): Promise<FromWorker> {
  const { id } = message;
  switch (message.kind) {
    case 'describe': {
      const model = await loadModel();
      return { id, kind: 'described', sha256: model.sha256, weightBytes: weightBytes(model) };
    }
    case 'measure': {
      const { decoder } = await loadModel();
      return { id, kind: 'measured', tokensPerS: await measureRate(decoder, message.threads, message.forMs) };
    }
    case 'open':
      return open(id, message.adapterDir, message.threads);
    case 'generate':
      return generate(id, message);
    default:
      throw new TypeError(`expected a question, got ${message.kind}`);
  }
}

async function answer(message: ToWorker): Promise<FromWorker> {
  const { id } = message;
  try {
    return await answerOf(message);
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
