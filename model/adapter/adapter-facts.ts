import { basename, join } from 'node:path';
import { firstFolderFile } from '../folder/folder-file.ts';
import { float32Values, type Initializer } from '../graph/graph.ts';
import { countOf } from '../weights/numbers.ts';
import { readTorchFile } from '../weights/torch-file.ts';
import type { Adapter } from './adapter.ts';
import { invalidAdapter } from './adapter-fault.ts';
import { type PeftFolder, peftConfigFile, readPeftFolder } from './peft-folder.ts';
import type { TextStart } from './prefix-adapter.ts';
import { fileDigest, isThudmPrefix, thudmWeightsFile } from './thudm-prefix.ts';
import type { AdapterFormat } from './write-adapter.ts';

/** What the files of an adapter tell by themselves, whatever model it is for. */
export interface AdapterFacts {
  readonly name: string;
  readonly format: AdapterFormat;
  readonly kind: Adapter['kind'];
  /** Digest of the weights file, hexadecimal. */
  readonly sha256: string;
  /** Name of the model it was made for, where the files tell. */
  readonly baseModel: string | null;
  /** P; 0 of LoRA. */
  readonly virtualTokens: number;
  /** Position of the first token of text that it stands for; LoRA leaves positions alone. */
  readonly textStart: TextStart | null;
  /** Numbers that were trained. */
  readonly parameters: number;
  readonly tensors: readonly TensorFacts[];
}

export interface TensorFacts {
  readonly name: string;
  readonly dims: readonly number[];
  /** Root of the sum of squares. */
  readonly norm: number;
  /** Largest value by amount. */
  readonly largest: number;
}

const kinds: Readonly<Record<string, Adapter['kind']>> = {
  PREFIX_TUNING: 'prefix',
  PROMPT_TUNING: 'prompt',
  LORA: 'lora',
};

/**
 * Looks at an adapter without a model.
 *
 * @throws AppError `model.adapter_invalid` when it is damaged or of a kind that cannot be applied
 */
export async function adapterFacts(folder: string): Promise<AdapterFacts> {
  const file = await firstFolderFile(folder, [peftConfigFile, thudmWeightsFile]);
  return file === thudmWeightsFile ? thudmFacts(folder) : peftFacts(await readPeftFolder(folder));
}

function peftFacts({ folder, name, config, sha256, tensors }: PeftFolder): AdapterFacts {
  const kind = Object.hasOwn(kinds, String(config.peft_type)) ? kinds[String(config.peft_type)] : undefined;
  if (kind === undefined)
    throw invalidAdapter(
      folder,
      `expected peft_type ${Object.keys(kinds).join(', ')}, got ${JSON.stringify(config.peft_type)}`,
    );
  const baseModel = config.base_model_name_or_path;
  return {
    name,
    format: 'peft',
    kind,
    sha256,
    baseModel: typeof baseModel === 'string' && baseModel !== '' ? baseModel : null,
    textStart: kind === 'lora' ? null : 'afterPrefix',
    ...sizesOf(tensors, kind),
  };
}

async function thudmFacts(folder: string): Promise<AdapterFacts> {
  const path = join(folder, thudmWeightsFile);
  const { tensors } = await readTorchFile(path, isThudmPrefix);
  if (tensors.size === 0) throw invalidAdapter(folder, `expected a prefix in ${thudmWeightsFile}, got none`);
  const sha256 = await fileDigest(path);
  const own = { name: basename(folder), format: 'thudm', kind: 'prefix', sha256 } as const;
  return { ...own, baseModel: null, textStart: 'zero', ...sizesOf(tensors, 'prefix') };
}

function sizesOf(tensors: ReadonlyMap<string, Initializer>, kind: Adapter['kind']) {
  const facts = [...tensors].map(([name, tensor]): TensorFacts => {
    let [squares, largest] = [0, 0];
    for (const value of float32Values(tensor)) {
      squares += value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    return { name, dims: tensor.dims, norm: Math.sqrt(squares), largest };
  });
  return {
    virtualTokens: kind === 'lora' ? 0 : (facts[0]?.dims[0] ?? 0),
    parameters: facts.reduce((sum, { dims }) => sum + countOf(dims), 0),
    tensors: facts,
  };
}
