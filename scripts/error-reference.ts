import { domainErrors } from '../domain/errors.ts';
import { modelErrors } from '../model/errors.ts';
import { promptsErrors } from '../prompts/errors.ts';
import { exitCodeOf } from '../server/cli/exit-codes.ts';
import { serverErrors } from '../server/errors.ts';
import { tunerErrors } from '../tuner/errors.ts';

/** The error registries of all layers: code → meaning. */
export const registries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  domain: domainErrors,
  prompts: promptsErrors,
  model: modelErrors,
  tuner: tunerErrors,
  server: serverErrors,
};

const head = `# Errors

Every expected failure has a code, \`layer.what_is_wrong\`. The code is stable; the message beside it names the place and
what was expected. Commands print code, message and hint on standard error and exit with the code in the last column
([what the exit codes mean](reference/cli.md#exit-codes)). A refused record of a log ends nothing: it is told and, where asked,
written to a file, the good records are worked on, and the command then exits 3.

This page is written from the \`errors.ts\` of each layer by \`npm run docs\`.
`;

/** `docs/errors.md` as it should be. */
export function errorReference(): string {
  const sections = Object.entries(registries).map(([layer, codes]) => {
    if (Object.keys(codes).length === 0) return `\n## ${layer}\n\nNone: nothing in this layer can fail.\n`;
    const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} | ${exitCodeOf(code)} |`);
    return [`\n## ${layer}\n`, '| code | meaning | exit |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return head + sections.join('');
}
