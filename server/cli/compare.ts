import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Command } from 'commander';
import { AppError } from '#errors';
import type { Example } from '#prompts';
import type { MethodKind } from '#tuner';
import { finishedRows, writeComparison } from './comparison-files.ts';
import { type Comparison, type ComparisonRow, comparisonTable } from './comparison-report.ts';
import { baseRow, type Contestant, tunedRow } from './comparison-row.ts';
import { type Context, describe, leaving, listOf, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { modelDirOf, ownExamples, type RunFlags, simulatedValidation, withRunOptions } from './run-options.ts';
import { write } from './terminal.ts';
import { methods } from './tuning-method.ts';

interface CompareFlags extends RunFlags {
  readonly methods?: readonly MethodKind[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop compare`: ways of tuning side by side. */
export function compareCommand(context: Context): Command {
  const command = describe(
    new Command('compare'),
    'tune one model by several methods, side by side',
    `Tunes the same model on the same examples by each method, with the default settings of each, and prints one table:
parameters learned, memory, time, loss, and exact answers on the held-out examples, beside the model as it is. Each method
has a process of its own and its run folder in OUT/METHOD; the table lies in OUT as comparison.json, .csv and .md. However
it ends, the same command goes on: a finished method is not run again. --minutes counts for each method.`,
    [
      'noncoop compare --strategy instruction --out runs/compare',
      'noncoop compare --methods prefix,lora --steps 500 --data log.csv --labels labels.jsonl --out runs/mine',
    ],
  );
  withRunOptions(command)
    .option('--methods <list>', `some of ${methods.join(',')} (default: all)`, listOf(methods))
    .option('--json', 'print the comparison as JSON');
  return withCommonOptions(command).action(leaving(context, (flags: CompareFlags) => compare(context, flags)));
}

async function compare(context: Context, flags: CompareFlags): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal;
  const { methods: asked = methods, out } = flags;
  const task = await taskOf(context, flags);
  const rows = new Map((await finishedRows(out, task.settings)).map((row) => [row.method, row]));
  const keep = async (row: ComparisonRow): Promise<void> => {
    rows.set(row.method, row);
    await writeComparison(out, comparisonOf(task, rows));
  };
  for (const [i, method] of asked.entries()) {
    const isFinished = rows.has(method);
    const heading = `${method}, ${i + 1} of ${asked.length}${isFinished ? ': finished before' : ''}`;
    if (flags.quiet !== true) stderr.write(`\n${heading}\n`);
    if (!isFinished) await keep(await tunedRow(context, contestantOf(flags, method, task)));
  }
  // Last, so that no run shares the memory of the machine with the model in this process.
  if (!rows.has('base')) await keep(await baseRow(context, task.modelDir, task.heldOut));

  const comparison = comparisonOf(task, rows);
  const isWhole = comparison.rows.every(({ failure }) => failure === null);
  const json = () => `${JSON.stringify({ ok: isWhole, ...comparison }, null, 2)}\n`;
  await write(stdout, flags.json === true ? json() : comparisonTable(comparison));
  return isWhole ? exitCodes.done : exitCodes.failed;
}

/** Options that decide a comparison; every method is called with them. */
const sharedOptions = [
  ...(['strategy', 'model', 'data', 'labels', 'examples', 'validation'] as const),
  ...(['steps', 'batch', 'accumulate', 'patience', 'seed', 'minutes'] as const),
] as const satisfies readonly (keyof RunFlags)[];

const given = (flags: RunFlags): readonly (readonly [string, string | number])[] =>
  sharedOptions.flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [[name, value] as const];
  });

const contestantOf = (flags: CompareFlags, method: MethodKind, { modelParameters, heldOut }: Task): Contestant => ({
  method,
  runDir: join(flags.out, method),
  options: [
    ...given(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(flags.json ? ['--json'] : []),
  ],
  modelParameters,
  n: heldOut.length,
  quiet: flags.quiet === true,
});

interface Task {
  readonly modelDir: string;
  readonly modelParameters: number;
  readonly settings: Comparison['settings'];
  readonly heldOut: readonly Example[];
}

/** What is to be done; all that can be found wanting before an hour of work is found here. */
async function taskOf({ terminal }: Context, flags: CompareFlags): Promise<Task> {
  if (flags.data === '-') {
    throw new AppError('server.usage', 'Expected --data with a file, which every method reads for itself, got a pipe.');
  }
  const { inspectModel } = await import('./model-inspection.ts');
  const modelDir = modelDirOf(flags);
  const own = await ownExamples(flags, terminal);
  const examples = own && { examplesSha256: createHash('sha256').update(JSON.stringify(own)).digest('hex') };
  return {
    modelDir,
    modelParameters: (await inspectModel(modelDir)).parameters,
    settings: { model: modelDir, ...Object.fromEntries(given(flags)), ...examples },
    heldOut: own?.validation ?? simulatedValidation(flags),
  };
}

/** The rows so far, the model as it is first. */
function comparisonOf(
  { modelParameters, settings }: Task,
  rows: ReadonlyMap<ComparisonRow['method'], ComparisonRow>,
): Comparison {
  const order = ['base', ...methods] as const;
  const found = order.flatMap((method) => rows.get(method) ?? []);
  return { createdUtc: new Date().toISOString(), modelParameters, settings, rows: found };
}
