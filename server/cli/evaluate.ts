import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { AppError } from '#errors';
import { type Strategy, strategies } from '#prompts';
import type { Contestant, EvaluationReport } from '#tuner';
import type { Entrant } from '../evaluation/entrant.ts';
import { baselineEntrant, modelEntrant } from '../evaluation/entrants.ts';
import {
  type BaselineName,
  baselineNames,
  choiceDefaults,
  choiceLimits,
  contestantKinds,
} from '../evaluation/evaluation-choices.ts';
import { type BuiltInSet, builtInSets, recordGroups } from '../evaluation/record-sets.ts';
import { recordsToAsk, runEvaluation } from '../evaluation/run-evaluation.ts';
import { writeWhole } from '../files/durable-file.ts';
import {
  type Context,
  defaultAdaptersDir,
  defaultModelDir,
  describe,
  leaving,
  listOf,
  wholeNumber,
  withCommonOptions,
} from './context.ts';
import { evaluationCsvColumns, evaluationTable } from './evaluation-table.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { csvOf, type Format, formatOf } from './output.ts';
import { startProgress } from './progress.ts';
import { write } from './terminal.ts';

/** Parser of a number of an evaluation. */
const countOf = ({ least, most }: { readonly least: number; readonly most: number }) => wholeNumber(least, most);

interface EvaluateOptions {
  readonly n: number;
  readonly baseN: number;
  readonly seed: number;
  readonly models?: readonly Contestant['kind'][];
  readonly strategies?: readonly Strategy[];
  readonly baselines?: readonly BaselineName[];
  readonly sets?: readonly BuiltInSet[];
  readonly model?: string;
  readonly adapters?: string;
  readonly run?: string;
  readonly output?: string;
  readonly page?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop evaluate`: the bare and the tuned model, asked each way, and baselines, on unseen simulated targets. */
export function evaluateCommand(context: Context): Command {
  const command = describe(
    new Command('evaluate'),
    'compare models, strategies and baselines on the test set',
    `Puts the test set of the data set to the bare model, to the model with each adapter, and to baselines: records with
true motion and with motion read from noisy states, each record with one thing worse, and each without the fact that
decides. Reports accuracy, calibration, selective accuracy, robustness and faithfulness, with 95 % intervals.
With --run what was answered is kept, and the same command goes on where it was stopped.`,
    [
      'noncoop evaluate --run runs/evaluation -o report.json',
      'noncoop evaluate --n 100 --models tuned,baseline --strategies cot --sets perturbed',
    ],
  )
    .option('-n, --n <n>', 'records in each set', countOf(choiceLimits.n), choiceDefaults.n)
    .option(
      '--base-n <n>',
      'records in each set for the bare model, whose answers run on',
      countOf(choiceLimits.baseN),
      choiceDefaults.baseN,
    )
    .option('--seed <s>', 'seed of the data set', countOf(choiceLimits.seed), choiceDefaults.seed)
    .option('--models <list>', `some of ${contestantKinds.join(',')} (default: all)`, listOf(contestantKinds))
    .option('--strategies <list>', `some of ${strategies.join(',')} (default: all)`, listOf(strategies))
    .option('--baselines <list>', `some of ${baselineNames.join(',')} (default: all)`, listOf(baselineNames))
    .option('--sets <list>', `some of ${builtInSets.join(',')} (default: all)`, listOf(builtInSets))
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option(
      '--adapters <dir>',
      'folder of adapters, each named STRATEGY or STRATEGY-METHOD (default: the embedded ones)',
    )
    .option('--run <dir>', 'folder that keeps every answer; an evaluation that lies there is continued')
    .option('-o, --output <file>', 'write the report to a file, JSON')
    .option('--page <file>', 'write the report as a page, Markdown with figures beside it')
    .option('--json', 'print the report as JSON')
    .option('--csv', 'print the table as CSV');
  return withCommonOptions(command).action(leaving(context, (options: EvaluateOptions) => evaluate(context, options)));
}

async function evaluate(context: Context, options: EvaluateOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { n, seed, output, page, run: runDir = null, sets = builtInSets } = options;
  const format = formatOf({ json: options.json === true, csv: options.csv === true }, 'table');
  const entrants = entrantsOf(context, options);
  const groups = recordGroups(seed, n, sets);
  const total = recordsToAsk({ entrants, groups });
  const progress = startProgress(terminal, { unit: 'records', total, quiet: options.quiet === true });
  const { sets: evaluated, model } = await runEvaluation({
    entrants,
    groups,
    seed,
    runDir,
    signal: terminal.signal,
    tell: (done, note) => progress.update(done, note),
  });
  progress.end();

  const { buildReport } = await import('#tuner');
  const origin = { createdUtc: new Date().toISOString(), seed, model: model ?? noModel };
  const report = buildReport(evaluated, origin);
  if (output !== undefined) await writeWhole(output, `${JSON.stringify(report)}\n`);
  if (page !== undefined) await writePage(page, report, options);
  await write(terminal.stdout, rendered(report, format));
  return exitCodes.done;
}

/** Stands in the report of an evaluation of baselines alone. */
const noModel = { name: 'none', sha256: 'none' } as const;

/** Contestants asked for; a missing adapter is found here, before an hour of work. */
function entrantsOf({ services, terminal }: Context, options: EvaluateOptions): readonly Entrant[] {
  const { seed, strategies: asked = strategies, models = contestantKinds, model: modelDir = defaultModelDir } = options;
  const modelServices = { ...services, nowMs: terminal.nowMs };
  const entrantsByKind: Readonly<Record<Contestant['kind'], () => readonly Entrant[]>> = {
    base: () =>
      asked.map((strategy) =>
        modelEntrant(
          {
            key: `base/${strategy}`,
            kind: 'base',
            strategy,
            method: null,
            modelDir,
            adapterDir: null,
            atMost: options.baseN,
          },
          modelServices,
        ),
      ),
    tuned: () =>
      adaptersIn(options.adapters ?? defaultAdaptersDir, asked).map(({ strategy, method, adapterDir }) => {
        const key = method === 'prefix' ? `tuned/${strategy}` : `tuned/${strategy}/${method}`;
        return modelEntrant({ key, kind: 'tuned', strategy, method, modelDir, adapterDir }, modelServices);
      }),
    baseline: () => (options.baselines ?? baselineNames).map((name) => baselineEntrant(name, seed)),
  };
  return models.flatMap((kind) => entrantsByKind[kind]());
}

const adapterMethods = ['prefix', 'prompt', 'lora'] as const;

/** Adapter folders of the strategies asked for, named `cot` for a prefix and `cot-lora` for another method. */
function adaptersIn(folder: string, asked: readonly Strategy[]) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = asked.flatMap((strategy) =>
    adapterMethods.flatMap((method) => {
      const name = method === 'prefix' ? strategy : `${strategy}-${method}`;
      return names.includes(name) ? [{ strategy, method, adapterDir: join(folder, name) }] : [];
    }),
  );
  const missing = asked.filter((strategy) => found.every((one) => one.strategy !== strategy));
  if (missing.length === 0) return found;
  throw new AppError('server.model_missing', `Expected an adapter for ${missing.join(', ')} in ${folder}, got none.`, {
    hint: 'make one with: noncoop tune --strategy STRATEGY --out RUN, or leave tuned models out with --models',
  });
}

function rendered(report: EvaluationReport, format: Format): string {
  if (format === 'json') return `${JSON.stringify({ ok: true, ...report }, null, 2)}\n`;
  return format === 'csv' ? csvOf(evaluationCsvColumns, report.rows) : evaluationTable(report);
}

/** Writes the page, and its figures in `images` beside it. */
async function writePage(path: string, report: EvaluationReport, options: EvaluateOptions): Promise<void> {
  const { resultsPage } = await import('../evaluation/results-page.ts');
  const { markdown, figures } = resultsPage(report, {
    commands: { evaluate: commandOf('evaluate', options), before: commandsBefore },
  });
  await writeWhole(path, markdown);
  for (const { name, svg } of figures) await writeWhole(join(dirname(path), 'images', name), svg);
}

/** What the results of the embedded model rest on, in order. */
const commandsBefore = [
  { what: 'the data set', command: 'npm run --silent noncoop -- dataset --out runs/dataset' },
  { what: 'the base', command: 'npm run pretrain' },
  { what: 'the adapters', command: 'the commands in data/adapters/README.md' },
] as const;

/** A command line that asks for the same again. */
function commandOf(name: string, options: EvaluateOptions): string {
  const { n, baseN, seed, quiet, json, csv, ...rest } = options;
  const named = { n, 'base-n': baseN, seed, ...rest };
  const flags = Object.entries(named).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const words = Array.isArray(value) ? value.join(',') : String(value);
    return [`--${key} ${/\s/.test(words) ? `"${words}"` : words}`];
  });
  return ['npm run --silent noncoop --', name, ...flags].join(' ');
}
