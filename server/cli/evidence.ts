import { Argument, Command } from 'commander';
import { type Evidence, explainEvidence, type Rejection } from '#domain';
import { AppError } from '#errors';
import { openDraft } from '../files/durable-file.ts';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openInputFiles } from './input-files.ts';
import { type InputFlags, readOptionsOf, withInputOptions } from './input-options.ts';
import { evidencesOf } from './read-targets.ts';
import { keepRefused, takeRefused, tellFaults } from './refused-records.ts';
import { write } from './terminal.ts';

interface EvidenceOptions extends InputFlags {
  readonly ndjson?: boolean;
  readonly output?: string;
  readonly rejected?: string;
  readonly quiet?: boolean;
}

/** `noncoop evidence FILE...`: what the numbers say of each target, without asking a model. */
export function evidenceCommand(context: Context): Command {
  const command = describe(
    new Command('evidence'),
    'tell what the numbers say of targets, without a model',
    `Reads observations of any format and tells, target by target, how it moved, what analysts call that, how far each fact
can be trusted, the light on it, and what is not known. A stream in constant memory: logs of any length may pass.`,
    [
      'noncoop evidence log.csv',
      'noncoop evidence catalog.tle --own 25544 --target 58612',
      'zcat log.csv.gz | noncoop evidence - --ndjson > evidence.ndjson',
    ],
  )
    .addArgument(new Argument('<file...>', 'files of observations, or - for standard input'))
    .option('-o, --output <file>', 'write to a file')
    .option('--ndjson', 'one JSON value a line, with every number')
    .option('--rejected <file>', 'write the refused records to a file, NDJSON');
  return withCommonOptions(withInputOptions(command)).action(
    leaving(context, (files: string[], options: EvidenceOptions) => tellEvidence(context, command, files, options)),
  );
}

async function tellEvidence(
  { terminal }: Context,
  command: Command,
  files: readonly string[],
  options: EvidenceOptions,
): Promise<ExitCode> {
  if (files.includes('-') && terminal.stdin.isTTY === true) {
    command.outputHelp({ error: true });
    return exitCodes.usage;
  }
  const input = await openInputFiles(files, terminal.stdin, { ...readOptionsOf(options), own: options.own });
  const isFile = options.output !== undefined && options.output !== '-';
  const draft = isFile ? await openDraft(options.output) : undefined;
  const refused = await takeRefused(options.rejected);
  const asJson = options.ndjson === true || /\.(nd)?jsonl?$/.test(options.output ?? '');
  const warnings: Rejection[] = [];
  const counts = { targets: 0, rejected: 0, warnings: 0 };
  try {
    for await (const reading of evidencesOf(input, options)) {
      if (terminal.signal.aborted) throw new AppError('server.interrupted', `Stopped after ${counts.targets} targets.`);
      if (reading.kind === 'warning') {
        counts.warnings += 1;
        if (warnings.length < warningsKept) warnings.push(reading.warning);
      } else if (reading.kind === 'rejected') {
        counts.rejected += 1;
        await refused.add(reading.rejection);
      } else {
        counts.targets += 1;
        const text = asJson ? `${JSON.stringify(reading.value)}\n` : inWords(reading.value);
        await (draft ? draft.write(text) : write(terminal.stdout, text));
      }
    }
    await draft?.keep();
    await refused.finish();
  } catch (thrown) {
    await draft?.drop();
    await refused.abandon();
    throw thrown;
  }
  tellFaults(terminal, warnings, counts.warnings, { prefix: 'warning: ' });
  tellFaults(terminal, refused.first, counts.rejected, { hint: keepRefused });
  if (options.quiet !== true)
    terminal.stderr.write(`Told ${counts.targets} ${counts.targets === 1 ? 'window' : 'windows'} of targets.\n`);
  return counts.rejected > 0 ? exitCodes.rejected : exitCodes.done;
}

/** Warnings kept to be told at the end. */
const warningsKept = 5;

function inWords(evidence: Evidence): string {
  const { targetId, window, source, context } = evidence;
  const name = context?.targetName === undefined || context.targetName === targetId ? '' : ` ${context.targetName}`;
  const span = `${new Date(window.startUtcMs).toISOString()} to ${new Date(window.endUtcMs).toISOString()}`;
  const sentences = explainEvidence(evidence).map((sentence) => `  ${sentence}\n`);
  return `${targetId}${name}, ${span}, ${source}\n${sentences.join('')}\n`;
}
