import { readFile, rm } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { type Assessment, operatorNotice } from '#domain';
import { AppError } from '#errors';
import type { Generator } from '#model';
import { type Strategy, strategies } from '#prompts';
import { assessmentBatchSize, createAssessor } from '../assess/assessor.ts';
import { writeWhole } from '../files/durable-file.ts';
import { assessmentColumns, assessmentCsvColumns } from './assessment-columns.ts';
import {
  adapterDirOf,
  type Context,
  defaultModelDir,
  describe,
  leaving,
  withCommonOptions,
  withGenerator,
} from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type InputFlags, inputSettingsOf, withInputOptions } from './input-options.ts';
import { type Column, type Format, type FormatFlags, formatOf, ndjsonOf, render } from './output.ts';
import { startProgress } from './progress.ts';
import { readTargets, type Targets } from './read-targets.ts';
import { keepRefused, takeRefused, tellFaults } from './refused-records.ts';
import { type OutputSettings, openResumable, progressPathOf } from './resumable-output.ts';
import { write } from './terminal.ts';

interface ClassifyOptions extends FormatFlags, InputFlags {
  readonly notice?: boolean;
  readonly strategy: Strategy;
  readonly model?: string;
  readonly adapter?: string;
  readonly rejected?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop classify FILE...`: one assessment per target of some observations. */
export function classifyCommand(context: Context): Command {
  const command = describe(
    new Command('classify'),
    'classify the targets in observations',
    `Reads observations of any format and writes one assessment per target: motion, operation and task, with the
reasoning, the evidence, the confidence and a physics check. Relative-state logs tell of targets as they are; of element
sets (TLE, OMM), ephemerides (OEM) and conjunction messages (CDM) the targets are seen from the own spacecraft.

Refused records are told on standard error and the good ones still classified; the command then exits 3.
With -o the finished batches survive anything: the same command again goes on where the last one stopped.`,
    [
      'noncoop classify log.csv',
      'noncoop classify own.oem visitor.oem --own own.oem',
      'noncoop classify catalog.json --own 25544 --target 48274 --facts known.csv',
      'noncoop classify log.jsonl -o out.ndjson --rejected refused.ndjson',
      'zcat log.csv.gz | noncoop classify - --csv > out.csv',
    ],
  )
    .addArgument(new Argument('<file...>', 'files of observations, or - for standard input'))
    .option('-o, --output <file>', 'write to a file, resumable; its ending chooses the form')
    .addOption(new Option('-s, --strategy <name>', 'how the model is asked').choices(strategies).default('cot'))
    .option('--adapter <dir>', 'tuned prefix; `none` for the bare model (default: the embedded one of the strategy)')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option('--json', 'print one JSON document')
    .option('--ndjson', 'print one JSON value a line')
    .option('--csv', 'print CSV')
    .option('--notice', 'print a short notice for operators, as text')
    .option('--rejected <file>', 'write the refused records to a file, NDJSON')
    .option('--force', 'start the output file anew whatever it holds')
    .option('--dry-run', 'read and check the observations, write nothing');
  return withCommonOptions(withInputOptions(command)).action(
    leaving(context, (files: string[], options: ClassifyOptions) => classify(context, command, files, options)),
  );
}

async function classify(
  context: Context,
  command: Command,
  files: readonly string[],
  options: ClassifyOptions,
): Promise<ExitCode> {
  const { stdin, stderr } = context.terminal;
  if (files.includes('-') && stdin.isTTY === true) {
    command.outputHelp({ error: true });
    return exitCodes.usage;
  }
  const format = options.notice === true ? 'table' : formatOf(options, isFile(options.output) ? 'ndjson' : 'table');
  if (options.notice === true && (options.json || options.ndjson || options.csv)) {
    throw new AppError('server.usage', 'Expected one output form, got --notice and another.');
  }
  const adapterDir = adapterDirOf(options.adapter, options.strategy);
  const targets = await readAndTell(context, files, options);
  if (options.dryRun === true) {
    stderr.write(`Would classify ${targets.evidences.length} targets; nothing was written.\n`);
    return exitCodeFor(targets);
  }
  if (targets.evidences.length === 0) return exitCodeFor(targets);
  await withGenerator(context, { modelDir: options.model ?? defaultModelDir, adapterDir }, (generator) => {
    const job: Job = { context, generator, targets, options, format };
    return isFile(options.output) ? classifyToFile(job, options.output) : classifyToStdout(job);
  });
  return exitCodeFor(targets);
}

/** Reads the files; the refused records go to their file, and the first of them to the terminal. */
async function readAndTell(
  { terminal }: Context,
  files: readonly string[],
  options: ClassifyOptions,
): Promise<Targets> {
  const refused = await takeRefused(options.dryRun === true ? undefined : options.rejected);
  try {
    const targets = await readTargets(files, terminal.stdin, { ...options, onRejected: refused.add });
    tellFaults(terminal, targets.warnings, targets.warnings.length, { prefix: 'warning: ' });
    tellFaults(terminal, refused.first, targets.rejectedCount, { hint: keepRefused });
    await refused.finish();
    return targets;
  } catch (thrown) {
    await refused.abandon();
    throw thrown;
  }
}

/** One classification with all it needs. */
interface Job {
  readonly context: Context;
  readonly generator: Generator;
  readonly targets: Targets;
  readonly options: ClassifyOptions;
  readonly format: Format;
}

async function classifyToStdout(job: Job): Promise<void> {
  const { context, format } = job;
  const { stdout } = context.terminal;
  const rows: Assessment[] = [];
  await forEachBatch(job, 0, async (batch) => {
    if (format === 'ndjson') await write(stdout, ndjsonOf(batch));
    else rows.push(...batch);
  });
  if (format !== 'ndjson') await write(stdout, rendered(job, rows));
}

/** The work file is always NDJSON, which can be appended to; other forms are written from it at the end. */
async function classifyToFile(job: Job, path: string): Promise<void> {
  const { context, format, options, targets } = job;
  const workPath = format === 'ndjson' ? path : `${path}.partial.ndjson`;
  const output = await openResumable(workPath, {
    settings: settingsOf(job),
    targetIds: targets.evidences.map((evidence) => evidence.targetId),
    batchSize: assessmentBatchSize,
    force: options.force === true,
  });
  const total = targets.evidences.length;
  if (output.kept > 0)
    context.terminal.stderr.write(`Going on after ${output.kept} of ${total} targets in ${workPath}.\n`);
  try {
    await forEachBatch(job, output.kept, output.append);
  } finally {
    await output.close();
  }
  if (format !== 'ndjson') {
    const lines = (await readFile(workPath, 'utf8')).trimEnd().split('\n');
    await writeWhole(
      path,
      rendered(
        job,
        lines.map((line) => JSON.parse(line) as Assessment),
      ),
    );
    await rm(workPath);
    await rm(progressPathOf(workPath));
  }
  context.terminal.stderr.write(`${total} assessments are in ${path}.\n`);
}

/** Asks the model batch by batch from the given target on; Ctrl-C ends it after the batch in hand. */
async function forEachBatch(
  { context, generator, targets, options }: Job,
  start: number,
  use: (batch: readonly Assessment[]) => Promise<void>,
): Promise<void> {
  const { terminal } = context;
  const total = targets.evidences.length;
  let done = start;
  const progress = startProgress(terminal, { unit: 'targets', total, alreadyDone: start, ...reporting(options) });
  try {
    for await (const batch of createAssessor(generator).batches(targets.evidences.slice(start), options.strategy)) {
      await use(batch);
      done += batch.length;
      progress.update(done);
      if (terminal.signal.aborted && done < total) throw interrupted(done, total, options.output);
    }
  } finally {
    progress.end();
  }
}

const reporting = (options: ClassifyOptions) => ({ quiet: options.quiet === true, json: options.json === true });

function interrupted(done: number, total: number, output: string | undefined): AppError {
  const hint = isFile(output)
    ? 'the same command goes on from here'
    : 'with -o FILE the same command would go on from here';
  return new AppError('server.interrupted', `Stopped after ${done} of ${total} targets.`, { hint });
}

function rendered(job: Job, rows: readonly Assessment[]): string {
  if (job.options.notice === true) return rows.map(operatorNotice).join('\n');
  const columns: readonly Column<Assessment>[] = job.format === 'csv' ? assessmentCsvColumns : assessmentColumns;
  return render(job.format, columns, rows, { ...settingsOf(job), rejected: job.targets.rejectedCount });
}

/** Everything the assessments depend on. */
function settingsOf({ generator, targets, options }: Job): OutputSettings {
  return {
    source: targets.source,
    logSha256: targets.sha256,
    ...inputSettingsOf(options),
    strategy: options.strategy,
    model: generator.model.name,
    modelSha256: generator.model.sha256,
    adapter: generator.adapter?.name ?? null,
    adapterSha256: generator.adapter?.sha256 ?? null,
  };
}

const exitCodeFor = ({ rejectedCount }: Targets): ExitCode => (rejectedCount > 0 ? exitCodes.rejected : exitCodes.done);

const isFile = (output: string | undefined): output is string => output !== undefined && output !== '-';
