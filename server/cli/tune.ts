import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { AppError } from '#errors';
import type { TuneEvent } from '#tuner';
import { writeWhole } from '../files/durable-file.ts';
import { type LossHistory, lossCsv, readLossHistory } from '../tuning/loss-history.ts';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { lossSvg } from './loss-curve.ts';
import { durationOf, type Progress, startProgress } from './progress.ts';
import {
  modelDirOf,
  ownExamples,
  type RunFlags,
  simulatedTraining,
  simulatedValidation,
  withRunOptions,
} from './run-options.ts';
import { write } from './terminal.ts';
import { type TuneReport, writeTuneReport } from './tune-report.ts';
import type { LabeledExamples } from './tuning-examples.ts';
import { type MethodFlags, methodOf, withMethodOptions } from './tuning-method.ts';

interface TuneFlags extends RunFlags, MethodFlags {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop tune`: an adapter for a strategy, learned from labeled examples. */
export function tuneCommand(context: Context): Command {
  const command = describe(
    new Command('tune'),
    'learn an adapter from labeled examples',
    `Learns a P-tuning v2 prefix for one strategy and leaves it as a PEFT adapter in the run folder, with the loss log
(metrics.ndjson, loss.csv) and the loss curve (loss.svg). Learns from simulated examples, or from a log and labels of
your own. The model itself stays as it is. However a run ends, the same command goes on from its last checkpoint.
Prompt tuning, LoRA and full fine-tuning are the other methods; the last leaves a model folder instead of an adapter.`,
    [
      'noncoop tune --strategy cot --out runs/cot',
      'noncoop tune --strategy instruction --out runs/mine --data log.csv --labels labels.jsonl',
      'noncoop tune --method lora --strategy instruction --out runs/lora',
      'noncoop classify log.csv --adapter runs/cot/adapter',
    ],
  );
  withRunOptions(command)
    .option('--json', 'print the result as JSON')
    .option('--dry-run', 'make and check the examples, write nothing');
  return withCommonOptions(withMethodOptions(command)).action(
    leaving(context, (flags: TuneFlags) => tune(context, flags)),
  );
}

async function tune(context: Context, flags: TuneFlags): Promise<ExitCode> {
  const { stdout, stderr, signal } = context.terminal;
  const method = methodOf(flags);
  const modelDir = modelDirOf(flags);
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
  const result = await context.services
    .runTuning({ ...optionsOf(flags, modelDir, examples), ...method }, listen, signal)
    .finally(() => {
      progress.end();
    });
  const history = await writeLossCurve(flags);
  if (signal.aborted) {
    throw new AppError('server.interrupted', `Stopped after ${result.steps} of ${flags.steps} steps.`, {
      hint: 'the same command goes on from the last checkpoint',
    });
  }
  const report = await writeTuneReport(flags.out, result, history);
  await write(stdout, flags.json === true ? `${JSON.stringify({ ok: true, ...report })}\n` : summaryOf(report, flags));
  return exitCodes.done;
}

function summaryOf(result: TuneReport, { strategy, steps, method }: TuneFlags): string {
  const { bestStep, bestValidationLoss: loss, bestExactMatch: exactMatch, resultDir, trainedParameters } = result;
  const made = `${result.steps} of ${steps} steps in ${durationOf(result.seconds)}, ${trainedParameters} parameters learned, ${gigabytes(result.peakMemoryBytes)} of memory at most.${restOf(result, steps)}\n`;
  if (bestStep === 0) return `${made}Nothing kept yet: the first is kept at the first validation.\n`;
  const next =
    method === 'full'
      ? `Model: ${resultDir}\nNext: noncoop classify LOG --strategy ${strategy} --model ${resultDir} --adapter none`
      : `Adapter: ${resultDir}\nNext: noncoop classify LOG --strategy ${strategy} --adapter ${resultDir}`;
  return `${made}Best at step ${bestStep}: ${told({ loss, exactMatch })}.\n${next}\n`;
}

/** Why not all steps were made. */
function restOf(result: TuneReport, steps: number): string {
  if (result.endedEarly) return ' Ended early: validation got no better.';
  return result.steps < steps ? ' The same command goes on from the last checkpoint.' : '';
}

const told = ({ loss, exactMatch }: { readonly loss: number; readonly exactMatch: number }): string =>
  `validation loss ${loss.toFixed(4)}, ${(100 * exactMatch).toFixed(1)} % answered to the letter`;

async function examplesFor({ terminal }: Context, flags: TuneFlags): Promise<LabeledExamples> {
  const own = await ownExamples(flags, terminal);
  return own ?? { training: simulatedTraining(flags), validation: simulatedValidation(flags) };
}

function optionsOf(flags: TuneFlags, modelDir: string, examples: LabeledExamples) {
  return {
    modelDir,
    outDir: flags.out,
    examples: examples.training,
    validation: examples.validation,
    steps: flags.steps,
    batchSize: flags.batch,
    accumulation: flags.accumulate,
    seed: flags.seed,
    ...(flags.patience === undefined ? {} : { patience: flags.patience }),
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
      case 'started':
        return tell(
          `Learning ${event.trainedParameters} parameters; ${event.frozenParameters} of the model stay as they are.`,
        );
      case 'planned':
        return tell(memoryTold(event));
      case 'resumed':
        return tell(`Going on after step ${event.step}.`);
      case 'notLearning':
        return tell(
          `warning: the loss has hardly moved, ${event.start.toFixed(3)} at the start and ${event.now.toFixed(3)} at step ${event.step}.\n  hint: raise the learning rate three times, start from text, or give more examples`,
        );
      case 'checkpoint':
        return undefined;
    }
  };
}

function memoryTold({ stepBytes, machineBytes }: Extract<TuneEvent, { kind: 'planned' }>): string {
  const needed = `A step takes about ${gigabytes(stepBytes)} besides the program`;
  if (stepBytes < machineBytes) return `${needed}.`;
  return `warning: ${needed}; this machine has ${gigabytes(machineBytes)}.\n  hint: a smaller --batch with as much more --accumulate learns the same`;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`;

/** Draws what the run has measured so far, all of its calls together. */
async function writeLossCurve(flags: TuneFlags): Promise<LossHistory> {
  const { out, strategy, method } = flags;
  const metricsPath = join(out, 'metrics.ndjson');
  const history = readLossHistory(existsSync(metricsPath) ? await readFile(metricsPath, 'utf8') : '');
  const title = `${strategy}, ${method}, learning rate ${methodOf(flags).learningRate}`;
  await writeWhole(join(out, 'loss.csv'), lossCsv(history));
  await writeWhole(join(out, 'loss.svg'), lossSvg(history, title));
  return history;
}
