import { Command, Option } from 'commander';
import {
  type MotionLabel,
  maxScenarios,
  maxSetSeed,
  motionLabels,
  type PerturbedScenario,
  perturbScenarios,
  scenarioSet,
  writeRelativeStateLog,
} from '#domain';
import { inPieces, writeWhole } from '../files/durable-file.ts';
import { type Context, describe, leaving, wholeNumber, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { ndjsonOf } from './output.ts';
import { write } from './terminal.ts';

interface SimulateOptions {
  readonly count: number;
  readonly seed: number;
  readonly motion?: MotionLabel;
  readonly perturbed?: boolean;
  readonly format?: 'csv' | 'jsonl';
  readonly truth?: string;
  readonly output?: string;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop simulate`: a relative-state log of simulated targets whose intentions are known. */
export function simulateCommand(context: Context): Command {
  const command = describe(
    new Command('simulate'),
    'make an observation log of simulated targets',
    `Flies a spacecraft and a target on integrated orbits with J2, circular or eccentric, coasting or thrusting, observes the
target with noise and gaps and writes the relative-state log that \`noncoop classify\` reads. The same seed gives the same
log everywhere.`,
    [
      'noncoop simulate --count 24 --seed 1 -o log.csv --truth truth.jsonl',
      'noncoop simulate --count 100 --motion retreat --perturbed --format jsonl | noncoop classify -',
    ],
  )
    .option('-n, --count <n>', 'number of targets', wholeNumber(1, maxScenarios), 24)
    .option('--seed <s>', 'seed of the set', wholeNumber(0, maxSetSeed), 0)
    .addOption(new Option('--motion <label>', 'every target does this (default: all motions)').choices(motionLabels))
    .option('--perturbed', 'make each target worse in one respect, such as wording, a missing fact, noise or a gap')
    .addOption(
      new Option('--format <form>', 'form of the log (default: by the ending of -o, else csv)').choices([
        'csv',
        'jsonl',
      ]),
    )
    .option('--truth <file>', 'write the true intentions to a file, NDJSON')
    .option('-o, --output <file>', 'write the log to a file')
    .option('--dry-run', 'simulate, write nothing');
  return withCommonOptions(command).action(leaving(context, (options: SimulateOptions) => simulate(context, options)));
}

async function simulate({ terminal }: Context, options: SimulateOptions): Promise<ExitCode> {
  const { count, seed, motion, perturbed, truth, output, dryRun, quiet } = options;
  const nominal = scenarioSet({ use: 'simulation', setSeed: seed, count, motion });
  const targets = perturbed === true ? perturbScenarios(nominal) : nominal;
  const format = options.format ?? (/\.(jsonl|ndjson)$/.test(output ?? '') ? 'jsonl' : 'csv');

  const truths: object[] = [];
  let stateCount = 0;
  /** Passes the tracks on one by one, so that a large set never lies in memory as a whole. */
  function* tracks() {
    for (const target of targets) {
      const { track, truth } = target;
      const perturbation = (target as Partial<PerturbedScenario>).perturbation ?? null;
      truths.push({ target: track.targetId, ...truth, perturbation });
      stateCount += track.states.length;
      yield track;
    }
  }
  const log = writeRelativeStateLog(tracks(), format);

  if (dryRun === true) {
    for (const _ of log);
    terminal.stderr.write(`Would write ${stateCount} states of ${count} targets; nothing was written.\n`);
    return exitCodes.done;
  }
  if (output !== undefined && output !== '-') await writeWhole(output, log);
  else for (const piece of inPieces(log)) await write(terminal.stdout, piece);
  if (truth !== undefined) await writeWhole(truth, ndjsonOf(truths));
  if (quiet !== true) terminal.stderr.write(`${stateCount} states of ${count} targets, seed ${seed}.\n`);
  return exitCodes.done;
}
