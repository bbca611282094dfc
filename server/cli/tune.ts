import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { AppError } from '#errors';
import { type Strategy, strategies } from '#prompts';
import type { TuneEvent, TuneOptions, TuneResult } from '#tuner';
import {
  type Context,
  defaultModelDir,
  describe,
  leaving,
  positiveNumber,
  wholeNumber,
  withCommonOptions,
} from './context.ts';
import { writeWhole } from './durable-file.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { lossSvg } from './loss-curve.ts';
import { lossCsv, readLossHistory } from './loss-history.ts';
import { durationOf, type Progress, startProgress } from './progress.ts';
import { maxScenarios, maxSetSeed } from './scenario-seeds.ts';
import { write } from './terminal.ts';
import { labeledExamples, simulatedExamples } from './tuning-examples.ts';

interface TuneFlags {
  readonly strategy: Strategy;
  readonly out: string;
  readonly model: string;
  readonly data?: string;
  readonly labels?: string;
  readonly examples: number;
  readonly validation: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly prefix: number;
  readonly batch: number;
  readonly seed: number;
  readonly init: 'random' | 'text';
  readonly minutes?: number;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop tune`: a prefix for a strategy, learned from labeled examples. */
export function tuneCommand(context: Context): Command {
  const command = describe(
    new Command('tune'),
    'learn a prefix from labeled examples',
    `Learns a P-tuning v2 prefix for one strategy and leaves it as a PEFT adapter in the run folder, with the loss log
(metrics.ndjson, loss.csv) and the loss curve (loss.svg). Learns from simulated examples, or from a log and labels of
your own. The model itself stays as it is. However a run ends, the same command goes on from its last checkpoint.`,
    [
      'noncoop tune --strategy cot --out runs/cot',
      'noncoop tune --strategy instruction --out runs/mine --data log.csv --labels labels.jsonl',
      'noncoop classify log.csv --adapter runs/cot/adapter',
    ],
  )
    .addOption(new Option('-s, --strategy <name>', 'how the model is asked').choices(strategies).default('cot'))
    .requiredOption('--out <dir>', 'run folder; a run that lies there is continued')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option('--data <log>', 'learn from this observation log instead of simulated examples')
    .option('--labels <file>', 'its labels, NDJSON: {"target", "motion", "operation", "task"} a line')
    .option('--examples <n>', 'simulated examples to learn from', wholeNumber(1, maxScenarios), 4096)
    .option('--validation <n>', 'examples held out', wholeNumber(1, maxScenarios), 200)
    .option('--steps <n>', 'optimizer steps', wholeNumber(1, 1_000_000), 4000)
    .option('--learning-rate <x>', 'learning rate at the start; falls linearly to 0', positiveNumber, 0.02)
    .option('--prefix <n>', 'prefix length, tokens', wholeNumber(1, 1024), 128)
    .option('--batch <n>', 'examples a step', wholeNumber(1, 1024), 16)
    .option('--seed <s>', 'seed of examples, order and initial prefix', wholeNumber(0, maxSetSeed), 7)
    .addOption(new Option('--init <how>', 'initial prefix').choices(['random', 'text']).default('text'))
    .option('--minutes <m>', 'stop after this long and keep the best prefix', positiveNumber)
    .option('--json', 'print the result as JSON')
    .option('--dry-run', 'make and check the examples, write nothing');
  return withCommonOptions(command).action(leaving(context, (flags: TuneFlags) => tune(context, flags)));
}

async function tune(context: Context, flags: TuneFlags): Promise<ExitCode> {
  const { stdout, stderr, signal } = context.terminal;
  const modelDir = flags.model ?? defaultModelDir;
  if (!existsSync(modelDir))
    throw new AppError('server.model_missing', `Expected a model folder, got nothing at ${modelDir}.`);
  const examples = await examplesFor(context, flags);
  const size = `${examples.training.length} examples, ${examples.validation.length} held out, seed ${flags.seed}`;
  if (flags.dryRun === true) {
    stderr.write(`Would tune ${flags.strategy} on ${size}; nothing was written.\n`);
    return exitCodes.done;
  }
  stderr.write(`Run folder ${flags.out}: ${flags.strategy} on ${size}. The same command goes on after any stop.\n`);
  const progress = startProgress(context.terminal, {
    unit: 'steps',
    total: flags.steps,
    quiet: flags.quiet === true,
    json: flags.json === true,
  });
  const listen = tellEvents(context, flags, progress);
  const result = await context.services.runTuning(optionsOf(flags, modelDir, examples), listen, signal).finally(() => {
    progress.end();
  });
  await writeLossCurve(flags);
  if (signal.aborted) {
    throw new AppError('server.interrupted', `Stopped after ${result.steps} of ${flags.steps} steps.`, {
      hint: 'the same command goes on from the last checkpoint',
    });
  }
  await write(stdout, flags.json === true ? `${JSON.stringify({ ok: true, ...result })}\n` : summaryOf(result, flags));
  return exitCodes.done;
}

function summaryOf(result: TuneResult, { strategy, steps }: TuneFlags): string {
  const { bestStep, bestValidationLoss: loss, bestExactMatch: exactMatch, adapterDir } = result;
  const rest = result.steps < steps ? ' The same command goes on from the last checkpoint.' : '';
  const made = `${result.steps} of ${steps} steps in ${durationOf(result.seconds)}.${rest}\n`;
  if (bestStep === 0) return `${made}No prefix yet: the first is kept at the first validation.\n`;
  return `${made}Best at step ${bestStep}: ${told({ loss, exactMatch })}.
Adapter: ${adapterDir}
Next: noncoop classify LOG --strategy ${strategy} --adapter ${adapterDir}
`;
}

const told = ({ loss, exactMatch }: { readonly loss: number; readonly exactMatch: number }): string =>
  `validation loss ${loss.toFixed(4)}, ${(100 * exactMatch).toFixed(1)} % answered to the letter`;

async function examplesFor({ terminal }: Context, flags: TuneFlags) {
  const { data, labels, seed, validation, examples, strategy } = flags;
  if ((data === undefined) !== (labels === undefined)) {
    throw new AppError('server.usage', 'Expected --data and --labels together, got one of them.');
  }
  if (data !== undefined && labels !== undefined) {
    const own = { logPath: data, labelsPath: labels, validationCount: validation, seed };
    return labeledExamples(own, strategy, terminal.stdin);
  }
  return {
    training: simulatedExamples('training', seed, examples, strategy),
    validation: simulatedExamples('validation', seed, validation, strategy),
  };
}

function optionsOf(flags: TuneFlags, modelDir: string, examples: Awaited<ReturnType<typeof examplesFor>>): TuneOptions {
  return {
    modelDir,
    outDir: flags.out,
    examples: examples.training,
    validation: examples.validation,
    prefixTokens: flags.prefix,
    learningRate: flags.learningRate,
    steps: flags.steps,
    batchSize: flags.batch,
    seed: flags.seed,
    init: flags.init,
    ...(flags.minutes === undefined ? {} : { maxSeconds: flags.minutes * 60 }),
  };
}

function tellEvents({ terminal }: Context, { quiet }: TuneFlags, progress: Progress): (event: TuneEvent) => void {
  const tell = (text: string) => {
    if (quiet !== true) terminal.stderr.write(`${terminal.stderr.isTTY === true ? '\r\u001b[K' : ''}${text}\n`);
  };
  return (event) => {
    switch (event.kind) {
      case 'step':
        return progress.update(
          event.step,
          `loss ${event.loss.toFixed(4)} · ${Math.round(event.tokensPerS)} tokens per s`,
        );
      case 'validation':
        return tell(`step ${event.step}: ${told(event)}`);
      case 'resumed':
        return tell(`Going on after step ${event.step}.`);
      case 'checkpoint':
        return undefined;
    }
  };
}

async function writeLossCurve({ out, strategy, learningRate, prefix }: TuneFlags): Promise<void> {
  const metricsPath = join(out, 'metrics.ndjson');
  if (!existsSync(metricsPath)) return;
  const history = readLossHistory(await readFile(metricsPath, 'utf8'));
  const title = `${strategy}, prefix ${prefix}, learning rate ${learningRate}`;
  await writeWhole(join(out, 'loss.csv'), lossCsv(history));
  await writeWhole(join(out, 'loss.svg'), lossSvg(history, title));
}
