import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Generator } from '#model';
import { AppError } from '#errors';
import { type Strategy, strategies } from '#prompts';
import type { Verdict } from '#tuner';
import { createAssessor } from '../assess/assessor.ts';
import {
  adapterDirOf,
  type Context,
  defaultModelDir,
  describe,
  leaving,
  listOf,
  withCommonOptions,
  withGenerator,
  wholeNumber,
} from './context.ts';
import { writeWhole } from './durable-file.ts';
import {
  type EvaluationReport,
  type EvaluationRow,
  evaluationCsvColumns,
  evaluationTable,
  type Identity,
  type ModelName,
  modelNames,
  type PerturbationRow,
} from './evaluation-report.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { csvOf, formatOf } from './output.ts';
import { type Progress, startProgress } from './progress.ts';
import { maxScenarios, maxSetSeed } from './scenario-seeds.ts';
import {
  perturbationKinds,
  type SetName,
  type SimulatedCase,
  setNames,
  simulatedCases,
} from './simulated-set.ts';
import { write } from './terminal.ts';

interface EvaluateOptions {
  readonly n: number;
  readonly seed: number;
  readonly models: readonly ModelName[];
  readonly strategies: readonly Strategy[];
  readonly sets: readonly SetName[];
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
    [
      'noncoop evaluate -o report.json',
      'noncoop evaluate --n 100 --models tuned --strategies cot --sets perturbed',
    ],
  )
    .option('-n, --n <n>', 'targets in each set', wholeNumber(1, maxScenarios), 500)
    .option('--seed <s>', 'seed of the sets', wholeNumber(0, maxSetSeed), 1)
    .option('--models <list>', `some of ${modelNames.join(',')} (default: all)`, listOf(modelNames), modelNames)
    .option('--strategies <list>', `some of ${strategies.join(',')} (default: all)`, listOf(strategies), strategies)
    .option('--sets <list>', `some of ${setNames.join(',')} (default: all)`, listOf(setNames), setNames)
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option('--adapters <dir>', 'folder with one adapter folder per strategy (default: the embedded ones)')
    .option('-o, --output <file>', 'write the report to a file, JSON')
    .option('--json', 'print the report as JSON')
    .option('--csv', 'print the table as CSV');
  return withCommonOptions(command).action(leaving(context, (options: EvaluateOptions) => evaluate(context, options)));
}

/** A finished cell, and everything that it depends on. */
interface FinishedCell {
  readonly key: string;
  readonly model: Identity;
  readonly adapter: Identity | null;
  readonly row: EvaluationRow;
  readonly perturbations: readonly PerturbationRow[];
}

async function evaluate(context: Context, options: EvaluateOptions): Promise<ExitCode> {
  const { terminal } = context;
  const format = formatOf({ json: options.json === true, csv: options.csv === true }, 'table');
  const partialPath = options.output === undefined ? null : `${options.output}.partial.json`;
  const finished = await readFinished(partialPath);
  const cells: FinishedCell[] = [];
  const casesOf = Object.fromEntries(
    options.sets.map((set) => [set, simulatedCases({ use: 'evaluation', setSeed: options.seed, count: options.n, set })]),
  ) as Readonly<Record<SetName, readonly SimulatedCase[]>>;
  const total = options.models.length * options.strategies.length * options.sets.length * options.n;
  const progress = startProgress(terminal, { unit: 'targets', total, quiet: options.quiet === true });

  for (const model of options.models) {
    for (const strategy of options.strategies) {
      const adapterDir = model === 'base' ? null : adapterDirOf(adapterIn(options.adapters, strategy), strategy);
      const modelDir = options.model ?? defaultModelDir;
      await withGenerator(context, { modelDir, adapterDir }, async (generator) => {
        for (const set of options.sets) {
          const done = cells.length * options.n;
          const cell = { generator, model, strategy, set, cases: casesOf[set], seed: options.seed };
          const known = finished.find(({ key }) => key === keyOf(cell));
          cells.push(known ?? (await evaluateCell(context, cell, progress, done)));
          if (partialPath !== null) await writeWhole(partialPath, JSON.stringify(cells));
        }
      });
    }
  }
  progress.end();

  const report = reportOf(cells, options.seed);
  if (options.output !== undefined) await writeWhole(options.output, `${JSON.stringify(report, null, 2)}\n`);
  if (partialPath !== null) await rm(partialPath, { force: true });
  if (format === 'json') await write(terminal.stdout, `${JSON.stringify({ ok: true, ...report }, null, 2)}\n`);
  else await write(terminal.stdout, format === 'csv' ? csvOf(evaluationCsvColumns, report.rows) : evaluationTable(report));
  return exitCodes.done;
}

interface Cell {
  readonly generator: Generator;
  readonly model: ModelName;
  readonly strategy: Strategy;
  readonly set: SetName;
  readonly cases: readonly SimulatedCase[];
  readonly seed: number;
}

async function evaluateCell({ terminal }: Context, cell: Cell, progress: Progress, doneBefore: number): Promise<FinishedCell> {
  const { accuracyOf, isExact, wilsonInterval } = await import('#tuner');
  const { generator, model, strategy, set, cases } = cell;
  const n = cases.length;
  const verdicts: (Verdict & Pick<SimulatedCase, 'perturbation'>)[] = [];
  let tokens = 0;
  const startMs = terminal.nowMs();
  const evidences = cases.map(({ evidence }) => evidence);
  for await (const batch of createAssessor(generator).batches(evidences, strategy)) {
    for (const { motion, operation, task, outputTokens } of batch) {
      const { truth, perturbation } = cases[verdicts.length]!;
      verdicts.push({
        truth,
        perturbation,
        answer: { motion: motion.label, operation: operation.label, task: task.label },
      });
      tokens += outputTokens;
    }
    progress.update(doneBefore + verdicts.length, `${model} ${strategy} ${set}`);
    if (terminal.signal.aborted) {
      throw new AppError('server.interrupted', `Stopped within ${model} ${strategy} ${set}, at ${verdicts.length} of ${n}.`, {
        hint: 'with -o FILE the same command keeps the finished cells',
      });
    }
  }
  const seconds = (terminal.nowMs() - startMs) / 1000;
  const pace = { tokensPerRecord: tokens / n, secondsPerRecord: seconds / n };
  const perturbations = perturbationKinds.flatMap((kind) => {
    const own = verdicts.filter(({ perturbation }) => perturbation === kind);
    if (own.length === 0) return [];
    return [{ model, strategy, kind, n: own.length, exactMatch: wilsonInterval(own.filter(isExact).length, own.length) }];
  });
  return {
    key: keyOf(cell),
    model: generator.model,
    adapter: generator.adapter,
    row: { model, strategy, set, ...accuracyOf(verdicts), ...pace },
    perturbations,
  };
}

const keyOf = ({ generator, model, strategy, set, cases, seed }: Cell): string =>
  [model, strategy, set, cases.length, seed, generator.model.sha256, generator.adapter?.sha256 ?? 'none'].join(' ');

const adapterIn = (folder: string | undefined, strategy: Strategy): string | undefined =>
  folder === undefined ? undefined : join(folder, strategy);

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
