import { Command } from 'commander';
import {
  adapterDirOf,
  type Context,
  defaultModelDir,
  describe,
  leaving,
  wholeNumber,
  withCommonOptions,
} from './context.ts';
import { exitCodes } from './exit-codes.ts';

interface WorkerFlags {
  readonly model?: string;
  readonly adapter?: string;
  readonly threads?: number;
  readonly quiet?: boolean;
}

/** `noncoop worker`: works jobs beside a console, until Ctrl-C. */
export function workerCommand(context: Context): Command {
  const command = describe(
    new Command('worker'),
    'work jobs of a PostgreSQL, beside its consoles',
    `Works the jobs of the PostgreSQL in DATABASE_URL, without a console. Any number of workers and consoles share the
work: a job is cut into pieces, and a piece whose process was killed is given to another within about a minute
(NONCOOP_PIECE_EXPIRY_S). Imports need the uploaded files, so workers leave them to the console that keeps these.
Ctrl-C or a termination signal ends it after the records in hand; nothing is lost or done twice. The settings are
those of \`noncoop serve\`.

Runs of \`noncoop classify --distribute\` are answered too, by the very model and adapter that the command has, told by
their hashes; others are left to others, and that is told. With --model or --adapter a worker answers such runs alone.`,
    [
      'DATABASE_URL=postgres://me@db.example/noncoop noncoop worker',
      'DATABASE_URL=postgres://me@db.example/noncoop noncoop worker --adapter runs/mine/adapter',
    ],
  )
    .option('--model <dir>', 'answer distributed runs of this model alone')
    .option('--adapter <dir>', 'answer distributed runs of this adapter alone; `none` for the bare model')
    .option(
      '--threads <n>',
      'threads of one session (default: sessions and threads as measured to be fastest, once)',
      wholeNumber(1, 1024),
    );
  return withCommonOptions(command).action(
    leaving(context, async (flags: WorkerFlags) => {
      const { terminal, services } = context;
      const tell = (line: string) => {
        if (!flags.quiet) terminal.stderr.write(`${line}\n`);
      };
      await services.work(terminal.signal, tell, { ownModel: ownModelOf(flags), threads: flags.threads });
      return exitCodes.done;
    }),
  );
}

/** The model asked for; undefined for the embedded one. */
function ownModelOf({ model, adapter }: WorkerFlags) {
  if (model === undefined && adapter === undefined) return undefined;
  const modelDir = model ?? defaultModelDir;
  return adapter === undefined ? { modelDir } : { modelDir, adapterDir: adapterDirOf(adapter, 'cot') };
}
