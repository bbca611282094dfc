import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { type Context, realServices } from '../server/cli/context.ts';
import { exitMeanings } from '../server/cli/exit-codes.ts';
import { buildProgram } from '../server/cli/program.ts';

/** `docs/reference/cli.md` as it should be: the help texts of the program, then its exit codes. */
export function cliReference(): string {
  const exits = Object.entries(exitMeanings).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const program = buildProgram(idleContext());
  return `# Command line

Results go to standard output, everything else to standard error, so that output can be piped. In a clone the program is called
with \`npm run --silent noncoop -- COMMAND\`; installed, with \`noncoop COMMAND\`. This page is written from the help texts by
\`npm run docs\`.

${section('##', 'noncoop', program)}
${program.commands.map((command) => sections('##', 'noncoop', command)).join('\n')}
## Exit codes

| code | meaning |
|---|---|
${exits.join('\n')}
`;
}

/** The section of a command, and below it those of its own commands. */
function sections(level: string, parent: string, command: Command): string {
  const title = `${parent} ${command.name()}`;
  const own = command.commands.map((child) => sections(`${level}#`, title, child));
  return [section(level, title, command), ...own].join('\n');
}

function section(level: string, title: string, command: Command): string {
  return `${level} ${title}\n\n\`\`\`text\n${helpOf(command)}\`\`\`\n`;
}

/** The text that `-h` prints. */
function helpOf(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ ...command.configureOutput(), writeOut: (text) => void parts.push(text) });
  command.outputHelp();
  return `${parts.join('').trimEnd()}\n`;
}

/** A context for a program that is asked for its help only. */
function idleContext(): Context {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    terminal: {
      stdin: process.stdin,
      stdout: nowhere,
      stderr: nowhere,
      signal: new AbortController().signal,
      nowMs: () => 0,
    },
    services: realServices,
    exitCode: 0,
  };
}
