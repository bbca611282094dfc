import { existsSync } from 'node:fs';
import { AppError } from '#errors';
import { adapterFacts, type Generator, openSharedModel, readTokenizer, type SharedModel } from '#model';
import { allowedAnswers, type Strategy, splitPrompt } from '#prompts';
import { AnswerCache } from '../assess/answer-cache.ts';
import { decoding } from '../assess/answer-making.ts';
import { createAssessor } from '../assess/assessor.ts';
import type { ConsoleAssessor } from '../assess/console-assessor.ts';
import { askModel } from '../assess/question.ts';
import type { EvaluatedModels } from '../evaluation/evaluated-models.ts';
import type { QuestionAnswerer } from './question-answerer.ts';
import { type FindServingAdapter, requirePromoted, type ServingAdapter } from './serving-adapter.ts';

/** An assessor that can be closed by the one who opened it. */
export interface LocalAssessor extends ConsoleAssessor, QuestionAnswerer, EvaluatedModels {
  close(): Promise<void>;
}

/** The model and its adapters. */
export interface LocalModel {
  readonly modelDir: string;
  /** Asked before every question. */
  readonly findAdapter: FindServingAdapter;
  /** Folder that keeps what is computed of instructions. */
  readonly cacheDir: string;
  /** Threads of a run. @default the fastest, measured once */
  readonly threads?: number | undefined;
}

/** What answers for a strategy. */
interface Serving {
  readonly adapterDir: string | null;
  readonly generator: Promise<Generator>;
  /**
   * Pieces of jobs are short; targets that are told in the same words are asked about once over all of them. Another
   * adapter may answer otherwise, so it begins with none.
   */
  readonly answers: AnswerCache;
}

/**
 * An assessor on this machine: one model for the three strategies. It is opened at the first question, so the console is
 * there before it, and an adapter at the first question it is to answer; when opening fails the next question tries again.
 * What is asked is answered in turn, so a page waits for at most one batch of a job, and a job for the pages that came
 * before its next batch.
 */
export function localAssessor(
  { modelDir, findAdapter, cacheDir, threads }: LocalModel,
  openModel: typeof openSharedModel = openSharedModel,
): LocalAssessor {
  let shared: SharedModel | undefined;
  const serving = new Map<Strategy, Serving>();

  const sharedModel = (): SharedModel =>
    (shared ??= openModel({ modelDir, cacheDir, isGated: true, ...(threads && { threads }) }));
  const open = async (adapter: ServingAdapter, strategy: Strategy): Promise<Generator> => {
    const { adapterDir } = adapter;
    for (const folder of [modelDir, adapterDir]) if (folder !== null) requireFolder(folder, strategy);
    const generator = await sharedModel().steeredBy(adapterDir);
    requirePromoted(adapter, generator.adapter?.sha256);
    return generator;
  };
  const servingFor = async (strategy: Strategy): Promise<Serving> => {
    const adapter = await findAdapter(strategy);
    const known = serving.get(strategy);
    if (known?.adapterDir === adapter.adapterDir) return known;
    const opened: Serving = {
      adapterDir: adapter.adapterDir,
      answers: new AnswerCache(),
      generator: open(adapter, strategy).catch((error: unknown) => {
        if (serving.get(strategy) === opened) serving.delete(strategy);
        throw error;
      }),
    };
    serving.set(strategy, opened);
    return opened;
  };

  const generatorFor = async (strategy: Strategy): Promise<Generator> => (await servingFor(strategy)).generator;

  return {
    async *assess(evidences, strategy) {
      const { generator, answers } = await servingFor(strategy);
      yield* createAssessor(await generator, answers).assess(evidences, strategy);
    },
    async askAgain({ prompt, strategy }) {
      const generator = await generatorFor(strategy);
      const { instruction, record } = splitPrompt(prompt);
      const startMs = performance.now();
      const answers = allowedAnswers(strategy);
      const [generation] = await generator.generate({
        ...(answers && { answers }),
        instruction,
        records: [record],
        maxNewTokens: decoding.maxAnswerTokens,
      });
      const { text, steps, promptTokens } = generation!;
      const seconds = (performance.now() - startMs) / 1000;
      const { model, adapter } = generator;
      return { model, adapter, output: text, promptTokens, outputTokens: steps.length, seconds };
    },
    async identify(strategy) {
      const { model, adapter } = await generatorFor(strategy);
      return { model, adapter };
    },
    // Answers are not remembered: asked together with fewer others, a question might differ in its last decimal.
    answer: async (strategy, questions) => askModel(await generatorFor(strategy), strategy, questions),
    async modelFor(kind, strategy) {
      if (kind === 'base') {
        requireFolder(modelDir, strategy);
        return { generator: await sharedModel().steeredBy(null), method: null };
      }
      const { adapterDir, generator } = await servingFor(strategy);
      return { generator: await generator, method: adapterDir === null ? null : (await adapterFacts(adapterDir)).kind };
    },
    countTokens: async (text) => (await readTokenizer(modelDir)).encode(text).length,
    async close() {
      await Promise.allSettled([...serving.values()].map(({ generator }) => generator));
      await shared?.close();
    },
  };
}

function requireFolder(folder: string, strategy: Strategy): void {
  if (existsSync(folder)) return;
  throw new AppError('server.model_missing', `Expected a model or adapter folder, got nothing at ${folder}.`, {
    hint: `make an adapter with: noncoop tune --strategy ${strategy}`,
  });
}
