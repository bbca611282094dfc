import { existsSync } from 'node:fs';
import { Argument, Command, Option } from 'commander';
import { AppError } from '#errors';
import { type ImportedModel, type WeightKind, weightKinds } from '#model';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { durationOf, type Progress, startProgress } from './progress.ts';
import { write } from './terminal.ts';

interface ImportFlags {
  readonly out: string;
  readonly weights: WeightKind;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `noncoop model import CHECKPOINT`: a model folder from a checkpoint. */
export function importCommand(context: Context): Command {
  const command = describe(
    new Command('import'),
    'make a model folder from a checkpoint',
    `Reads a Hugging Face folder with config.json, weights (safetensors or torch, in one file or in shards) and tokenizer, and
writes a model folder: onnx/model.onnx, its weights, configuration and tokenizer. ChatGLM2, ChatGLM3 and GLM-4 are read in their
first layout too. Nothing of a checkpoint is executed. A large checkpoint is read in parts and never whole in memory.`,
    [
      'noncoop model import chatglm2-6b --out models/chatglm2',
      'noncoop model import Qwen2-0.5B-Instruct --out models/qwen2 --weights float32',
    ],
  )
    .addArgument(new Argument('<checkpoint>', 'folder of the checkpoint'))
    .requiredOption('--out <dir>', 'model folder to make; not there yet, or empty')
    .addOption(new Option('--weights <kind>', 'how weights are kept').choices(weightKinds).default('int4'))
    .option('--json', 'print the result as JSON');
  return withCommonOptions(command).action(
    leaving(context, (checkpoint: string, flags: ImportFlags) => importCheckpoint(context, checkpoint, flags)),
  );
}

/** Weights are counted in these. */
const million = 1e6;

async function importCheckpoint(
  { terminal, services }: Context,
  from: string,
  { out, weights, json = false, quiet = false }: ImportFlags,
): Promise<ExitCode> {
  const { signal, stdout } = terminal;
  if (!existsSync(from))
    throw new AppError('server.input_missing', `Expected the folder of a checkpoint, got nothing at ${from}.`);
  let progress: Progress | undefined;
  const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void => {
    progress ??= startProgress(terminal, { unit: 'million weights', total: Math.round(total / million), quiet, json });
    progress.update(Math.round(done / million));
  };
  const imported = await services
    .importModel({ from, to: out, weights, onProgress, signal })
    .catch((error) => {
      if (!signal.aborted) throw error;
      throw new AppError('server.interrupted', `Stopped before ${out} was whole; nothing was left there.`);
    })
    .finally(() => progress?.end());
  await write(stdout, json ? `${JSON.stringify({ ok: true, out, ...imported })}\n` : summaryOf(imported, from, out));
  return exitCodes.done;
}

function summaryOf(imported: ImportedModel, from: string, out: string): string {
  const { config, weights, parameters, weightsBytes, notFused, seconds } = imported;
  const size = `${config.layers} layers of ${config.width}, ${(parameters / million).toFixed(1)} million weights`;
  const rate = `${Math.round(parameters / million / seconds)} million weights a second`;
  return `${config.architecture}: ${size}, ${weights}: ${(weightsBytes / million).toFixed(1)} MB in ${durationOf(seconds)}, ${rate}.
${notFused === null ? 'Attention is fused.' : `Attention is not fused: ${notFused}.`}
Model folder: ${out}
Next: noncoop model verify ${out} --against ${from}
`;
}
