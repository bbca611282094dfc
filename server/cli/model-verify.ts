import { existsSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { AppError } from '#errors';
import type { Verification } from '#model';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Column, tableOf } from './output.ts';
import { write } from './terminal.ts';

interface VerifyFlags {
  readonly against?: string;
  readonly json?: boolean;
}

type Comparison = NonNullable<Verification['comparison']>;
type WeightError = Comparison['weights'][number];

/** `noncoop model verify DIR`: whether a model folder does what it should. */
export function verifyCommand(context: Context): Command {
  const command = describe(
    new Command('verify'),
    'try a model folder out',
    `Opens a model folder and checks that its logits are finite and the same whether tokens come at once or one by one, alone or in
a batch, and that its tokenizer gives a text back. With --against, tells how far each weight is off from the checkpoint, and the
logits too where the checkpoint has up to 500 million weights. Exits 1 when a check fails.`,
    ['noncoop model verify models/chatglm2', 'noncoop model verify models/chatglm2 --against chatglm2-6b --json'],
  )
    .addArgument(new Argument('<dir>', 'model folder'))
    .option('--against <checkpoint>', 'folder of the checkpoint that the model was made from')
    .option('--json', 'print the result as JSON, every weight apart');
  return withCommonOptions(command).action(
    leaving(context, (dir: string, flags: VerifyFlags) => verify(context, dir, flags)),
  );
}

async function verify({ terminal, services }: Context, dir: string, { against, json }: VerifyFlags): Promise<ExitCode> {
  for (const folder of [dir, ...(against === undefined ? [] : [against])]) {
    if (!existsSync(folder)) throw new AppError('server.input_missing', `Expected a folder, got nothing at ${folder}.`);
  }
  const verification = await services.verifyModel(dir, against);
  const { isPassed, checks, comparison } = verification;
  const lines = checks.map((check) => `${check.isPassed ? 'ok    ' : 'FAILED'}  ${check.name}: ${check.found}\n`);
  const text = json
    ? `${JSON.stringify({ ok: isPassed, ...verification })}\n`
    : lines.join('') + (comparison ? `\n${comparisonText(comparison)}` : '');
  await write(terminal.stdout, text);
  return isPassed ? exitCodes.done : exitCodes.failed;
}

/** The same weight of all layers. */
interface WeightGroup {
  readonly name: string;
  readonly errors: readonly WeightError[];
}

const columns: readonly Column<WeightGroup>[] = [
  { header: 'weight', value: ({ name }) => name },
  { header: 'kept as', value: ({ errors }) => [...new Set(errors.map(({ kind }) => kind))].join(', ') },
  { header: 'tensors', value: ({ errors }) => errors.length },
  { header: 'relative error, %', value: ({ errors }) => percent(worst(errors, 'relativeError')) },
  { header: 'largest error, % of largest weight', value: ({ errors }) => percent(worst(errors, 'largestError')) },
];

const percent = (share: number): number => Number((100 * share).toFixed(3));

const worst = (errors: readonly WeightError[], key: 'relativeError' | 'largestError'): number =>
  Math.max(...errors.map((error) => error[key]));

function comparisonText({ weights, logits }: Comparison): string {
  const groups = new Map<string, WeightError[]>();
  for (const error of weights) {
    const name = error.name.replace(/\.\d+\./, '.N.');
    groups.set(name, [...(groups.get(name) ?? []), error]);
  }
  const rows = [...groups].map(([name, errors]) => ({ name, errors }));
  const table = tableOf(columns, rows);
  if (!logits) return `${table}\nThe checkpoint is too large for its logits to be compared here.\n`;
  const { tokens, sameLikeliest, relativeError, largestDifference } = logits;
  const off = `${percent(relativeError)} % of their spread, ${largestDifference.toPrecision(3)} at most`;
  return `${table}\nLogits of ${tokens} tokens are off by ${off}; the likeliest next token is the same after ${sameLikeliest} of them.\n`;
}
