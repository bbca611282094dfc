import { existsSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { AppError } from '#errors';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Inspection } from './model-inspection.ts';
import { type Column, tableOf } from './output.ts';
import { write } from './terminal.ts';

/** `noncoop model inspect DIR|FILE`: what a model is and whether it can be tuned. */
export function inspectCommand(context: Context): Command {
  const command = describe(
    new Command('inspect'),
    'tell what an ONNX model is and whether it can be tuned',
    `Reads the operators of a decoder, without its weights, and tells sizes, types, positions and end tokens, and for each operator
what becomes of it in training: whether it has a gradient rule, is taken apart into operators that have, or stands where no
gradient passes. Models that Optimum and onnxruntime-genai exported are read as well.`,
    ['noncoop model inspect models/chatglm2', 'noncoop model inspect decoder_model.onnx --json'],
  )
    .addArgument(new Argument('<path>', 'model folder, or an .onnx file'))
    .option('--json', 'print one JSON document');
  return withCommonOptions(command).action(
    leaving(context, (path: string, flags: { readonly json?: boolean }) => inspect(context, path, flags.json === true)),
  );
}

async function inspect({ terminal }: Context, path: string, isJson: boolean): Promise<ExitCode> {
  if (!existsSync(path)) throw new AppError('server.input_missing', `Expected a model, got nothing at ${path}.`);
  const { inspectModel } = await import('./model-inspection.ts');
  const inspection = await inspectModel(path);
  await write(
    terminal.stdout,
    isJson ? `${JSON.stringify({ ok: true, ...inspection }, null, 2)}\n` : textOf(inspection),
  );
  return exitCodes.done;
}

const operatorColumns: readonly Column<Inspection['operators'][number]>[] = [
  { header: 'operator', value: ({ op }) => op },
  { header: 'count', value: ({ count }) => count },
  { header: 'in training', value: ({ inTraining }) => inTraining },
];

function textOf(inspection: Inspection): string {
  const { name, architecture, cache, vocabulary, weights, weightsBytes, hindrances } = inspection;
  const kinds = weights.map(({ kind, numbers }) => `${millions(numbers)} million ${kind}`).join(', ');
  const lines = [
    ['model', `${name}, ${architecture}`],
    ['weights', `${kinds}; ${millions(weightsBytes)} MB`],
    ['cache', `${cache.layers} layers of ${cache.keyValueHeads} heads of ${cache.headSize}, float32`],
    ['vocabulary', vocabulary === null ? 'not told' : String(vocabulary)],
    ['positions', inspection.positions === null ? 'not told' : String(inspection.positions)],
    ['end tokens', inspection.endTokens?.join(', ') ?? 'not told'],
    ['tokenizer', inspection.hasTokenizer ? 'there' : 'none'],
    ['operator set', String(inspection.opset)],
    ['can be tuned', inspection.canBeTuned ? 'yes' : `no: ${hindrances.join('; ')}`],
  ];
  const summary = lines.map(([key = '', value]) => `${key.padEnd(14)}${value}\n`).join('');
  return `${summary}\n${tableOf(operatorColumns, inspection.operators)}`;
}

const millions = (count: number): number => Number((count / 1e6).toPrecision(3));
