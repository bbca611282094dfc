import { Argument, Command, Option } from 'commander';
import { strategies } from '#prompts';
import { type AssessmentForm, formOf, isFile } from './classify-forms.ts';
import { type ClassifyOptions, classifyTargets, filesOfOutput, stopWhenAsked } from './classify-run.ts';
import { ClassifySummary } from './classify-summary.ts';
import { adapterDirOf, type Context, describe, leaving, wholeNumber, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { withInputOptions } from './input-options.ts';
import { keepRefused, takeRefused, tellFaults } from './refused-records.ts';
import { requireDistributable } from './run-assessor.ts';
import { openTargetStream } from './target-stream.ts';

/** `noncoop classify PATH...`: one assessment per target of some observations. */
export function classifyCommand(context: Context): Command {
  const command = describe(
    new Command('classify'),
    'classify the targets in observations',
    `Reads observations of any format and writes one assessment per target: motion, operation and task, with the
reasoning, the evidence, the confidence and a physics check. Relative-state logs tell of targets as they are; of element
sets (TLE, OMM), ephemerides (OEM) and conjunction messages (CDM) the targets are seen from the own spacecraft.

A stream: logs of any length pass in constant memory, from files, from every file of a folder in order of name, or from
standard input, plain or packed with gzip. What else lies in a folder is refused with the reason. NDJSON, CSV, Parquet and
notices are written as they come, in the order of the input; --json and the table are whole documents and hold every
assessment in memory until the end, and element sets, ephemerides and messages are read whole before they are paired.

Targets told in the same words are asked once. Refused records are told on standard error and the good ones still
classified; the command then exits 3. At the end, standard error has the targets per label and the refused records per
reason; --quiet leaves that out.

With -o the finished batches survive anything, kill -9 too: the same command again goes on where the last one stopped,
and the file ends up as that of an undisturbed run, byte for byte. Another input or another setting is refused.

With --distribute every \`noncoop worker\` on the PostgreSQL in DATABASE_URL answers beside this process. Workers need no
files, only the same model and adapter; what they get is the words of a record. They may come, go and be killed at any time; so may
this command and the database. The file is the same byte for byte. The run is a job at /jobs of a console, where it
can be cancelled; the command then exits 130.`,
    [
      'noncoop classify log.csv',
      'noncoop classify logs/ -o out.parquet --rejected refused.ndjson',
      'noncoop classify log.jsonl.gz -o out.ndjson',
      'noncoop classify own.oem visitor.oem --own own.oem',
      'noncoop classify catalog.json --own 25544 --target 48274 --facts known.csv',
      'DATABASE_URL=postgres://me@db.example/noncoop noncoop classify logs/ -o out.ndjson --distribute',
      'receive-log | noncoop classify - --csv > out.csv',
    ],
  )
    .addArgument(new Argument('<path...>', 'files of observations or folders of them, or - for standard input'))
    .option('-o, --output <file>', 'write to a file, resumable; its ending chooses the form')
    .addOption(new Option('-s, --strategy <name>', 'how the model is asked').choices(strategies).default('cot'))
    .option('--adapter <dir>', 'tuned prefix; `none` for the bare model (default: the embedded one of the strategy)')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)')
    .option(
      '--threads <n>',
      'threads of one session (default: sessions and threads as measured to be fastest, once)',
      wholeNumber(1, 1024),
    )
    .option('--json', 'print one JSON document; holds every assessment in memory')
    .option('--ndjson', 'print one JSON value a line')
    .option('--csv', 'print CSV')
    .option('--parquet', 'write Parquet with the columns of the CSV; needs -o')
    .option('--notice', 'print a short notice for operators, as text')
    .option('--rejected <file>', 'write the refused records to a file, NDJSON')
    .option('--distribute', 'share the work with every `noncoop worker` on the PostgreSQL in DATABASE_URL; needs -o')
    .option('--workers-only', 'with --distribute: leave all answers to workers, none to this process')
    .option('--force', 'start the output file anew whatever it holds')
    .option('--dry-run', 'read and check the observations, write nothing');
  return withCommonOptions(withInputOptions(command)).action(
    leaving(context, (paths: string[], options: ClassifyOptions) => classify(context, command, paths, options)),
  );
}

async function classify(
  context: Context,
  command: Command,
  paths: readonly string[],
  options: ClassifyOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  if (paths.includes('-') && terminal.stdin.isTTY === true) {
    command.outputHelp({ error: true });
    return exitCodes.usage;
  }
  const form = formOf(options);
  requireDistributable(options);
  const adapterDir = adapterDirOf(options.adapter, options.strategy);
  const refused = await takeRefused(options.dryRun === true ? undefined : options.rejected);
  const warnings = await takeRefused(undefined);
  const summary = new ClassifySummary();
  let outcome = '';
  try {
    const targets = await openTargetStream(paths, terminal.stdin, {
      ...options,
      leaveOut: filesOf(options, form),
      onRejected: refused.add,
      onWarning: warnings.add,
      onReading: () => stopWhenAsked(terminal, summary.targets, options.output),
    });
    outcome =
      options.dryRun === true
        ? `Would classify ${await count(targets.evidences)} targets; nothing was written.\n`
        : await classifyTargets({ context, options, form, adapterDir, targets, refused, summary });
    await refused.finish();
  } catch (thrown) {
    await refused.abandon();
    // A reading that waits for more would keep the process from ending.
    if (paths.includes('-')) terminal.stdin.destroy();
    throw thrown;
  } finally {
    tellFaults(terminal, warnings.first, warnings.count, { prefix: 'warning: ' });
    tellFaults(terminal, refused.first, refused.count, { hint: keepRefused });
  }
  terminal.stderr.write(outcome);
  return refused.count > 0 ? exitCodes.rejected : exitCodes.done;
}

/** Files of the command that are no observations, wherever they lie. */
const filesOf = ({ output, rejected, facts }: ClassifyOptions, form: AssessmentForm): readonly string[] =>
  [...(isFile(output) ? filesOfOutput(output, form) : []), rejected, rejected && `${rejected}.draft`, facts].filter(
    (path) => path !== undefined,
  );

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let counted = 0;
  for await (const _ of items) counted += 1;
  return counted;
}
