import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { AppError } from '#errors';
import { type Strategy, strategies } from '#prompts';
import { datasetExamples } from '../tuning/dataset-examples.ts';
import { defaultVariedShare, type NumberLimits, runLimits } from '../tuning/run-limits.ts';
import { defaultModelDir, positiveNumber, shareBelowOne, wholeNumber } from './context.ts';
import type { Terminal } from './terminal.ts';
import { type LabeledExamples, labeledExamples } from './tuning-examples.ts';

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

const within = ({ low, high }: NumberLimits) => wholeNumber(low, high);

export function withRunOptions(command: Command): Command {
  return command
    .addOption(new Option('-s, --strategy <name>', 'how the model is asked').choices(strategies).default('cot'))
    .requiredOption('--out <dir>', 'run folder; a run that lies there is continued')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option('--data <log>', 'learn from this observation log instead of the data set')
    .option('--labels <file>', 'its labels, NDJSON: {"target", "motion", "operation", "task"} a line')
    .option(
      '--examples <n>',
      'examples of the data set to learn from',
      within(runLimits.examples),
      runLimits.examples.fallback,
    )
    .option(
      '--varied <share>',
      'share of them told in many more ways, with one thing worse',
      shareBelowOne,
      defaultVariedShare,
    )
    .option('--validation <n>', 'examples held out', within(runLimits.validation), runLimits.validation.fallback)
    .option('--steps <n>', 'optimizer steps', within(runLimits.steps), runLimits.steps.fallback)
    .option('--batch <n>', 'examples run together', within(runLimits.batch), runLimits.batch.fallback)
    .option(
      '--accumulate <n>',
      'batches joined to one step, as if they were one',
      within(runLimits.accumulate),
      runLimits.accumulate.fallback,
    )
    .option('--patience <n>', 'end after this many validations without a better one', within(runLimits.patience))
    .option('--seed <s>', 'seed of examples, order and start', within(runLimits.seed), runLimits.seed.fallback)
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
