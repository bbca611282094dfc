import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#errors';
import { firstFolderFile } from '../folder/folder-file.ts';
import { float32Initializer, type Initializer } from '../graph/graph.ts';
import { countOf, widenNumbers } from '../weights/numbers.ts';
import { readSafetensorsHeader, writeSafetensors } from '../weights/safetensors.ts';
import { readTorchFile } from '../weights/torch-file.ts';
import { invalidAdapter } from './adapter-fault.ts';

/**
 * An adapter as PEFT saves it: fields of `adapter_config.json` and the tensors beside them.
 *
 * @source PEFT 0.21, config.py and peft_model.py `save_pretrained`; releases before 0.8 save `adapter_model.bin`
 */
export interface PeftFolder {
  readonly folder: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Initializer>;
  /** Digest of the weights file, hexadecimal. */
  readonly sha256: string;
}

export const peftConfigFile = 'adapter_config.json';
const weightsFile = 'adapter_model.safetensors';
const olderWeightsFile = 'adapter_model.bin';

/**
 * Reads the files of a PEFT adapter, of whatever kind.
 *
 * @throws AppError `model.adapter_invalid` when one is missing or damaged; `model.pickle_refused` as `readTorchFile`
 */
export async function readPeftFolder(folder: string): Promise<PeftFolder> {
  const file = (await firstFolderFile(folder, [weightsFile, olderWeightsFile])) ?? weightsFile;
  let config: unknown;
  let bytes: Buffer;
  try {
    config = JSON.parse(await readFile(join(folder, peftConfigFile), 'utf8'));
    bytes = await readFile(join(folder, file));
  } catch (cause) {
    throw invalidAdapter(folder, `expected readable ${peftConfigFile} and ${weightsFile}`, { cause });
  }
  if (typeof config !== 'object' || config === null)
    throw invalidAdapter(folder, `expected an object in ${peftConfigFile}, got ${JSON.stringify(config)}`);
  return {
    folder,
    name: basename(folder),
    config: config as Record<string, unknown>,
    tensors: await tensorsOf(folder, file, bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

async function tensorsOf(folder: string, file: string, bytes: Buffer): Promise<ReadonlyMap<string, Initializer>> {
  const path = join(folder, file);
  try {
    return file === weightsFile ? widenedTensors(bytes, path) : (await readTorchFile(path, () => true)).tensors;
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code === 'model.pickle_refused') throw cause;
    throw invalidAdapter(folder, cause.message, { cause });
  }
}

/** The tensors as float32; adapters of models in 16 bits may be too. */
function widenedTensors(bytes: Buffer, path: string): Map<string, Initializer> {
  return new Map(
    [...readSafetensorsHeader(bytes, path)].map(([name, { type, dims, offsetBytes, lengthBytes }]) => {
      const values = new Float32Array(countOf(dims));
      widenNumbers(type, bytes.subarray(offsetBytes, offsetBytes + lengthBytes), values);
      return [name, float32Initializer(values, dims)];
    }),
  );
}

/** Refuses an adapter of another kind than the one asked for. */
export function assertPeftType({ folder, config }: PeftFolder, expected: string): void {
  if (config.peft_type !== expected)
    throw invalidAdapter(folder, `expected peft_type ${expected}, got ${JSON.stringify(config.peft_type)}`);
}

/** Refuses fields that are there with another value than the model has; all at once. */
export function assertPeftFields({ folder, config }: PeftFolder, expected: Readonly<Record<string, number>>): void {
  const faults = Object.entries(expected)
    .filter(([key, value]) => (config[key] ?? value) !== value)
    .map(([key, value]) => `${key}: expected ${value}, got ${JSON.stringify(config[key])}`);
  if (faults.length > 0) throw invalidAdapter(folder, faults.join('; '));
}

/** Writes an adapter where PEFT finds it; fields and tensors stand in the order of their names, as PEFT leaves them. */
export async function writePeftFolder(
  folder: string,
  config: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, Initializer>,
): Promise<void> {
  const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
  const fields = Object.fromEntries(Object.entries(config).sort(byName));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, peftConfigFile), `${JSON.stringify(fields, null, 2)}\n`);
  await writeFile(join(folder, weightsFile), writeSafetensors(new Map([...tensors].sort(byName))));
}
