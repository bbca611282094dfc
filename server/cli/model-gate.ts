import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { maxScenarios, maxSetSeed } from '#domain';
import { AppError } from '#errors';
import {
  type AccuracyGate,
  allowedLossPoints,
  type Generator,
  gatesFile,
  isRounded,
  isWithinLoss,
  readGates,
  readModelOperators,
} from '#model';
import { type Strategy, strategies } from '#prompts';
import { measureGate } from '../evaluation/measure-gate.ts';
import { writeWhole } from '../files/durable-file.ts';
import { adapterDirOf, type Context, describe, leaving, wholeNumber, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { startProgress } from './progress.ts';
import { write } from './terminal.ts';

interface GateFlags {
  readonly against: string;
  readonly strategy: Strategy;
  readonly adapter?: string;
  readonly n: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop model gate DIR --against DIR`: what rounding costs in answers, and whether the model may classify. */
export function gateCommand(context: Context): Command {
  const command = describe(
    new Command('gate'),
    'measure what rounding costs in answers',
    `Asks a model of 8 or 4 bits and the float32 model it was made from the same records of the validation split, with the same
adapter, and counts the answers with all three labels right. The result is kept in ${gatesFile} of the model folder, with the
digests of both models and of the adapter. classify and serve refuse a rounded model that was not measured with their adapter, or
that loses more than ${allowedLossPoints} points; a float32 model is never refused. Exits 1 when it loses more.`,
    [
      'noncoop model gate models/nano-int8 --against data/models/glm-nano --strategy cot',
      'noncoop model gate models/chatglm2 --against models/chatglm2-float32 --adapter runs/mine/adapter -n 500',
    ],
  )
    .addArgument(new Argument('<dir>', 'model folder with weights of 8 or 4 bits'))
    .requiredOption('--against <dir>', 'model folder with the same weights in float32')
    .addOption(new Option('-s, --strategy <name>', 'how the models are asked').choices(strategies).default('cot'))
    .option(
      '--adapter <dir>',
      'adapter of both; `none` for the bare models (default: the embedded one of the strategy)',
    )
    .option('-n, --n <n>', 'records', wholeNumber(1, maxScenarios), 2000)
    .option('--seed <s>', 'seed of the data set', wholeNumber(0, maxSetSeed), 1)
    .option('--json', 'print the result as JSON');
  return withCommonOptions(command).action(
    leaving(context, (dir: string, flags: GateFlags) => gate(context, dir, flags)),
  );
}

async function gate({ terminal, services }: Context, dir: string, flags: GateFlags): Promise<ExitCode> {
  const { against, strategy, n, seed, json = false, quiet = false } = flags;
  for (const folder of [dir, against])
    if (!existsSync(folder)) throw new AppError('server.input_missing', `Expected a folder, got nothing at ${folder}.`);
  if (isRounded(await readModelOperators(against)))
    throw new AppError(
      'server.usage',
      `Expected a float32 model to measure against, got rounded weights in ${against}.`,
    );
  const adapterDir = adapterDirOf(flags.adapter, strategy);
  const opening =
    (modelDir: string) =>
    async <T>(work: (generator: Generator) => Promise<T>): Promise<T> => {
      const generator = await services.openGenerator({ modelDir, adapterDir });
      return work(generator).finally(() => generator.close());
    };
  const progress = startProgress(terminal, { unit: 'answers', total: 2 * n, quiet, json });
  const onAnswered = (done: number): void => {
    progress.update(done);
    if (terminal.signal.aborted) throw new AppError('server.interrupted', 'Stopped; nothing was measured.');
  };
  const question = { strategy, seed, n, nowMs: terminal.nowMs, onAnswered };
  const measured = await measureGate(opening(dir), opening(against), question).finally(() => progress.end());
  await keep(dir, measured);
  const isPassed = isWithinLoss(measured);
  await write(terminal.stdout, json ? `${JSON.stringify({ ok: isPassed, ...measured })}\n` : inWords(measured));
  return isPassed ? exitCodes.done : exitCodes.failed;
}

/** Keeps a result in the place of an earlier one of the same model and adapter, and drops those of other weights. */
async function keep(dir: string, measured: AccuracyGate): Promise<void> {
  const others = (await readGates(dir)).filter(
    ({ modelSha256, adapterSha256 }) =>
      modelSha256 === measured.modelSha256 && adapterSha256 !== measured.adapterSha256,
  );
  await writeWhole(join(dir, gatesFile), `${JSON.stringify([...others, measured], null, 2)}\n`);
}

function inWords(gate: AccuracyGate): string {
  const { n, bothRight, onlyReferenceRight, onlyModelRight, neitherRight } = gate;
  const verdict = isWithinLoss(gate) ? 'It may classify' : 'It may not classify';
  const interval = `95 % interval ${gate.lossLowPoints} to ${gate.lossHighPoints}`;
  return `Of ${n} records both answered ${bothRight} right, float32 alone ${onlyReferenceRight}, the rounded model alone ${onlyModelRight}, neither ${neitherRight}.
The rounded model loses ${gate.lossPoints} points (${interval}; McNemar p = ${gate.pValue.toPrecision(2)}); ${allowedLossPoints} are allowed.
${verdict} with this adapter.
`;
}
