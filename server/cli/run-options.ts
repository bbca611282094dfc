import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { maxScenarios, maxSetSeed } from '#domain';
import { AppError } from '#errors';
import { type Strategy, strategies } from '#prompts';
import { defaultModelDir, positiveNumber, shareBelowOne, wholeNumber } from './context.ts';
import type { Terminal } from './terminal.ts';
import { datasetExamples, type LabeledExamples, labeledExamples } from './tuning-examples.ts';

/** Options of a tuning run that every way of tuning has. */
export interface RunFlags {
  readonly strategy: Strategy;
  readonly out: string;
  readonly model?: string;
  readonly data?: string;
  readonly labels?: string;
  readonly examples: number;
  readonly varied: number;
  readonly validation: number;
  readonly steps: number;
  readonly batch: number;
  readonly accumulate: number;
  readonly patience?: number;
  readonly seed: number;
  readonly minutes?: number;
}

export function withRunOptions(command: Command): Command {
  return command
    .addOption(new Option('-s, --strategy <name>', 'how the model is asked').choices(strategies).default('cot'))
    .requiredOption('--out <dir>', 'run folder; a run that lies there is continued')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option('--data <log>', 'learn from this observation log instead of the data set')
    .option('--labels <file>', 'its labels, NDJSON: {"target", "motion", "operation", "task"} a line')
    .option('--examples <n>', 'examples of the data set to learn from', wholeNumber(1, maxScenarios), 4096)
    .option('--varied <share>', 'share of them told in many more ways, with one thing worse', shareBelowOne, 0.5)
    .option('--validation <n>', 'examples held out', wholeNumber(1, maxScenarios), 200)
    .option('--steps <n>', 'optimizer steps', wholeNumber(1, 1_000_000), 4000)
    .option('--batch <n>', 'examples run together', wholeNumber(1, 1024), 16)
    .option('--accumulate <n>', 'batches joined to one step, as if they were one', wholeNumber(1, 1024), 1)
    .option('--patience <n>', 'end after this many validations without a better one', wholeNumber(1, 1_000_000))
    .option('--seed <s>', 'seed of examples, order and start', wholeNumber(0, maxSetSeed), 7)
    .option('--minutes <m>', 'stop after this long and keep the best so far', positiveNumber);
}

/**
 * The model folder asked for, or the embedded one.
 *
 * @throws AppError `server.model_missing`
 */
export function modelDirOf({ model = defaultModelDir }: RunFlags): string {
  if (existsSync(model)) return model;
  throw new AppError('server.model_missing', `Expected a model folder, got nothing at ${model}.`);
}

/**
 * The user's own labeled examples, if options name them.
 *
 * @throws AppError `server.usage`, `server.labels_invalid`, `server.input_missing`
 */
export async function ownExamples(flags: RunFlags, { stdin }: Terminal): Promise<LabeledExamples | null> {
  const { data, labels, seed, validation, strategy } = flags;
  if ((data === undefined) !== (labels === undefined)) {
    throw new AppError('server.usage', 'Expected --data and --labels together, got one of them.');
  }
  if (data === undefined || labels === undefined) return null;
  return labeledExamples({ logPath: data, labelsPath: labels, validationCount: validation, seed }, strategy, stdin);
}

/** Examples of the data set to learn from. */
export const simulatedTraining = ({ seed, examples, varied, strategy }: RunFlags) =>
  datasetExamples({ split: 'training', seed, count: examples }, varied, strategy);

/** Examples of the data set to hold out. */
export const simulatedValidation = ({ seed, validation, varied, strategy }: RunFlags) =>
  datasetExamples({ split: 'validation', seed, count: validation }, varied, strategy);
