import { Command, CommanderError } from 'commander';
import { packageVersion } from '../package-version.ts';
import { accountCommand } from './account.ts';
import { adapterCommand } from './adapter.ts';
import { classifyCommand } from './classify.ts';
import { compareCommand } from './compare.ts';
import type { Context, Services } from './context.ts';
import { datasetCommand } from './dataset.ts';
import { ephemerisCommand } from './ephemeris.ts';
import { evaluateCommand } from './evaluate.ts';
import { evidenceCommand } from './evidence.ts';
import { type ExitCode, exitCodeOf, exitCodes, toAppError } from './exit-codes.ts';
import { modelCommand } from './model.ts';
import { screenCommand } from './screen.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import type { Terminal } from './terminal.ts';
import { tuneCommand } from './tune.ts';
import { workerCommand } from './worker.ts';

const about = `noncoop reads what a non-cooperative spacecraft is up to, says why, and shows the evidence.

Examples:
  $ noncoop serve               console in the browser
  $ noncoop classify log.csv    one line per target
  $ noncoop screen catalog.tle --own 25544    what comes near an asset
`;

/** Width help is wrapped to, so that it reads the same on every terminal and in the reference. */
const helpWidth = 110;

/** Every command, those of an analyst's day first. */
const commands = [
  serveCommand,
  workerCommand,
  classifyCommand,
  evidenceCommand,
  screenCommand,
  ephemerisCommand,
  simulateCommand,
  datasetCommand,
  tuneCommand,
  compareCommand,
  evaluateCommand,
  modelCommand,
  adapterCommand,
  accountCommand,
] as const;

/** The whole program; each command leaves its exit code in the context. */
export function buildProgram(context: Context): Command {
  const { stdout, stderr } = context.terminal;
  const program = new Command('noncoop')
    .version(packageVersion())
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .addHelpText('before', about)
    .addHelpText('after', '\nRun `noncoop COMMAND -h` for examples and options of a command.')
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => helpWidth,
      getErrHelpWidth: () => helpWidth,
    })
    .showSuggestionAfterError()
    .exitOverride();
  for (const make of commands) {
    program.addCommand(inheriting(make(context), program));
  }
  return program;
}

/** The command with the settings of the one it stands under; its own commands too. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(child, command);
  return command;
}

/**
 * Runs one command line to its end.
 *
 * @param args  what follows the program's name
 * @returns the exit code; expected failures are told on standard error and never thrown
 */
export async function runProgram(args: readonly string[], terminal: Terminal, services: Services): Promise<ExitCode> {
  const context: Context = { terminal, services, exitCode: exitCodes.done };
  const program = buildProgram(context);
  if (args.length === 0) {
    program.outputHelp();
    return exitCodes.done;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return tell(thrown, terminal, args.includes('--debug'));
  }
}

/** Tells an error: trace first where asked, then what is wrong, then what to do. */
function tell(thrown: unknown, { stderr }: Terminal, isDebugging: boolean): ExitCode {
  const error = toAppError(thrown);
  const trace = error.cause instanceof Error ? error.cause.stack : error.stack;
  if (isDebugging && trace !== undefined) stderr.write(`${trace}\n`);
  stderr.write(`${error.code}: ${error.message}\n`);
  if (error.hint !== undefined) stderr.write(`  hint: ${error.hint}\n`);
  return exitCodeOf(error.code);
}
