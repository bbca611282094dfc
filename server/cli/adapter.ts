import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { AppError } from '#errors';
import type { Adapter, AdapterFacts, AdapterFormat, TensorFacts } from '#model';
import { type Context, defaultModelDir, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Column, tableOf } from './output.ts';
import { write } from './terminal.ts';

interface InspectFlags {
  readonly model?: string;
  readonly json?: boolean;
}

interface ConvertFlags {
  readonly model?: string;
  readonly out: string;
  readonly quiet?: boolean;
}

/** `noncoop adapter`: adapters as other programs write and read them. */
export function adapterCommand(context: Context): Command {
  const group = describe(
    new Command('adapter'),
    'look at adapters, and take them from and to other programs',
    `Adapters of PEFT (PREFIX_TUNING, PROMPT_TUNING, LORA) and prefixes of THUDM's P-tuning v2: what they are, and from
one format to the other. The formats are told in docs/guide/adapters.md.`,
    [
      'noncoop adapter inspect runs/cot/adapter',
      'noncoop adapter import ptuning/checkpoint-3000 --model DIR --out DIR',
    ],
  ).helpCommand(false);
  for (const make of [inspectCommand, importCommand, exportCommand]) group.addCommand(make(context));
  return group;
}

function inspectCommand(context: Context): Command {
  const command = describe(
    new Command('inspect'),
    'tell what an adapter is',
    `Tells kind, sizes, trained numbers and norms of an adapter, which model it was made for and where text begins after it.
With --model it is also checked against a model.`,
    ['noncoop adapter inspect data/adapters/cot', 'noncoop adapter inspect my-lora --model DIR --json'],
  )
    .argument('<dir>', 'adapter folder')
    .option('--model <dir>', 'check that it fits this model folder')
    .option('--json', 'print as JSON');
  return withCommonOptions(command).action(
    leaving(context, (folder: string, flags: InspectFlags) => inspect(context, folder, flags)),
  );
}

function importCommand(context: Context): Command {
  const command = describe(
    new Command('import'),
    'make a PEFT folder for a model here of an adapter from elsewhere',
    `Reads an adapter of PEFT or THUDM, checks it against the model, and writes it as a PEFT folder that every command here
and PEFT take. Keys of a THUDM prefix are turned, products that ChatGLM fuses are split, torch files become safetensors.`,
    ['noncoop adapter import ptuning/checkpoint-3000 --model DIR --out adapters/mine'],
  )
    .argument('<dir>', 'adapter folder of PEFT, or checkpoint folder of THUDM')
    .requiredOption('--out <dir>', 'folder to write; must not exist or be empty')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)');
  return withCommonOptions(command).action(
    leaving(context, (folder: string, flags: ConvertFlags) => convert(context, folder, flags, 'peft')),
  );
}

function exportCommand(context: Context): Command {
  const command = describe(
    new Command('export'),
    'write an adapter in the format of another program',
    `Writes an adapter for PEFT, or a prefix of a GLM for the loader of THUDM's ChatGLM2-6B and ChatGLM3-6B.`,
    ['noncoop adapter export runs/cot/adapter --format thudm --out checkpoint'],
  )
    .argument('<dir>', 'adapter folder')
    .addOption(new Option('--format <name>', 'of which program').choices(['peft', 'thudm']).makeOptionMandatory())
    .requiredOption('--out <dir>', 'folder to write; must not exist or be empty')
    .option('--model <dir>', 'model folder (default: the embedded glm-nano)');
  return withCommonOptions(command).action(
    leaving(context, (folder: string, flags: ConvertFlags & { readonly format: AdapterFormat }) =>
      convert(context, folder, flags, flags.format),
    ),
  );
}

async function inspect({ terminal }: Context, folder: string, flags: InspectFlags): Promise<ExitCode> {
  requireFolder(folder);
  const { adapterFacts, readAdapter, readModelOperators } = await import('#model');
  const facts = await adapterFacts(folder);
  if (flags.model !== undefined) {
    await readAdapter(folder, { decoder: await readModelOperators(flags.model), modelDir: flags.model });
  }
  const json = { ok: true, ...facts, ...(flags.model === undefined ? {} : { fits: flags.model }) };
  await write(terminal.stdout, flags.json === true ? `${JSON.stringify(json, null, 2)}\n` : factsText(facts, flags));
  return exitCodes.done;
}

const kindNames: Readonly<Record<Adapter['kind'], string>> = {
  prefix: 'prefix (P-tuning v2)',
  prompt: 'virtual tokens (prompt tuning)',
  lora: 'branches of low rank (LoRA)',
};

const positionsOf = ({ textStart, virtualTokens }: AdapterFacts): string => {
  if (textStart === null) return 'text begins at position 0';
  return textStart === 'zero'
    ? `text begins at position 0, beside ${virtualTokens} virtual tokens (THUDM)`
    : `text begins at position ${virtualTokens}, after as many virtual tokens (PEFT)`;
};

const tensorColumns: readonly Column<TensorFacts>[] = [
  { header: 'tensor', value: ({ name }) => name },
  { header: 'shape', value: ({ dims }) => dims.join(' x ') },
  { header: 'norm', value: ({ norm }) => Number(norm.toPrecision(4)) },
  { header: 'largest', value: ({ largest }) => Number(largest.toPrecision(4)) },
];

function factsText(facts: AdapterFacts, { model }: InspectFlags): string {
  const lines = [
    `Kind       ${kindNames[facts.kind]}`,
    `Format     ${facts.format === 'peft' ? 'PEFT' : 'THUDM'}`,
    `Made for   ${facts.baseModel ?? 'not told'}`,
    `Parameters ${facts.parameters}`,
    `Positions  ${positionsOf(facts)}`,
    `SHA-256    ${facts.sha256}`,
    ...(model === undefined ? [] : [`Fits       ${model}`]),
  ];
  return `${lines.join('\n')}\n\n${tableOf(tensorColumns, facts.tensors)}`;
}

async function convert(
  { terminal }: Context,
  folder: string,
  { model: modelDir = defaultModelDir, out, quiet }: ConvertFlags,
  format: AdapterFormat,
): Promise<ExitCode> {
  requireFolder(folder);
  await requireFree(out);
  const { adapterFacts, readAdapter, readModelOperators, writeAdapter } = await import('#model');
  const model = { decoder: await readModelOperators(modelDir), modelDir };
  const adapter = await readAdapter(folder, model);
  await writeAdapter(out, adapter, model, format);
  if (quiet !== true) {
    const [from, to] = [await adapterFacts(folder), await adapterFacts(out)];
    terminal.stderr.write(`Wrote ${kindNames[to.kind]} to ${out}, ${to.parameters} numbers.\n${turnOf(from, to)}`);
  }
  return exitCodes.done;
}

/** What happened to the keys on the way. */
function turnOf(from: AdapterFacts, to: AdapterFacts): string {
  if (from.textStart === to.textStart) return '';
  const positions = to.textStart === 'afterPrefix' ? from.virtualTokens : -from.virtualTokens;
  return `Keys were turned by ${positions} positions: ${positionsOf(to)}.\n`;
}

function requireFolder(folder: string): void {
  if (!existsSync(folder))
    throw new AppError('server.input_missing', `Expected an adapter folder, got nothing at ${folder}.`);
}

async function requireFree(out: string): Promise<void> {
  const files = existsSync(out) ? await readdir(out) : [];
  if (files.length === 0) return;
  throw new AppError('server.output_exists', `Expected ${out} to be absent or empty, got a folder with ${files[0]}.`, {
    hint: 'choose another --out',
  });
}
