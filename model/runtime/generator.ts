import type { GenerateRequest, Generation, Guesser } from './generation.ts';
import type { FromWorker, GeneratorOptions, Identity, ModelOptions } from './generator-messages.ts';
import { type InferenceThreads, startInferenceThreads } from './inference-threads.ts';
import { inParts } from './request-parts.ts';
import { chooseThreads, type ThreadChoice } from './thread-choice.ts';

/** A model that answers from threads of its own, so that its callers' event loop stays free. */
export interface Generator {
  readonly model: Identity;
  readonly adapter: Identity | null;
  /** Left out by stand-ins that run nothing. */
  readonly threads?: ThreadChoice;
  /** Answers the records in order; one row's text does not depend on the others. */
  generate(request: GenerateRequest, guess?: Guesser): Promise<Generation[]>;
  close(): Promise<void>;
}

/** One loaded model for several adapters. */
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

/**
 * Loads a model folder and, unless null, an adapter folder in threads of their own.
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

/** Starts the first thread of a model; nothing is loaded before a generator is asked for. */
export function openSharedModel(options: ModelOptions): SharedModel {
  const threads = startInferenceThreads(options);
  let choosing: Promise<ThreadChoice> | undefined;
  const choose = (): Promise<ThreadChoice> => {
    choosing ??= chooseFor(threads, options).catch((error: unknown) => {
      choosing = undefined;
      throw error;
    });
    return choosing;
  };
  const { close } = threads;
  return {
    async steeredBy(adapterDir) {
      const choice = await choose();
      const question = { kind: 'open', adapterDir, threads: choice.threads } as const;
      const [opened] = (await threads.askAll(question)).map((answer) => expect(answer, 'opened'));
      const { model, adapter } = opened!;
      return {
        model,
        adapter,
        threads: choice,
        generate: (request, guess) =>
          inParts(request, guess, async (part, guessOfPart, urgency) => {
            const canGuess = guessOfPart !== undefined;
            const asked = { kind: 'generate', adapterDir, request: part, canGuess } as const;
            return expect(await threads.askOne(asked, urgency, guessOfPart), 'generated').generations;
          }),
        close,
      };
    },
    close,
  };
}

/** Sessions and threads for a model: as asked, or as its threads measure them. */
async function chooseFor(threads: InferenceThreads, options: ModelOptions): Promise<ThreadChoice> {
  const { threads: asked, cacheDir = null } = options;
  const choice = await chooseThreads({
    asked,
    cacheDir,
    describe: async () => expect((await threads.askAll({ kind: 'describe' }))[0]!, 'described'),
    async measure({ sessions, threads: count }, forMs) {
      await threads.resize(sessions);
      const measured = await threads.askAll({ kind: 'measure', threads: count, forMs });
      return measured.reduce((sum, answer) => sum + expect(answer, 'measured').tokensPerS, 0);
    },
  });
  await threads.resize(choice.sessions);
  return choice;
}

function expect<K extends FromWorker['kind']>(answer: FromWorker, kind: K): Extract<FromWorker, { kind: K }> {
  if (answer.kind !== kind) throw new TypeError(`expected ${kind}, got ${answer.kind}`);
  return answer as Extract<FromWorker, { kind: K }>;
}
