import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '#errors';
import type { Generator, importModel, openGenerator, verifyModel } from '#model';
import type { Strategy } from '#prompts';
import type { measureModel, runTuning } from '#tuner';
import type { OpenDistribution, OpenDistributionOptions } from '../open-distribution.ts';
import { shippedAdapterDir } from '../shipped-adapter.ts';
import type { Store } from '../store/open-store.ts';
import type { WorkerOptions } from '../worker.ts';
import type { ExitCode } from './exit-codes.ts';
import { runAlone } from './own-process.ts';
import type { Terminal } from './terminal.ts';

/** The heavy layers a command calls; loaded on first use, so that help appears at once. */
export interface Services {
  readonly openGenerator: typeof openGenerator;
  readonly runTuning: typeof runTuning;
  readonly measureModel: typeof measureModel;
  readonly runAlone: typeof runAlone;
  readonly importModel: typeof importModel;
  readonly verifyModel: typeof verifyModel;
  /** Tokens of a text by the tokenizer of a model folder. */
  readonly countTokens: (modelDir: string, text: string) => Promise<number>;
  /** Opens the store that the settings in the environment name. */
  readonly openStore: () => Promise<Store>;
  /** Serves the console until the signal is aborted. */
  readonly serve: (signal: AbortSignal) => Promise<void>;
  /** Works jobs without a console until the signal is aborted. */
  readonly work: (signal: AbortSignal, tell: (line: string) => void, options?: WorkerOptions) => Promise<void>;
  /** Opens the way to the workers that share the PostgreSQL of the settings. */
  readonly distribute: (options: OpenDistributionOptions) => Promise<OpenDistribution>;
}

/** What every command is given, and where it leaves its exit code. */
export interface Context {
  readonly terminal: Terminal;
  readonly services: Services;
  exitCode: ExitCode;
}

/** The services of the real program. */
export const realServices: Services = {
  openGenerator: async (options) => (await import('#model')).openGenerator(options),
  runTuning: async (...args) => (await import('#tuner')).runTuning(...args),
  measureModel: async (...args) => (await import('#tuner')).measureModel(...args),
  runAlone,
  importModel: async (options) => (await import('#model')).importModel(options),
  verifyModel: async (...args) => (await import('#model')).verifyModel(...args),
  countTokens: async (modelDir, text) => (await (await import('#model')).readTokenizer(modelDir)).encode(text).length,
  openStore: async () => {
    const [{ readSettings }, { openStore }] = await Promise.all([
      import('../config.ts'),
      import('../store/open-store.ts'),
    ]);
    return openStore(readSettings(process.env, packageRoot));
  },
  serve: async (signal) => (await import('../main.ts')).startServer(signal),
  work: async (...args) => (await import('../worker.ts')).startWorker(...args),
  distribute: async (options) => (await import('../open-distribution.ts')).openDistribution(packageRoot, options),
};

/** Wraps a command's work so that the exit code it returns reaches the {@link Context}. */
export const leaving =
  <Args extends unknown[]>(context: Context, work: (...args: Args) => Promise<ExitCode>) =>
  async (...args: Args): Promise<void> => {
    context.exitCode = await work(...args);
  };

/** Puts a description and examples before the usage line; the first line also stands in the list of commands. */
export function describe(command: Command, summary: string, about: string, examples: readonly string[]): Command {
  const shown = examples.map((example) => `  $ ${example}`).join('\n');
  return command.summary(summary).addHelpText('before', `${about}\n\nExamples:\n${shown}\n`);
}

/** Options that every command has. */
export function withCommonOptions(command: Command): Command {
  return command.option('-q, --quiet', 'show no progress').option('--debug', 'show the trace of an error');
}

/** Parser of a whole-number option. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };

/** Parser of a positive-number option. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** Parser of a share, from nothing to all but the whole. */
export function shareBelowOne(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 to below 1.');
}

/** Parser of a comma-separated option whose values come from a fixed list; the order of the list is kept. */
export const listOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): readonly T[] => {
    const asked = text.split(',').map((part) => part.trim());
    const strange = asked.filter((part) => !known.some((value) => value === part));
    if (strange.length > 0)
      throw new InvalidArgumentError(`Expected some of ${known.join(', ')}; got ${strange.join(', ')}.`);
    return known.filter((value) => asked.includes(value));
  };

/** Folder of the program. */
export const packageRoot = resolve(import.meta.dirname, '../..');

/** The embedded model and its adapters; they lie in the package, wherever the command is called. */
export const defaultModelDir = resolve(packageRoot, 'data/models/glm-nano');

export const defaultAdaptersDir = resolve(packageRoot, 'data/adapters');

/** The embedded adapter of a strategy. */
export const defaultAdapterDir = (strategy: Strategy): string => shippedAdapterDir(defaultAdaptersDir, strategy);

/**
 * The adapter folder asked for: a folder, `none` for the bare model, or the embedded one of the strategy.
 *
 * @throws AppError `server.model_missing` when the folder is not there
 */
export function adapterDirOf(asked: string | undefined, strategy: Strategy): string | null {
  if (asked === 'none') return null;
  const folder = asked ?? defaultAdapterDir(strategy);
  if (existsSync(folder)) return folder;
  throw new AppError('server.model_missing', `Expected an adapter folder, got nothing at ${folder}.`, {
    hint: `make one with: noncoop tune --strategy ${strategy} --out runs/${strategy}, then pass --adapter runs/${strategy}/adapter; or pass --adapter none for the bare model`,
  });
}

/** Folder of the user for what can be computed again. @source XDG Base Directory Specification 0.8 */
const userCacheDir = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'noncoop');

/** Opens a generator for the time of some work, and closes it whatever happens. */
export async function withGenerator<T>(
  { services }: Context,
  options: Parameters<typeof openGenerator>[0],
  work: (generator: Generator) => Promise<T>,
): Promise<T> {
  if (!existsSync(options.modelDir)) {
    throw new AppError('server.model_missing', `Expected a model folder, got nothing at ${options.modelDir}.`, {
      hint: 'pass --model with a Hugging Face folder of a GLM-family model',
    });
  }
  const generator = await services.openGenerator({ cacheDir: userCacheDir(), isGated: true, ...options });
  try {
    return await work(generator);
  } finally {
    await generator.close();
  }
}
