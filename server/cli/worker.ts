import { Command } from 'commander';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { exitCodes } from './exit-codes.ts';

/** `noncoop worker`: works jobs beside a console, until Ctrl-C. */
export function workerCommand(context: Context): Command {
  const command = describe(
    new Command('worker'),
    'work jobs of a PostgreSQL, beside its consoles',
    `Works the jobs of the PostgreSQL in DATABASE_URL, without a console. Any number of workers and consoles share the
work: a job is cut into pieces, and a piece whose process was killed is given to another within about a minute
(NONCOOP_PIECE_EXPIRY_S). Imports need the uploaded files, so workers leave them to the console that keeps these.
Ctrl-C or a termination signal ends it after the records in hand; nothing is lost or done twice. The settings are
those of \`noncoop serve\`.`,
    ['DATABASE_URL=postgres://me@db.example/noncoop noncoop worker'],
  );
  return withCommonOptions(command).action(
    leaving(context, async ({ quiet }: { quiet?: boolean }) => {
      const { terminal, services } = context;
      await services.work(terminal.signal, (line) => {
        if (!quiet) terminal.stderr.write(`${line}\n`);
      });
      return exitCodes.done;
    }),
  );
}
