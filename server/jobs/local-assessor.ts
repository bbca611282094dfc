import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#errors';
import { type Generator, openSharedModel, type SharedModel } from '#model';
import { allowedAnswers, type Strategy, splitPrompt } from '#prompts';
import { AnswerCache } from '../assess/answer-cache.ts';
import { decoding } from '../assess/answer-making.ts';
import { createAssessor } from '../assess/assessor.ts';
import type { ConsoleAssessor } from '../assess/console-assessor.ts';
import { askModel } from '../assess/question.ts';
import type { QuestionAnswerer } from './question-answerer.ts';

/** An assessor that can be closed by the one who opened it. */
export interface LocalAssessor extends ConsoleAssessor, QuestionAnswerer {
  close(): Promise<void>;
}

/** Folders of the model and its adapters. */
export interface ModelFolders {
  readonly modelDir: string;
  /** Folder with an adapter for each strategy, named like it. */
  readonly adaptersDir: string;
  /** Folder that keeps what is computed of instructions. */
  readonly cacheDir: string;
  /** An adapter for every strategy in the place of those; null for the bare model. */
  readonly adapterDir?: string | null | undefined;
  /** Threads of a run. @default the fastest, measured once */
  readonly threads?: number | undefined;
}

/**
 * An assessor on this machine: one model for the three strategies. It is opened at the first question, so the console is
 * there before it, and an adapter at the first question of its strategy; when opening fails the next question tries again.
 * What is asked is answered in turn, so a page waits for at most one batch of a job, and a job for the pages that came
 * before its next batch.
 */
export function localAssessor(
  folders: ModelFolders,
  openModel: typeof openSharedModel = openSharedModel,
): LocalAssessor {
  const { modelDir, adaptersDir, cacheDir, threads } = folders;
  let shared: SharedModel | undefined;
  const opening = new Map<Strategy, Promise<Generator>>();
  // Pieces of jobs are short; targets that are told in the same words are asked about once over all of them.
  const answers = new AnswerCache();

  const open = async (strategy: Strategy): Promise<Generator> => {
    const { adapterDir = path.join(adaptersDir, strategy) } = folders;
    for (const folder of [modelDir, adapterDir]) if (folder !== null) requireFolder(folder, strategy);
    shared ??= openModel({ modelDir, cacheDir, isGated: true, ...(threads && { threads }) });
    return shared.steeredBy(adapterDir);
  };
  const generatorFor = (strategy: Strategy): Promise<Generator> => {
    const known = opening.get(strategy);
    if (known) return known;
    const opened = open(strategy).catch((error: unknown) => {
      opening.delete(strategy);
      throw error;
    });
    opening.set(strategy, opened);
    return opened;
  };

  return {
    async *assess(evidences, strategy) {
      yield* createAssessor(await generatorFor(strategy), answers).assess(evidences, strategy);
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
    async close() {
      await Promise.allSettled(opening.values());
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
