import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Strategy, strategies } from '#prompts';
import {
  adapterDirOf,
  type Context,
  defaultModelDir,
  describe,
  leaving,
  listOf,
  wholeNumber,
  withCommonOptions,
  withGenerator,
} from './context.ts';
import { writeWhole } from './durable-file.ts';
import { evaluateCell, type FinishedCell, keyOf } from './evaluation-cell.ts';
import {
  type EvaluationReport,
  evaluationCsvColumns,
  evaluationTable,
  type ModelName,
  modelNames,
} from './evaluation-report.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { csvOf, type Format, formatOf } from './output.ts';
import { startProgress } from './progress.ts';
import { maxScenarios, maxSetSeed } from './scenario-seeds.ts';
import { type SetName, setNames, simulatedCases } from './simulated-set.ts';
import { write } from './terminal.ts';

interface EvaluateOptions {
  readonly n: number;
  readonly seed: number;
  readonly models?: readonly ModelName[];
  readonly strategies?: readonly Strategy[];
  readonly sets?: readonly SetName[];
  readonly model?: string;
  readonly adapters?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop evaluate`: the bare and the tuned model, asked each way, on unseen simulated targets. */
export function evaluateCommand(context: Context): Command {
  const command = describe(
    new Command('evaluate'),
    'compare models and strategies on simulated targets',
    `Simulates nominal and perturbed targets that no prefix was tuned on, classifies them with every model and
strategy, and prints one table: share of right answers per level and on all three, with 95 % Wilson intervals.
With -o a cell of the table that is finished is not done again when the same command is run again.`,
    ['noncoop evaluate -o report.json', 'noncoop evaluate --n 100 --models tuned --strategies cot --sets perturbed'],
  )
    .option('-n, --n <n>', 'targets in each set', wholeNumber(1, maxScenarios), 500)
    .option('--seed <s>', 'seed of the sets', wholeNumber(0, maxSetSeed), 1)
    .option('--models <list>', `some of ${modelNames.join(',')} (default: all)`, listOf(modelNames))
    .option('--strategies <list>', `some of ${strategies.join(',')} (default: all)`, listOf(strategies))
    .option('--sets <list>', `some of ${setNames.join(',')} (default: all)`, listOf(setNames))
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option('--adapters <dir>', 'folder with one adapter folder per strategy (default: the embedded ones)')
    .option('-o, --output <file>', 'write the report to a file, JSON')
    .option('--json', 'print the report as JSON')
    .option('--csv', 'print the table as CSV');
  return withCommonOptions(command).action(leaving(context, (options: EvaluateOptions) => evaluate(context, options)));
}

async function evaluate(context: Context, options: EvaluateOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { n, seed, output, sets = setNames } = options;
  const format = formatOf({ json: options.json === true, csv: options.csv === true }, 'table');
  const contests = contestsOf(options);
  const cases = sets.map((set) => ({
    set,
    cases: simulatedCases({ use: 'evaluation', setSeed: seed, count: n, set }),
  }));
  const total = contests.length * sets.length * n;
  const progress = startProgress(terminal, { unit: 'targets', total, quiet: options.quiet === true });

  const partialPath = output === undefined ? null : `${output}.partial.json`;
  const known = await readFinished(partialPath);
  const cells: FinishedCell[] = [];
  for (const { adapterDir, ...contest } of contests) {
    await withGenerator(context, { modelDir: options.model ?? defaultModelDir, adapterDir }, async (generator) => {
      for (const set of cases) {
        const cell = { ...contest, ...set, generator, seed };
        const doneBefore = cells.length * n;
        const tell = (done: number, note: string) => progress.update(doneBefore + done, note);
        cells.push(known.find(({ key }) => key === keyOf(cell)) ?? (await evaluateCell(terminal, cell, tell)));
        if (partialPath !== null) await writeWhole(partialPath, JSON.stringify(cells));
      }
    });
  }
  progress.end();

  const report = reportOf(cells, seed);
  if (output !== undefined) await writeWhole(output, `${JSON.stringify(report, null, 2)}\n`);
  if (partialPath !== null) await rm(partialPath, { force: true });
  await write(terminal.stdout, rendered(report, format));
  return exitCodes.done;
}

interface Contest {
  readonly model: ModelName;
  readonly strategy: Strategy;
  readonly adapterDir: string | null;
}

/** Every model with every strategy; a missing adapter is found here, before an hour of work. */
function contestsOf(options: EvaluateOptions): readonly Contest[] {
  const adapterIn = (strategy: Strategy) => options.adapters && join(options.adapters, strategy);
  return (options.models ?? modelNames).flatMap((model) =>
    (options.strategies ?? strategies).map((strategy) => ({
      model,
      strategy,
      adapterDir: model === 'base' ? null : adapterDirOf(adapterIn(strategy), strategy),
    })),
  );
}

function rendered(report: EvaluationReport, format: Format): string {
  if (format === 'json') return `${JSON.stringify({ ok: true, ...report }, null, 2)}\n`;
  return format === 'csv' ? csvOf(evaluationCsvColumns, report.rows) : evaluationTable(report);
}

async function readFinished(path: string | null): Promise<readonly FinishedCell[]> {
  if (path === null || !existsSync(path)) return [];
  return JSON.parse(await readFile(path, 'utf8')) as FinishedCell[];
}

function reportOf(cells: readonly FinishedCell[], seed: number): EvaluationReport {
  const tuned = cells.filter(({ adapter }) => adapter !== null);
  return {
    createdUtc: new Date().toISOString(),
    model: cells[0]!.model,
    adapters: Object.fromEntries(tuned.map(({ row, adapter }) => [row.strategy, adapter])),
    seed,
    rows: cells.map(({ row }) => row),
    perturbations: cells.flatMap(({ perturbations }) => perturbations),
  };
}
