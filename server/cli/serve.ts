import { Command } from 'commander';
import { settingDocs } from '../config.ts';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { exitCodes } from './exit-codes.ts';

/** `noncoop serve`: the console, until Ctrl-C. */
export function serveCommand(context: Context): Command {
  const command = describe(
    new Command('serve'),
    'serve the console',
    `Serves the console. Settings come from the environment and the default address is
http://127.0.0.1:8080. Database, model and sample logs are embedded.

${settingLines()}`,
    ['noncoop serve', 'NONCOOP_PORT=9000 noncoop serve', 'DATABASE_URL=postgres://me@db.example/noncoop noncoop serve'],
  );
  return withCommonOptions(command).action(
    leaving(context, async () => {
      await context.services.serve(context.terminal.signal);
      return exitCodes.done;
    }),
  );
}

/** The settings of the environment, a line each. */
function settingLines(): string {
  const docs = Object.values(settingDocs);
  const width = Math.max(...docs.map(({ variable }) => variable.length));
  return docs
    .map(({ variable, fallback, meaning }) => {
      const otherwise = fallback === '' ? '' : ` (${fallback})`;
      return `  ${variable.padEnd(width)}  ${meaning}${otherwise}`;
    })
    .join('\n');
}
