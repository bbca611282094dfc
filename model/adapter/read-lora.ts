import { float32Values, type Initializer } from '../graph/graph.ts';
import { assertFinite, invalidAdapter } from './adapter-fault.ts';
import { type LoraModule, peftPrefix } from './lora-adapter.ts';
import { type LoraScaling, parseLoraConfig } from './lora-config.ts';
import { assertPeftType, type PeftFolder } from './peft-folder.ts';

/**
 * The branches in a PEFT `LORA` folder, under the names that it has for modules.
 *
 * @throws AppError `model.adapter_invalid` when it is another kind of adapter, a variant of LoRA that does more than add
 *         `scale * B A x`, or its tensors do not fit each other
 */
export function readLoraModules(peft: PeftFolder): Map<string, LoraModule> {
  assertPeftType(peft, 'LORA');
  const { folder, tensors } = peft;
  const scaling = parseLoraConfig(peft);
  const pairs = new Map<string, { A?: Initializer; B?: Initializer }>();
  for (const [name, tensor] of tensors) {
    const [, path, which] = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/.exec(name) ?? [];
    if (path === undefined) throw invalidAdapter(folder, strangeTensor(name));
    assertFinite(float32Values(tensor), folder, name);
    pairs.set(path, { ...pairs.get(path), [which as 'A' | 'B']: tensor });
  }
  if (pairs.size === 0) throw invalidAdapter(folder, 'expected tensors lora_A and lora_B, got none');
  return new Map([...pairs].map(([path, { A, B }]) => [path, moduleOf(folder, path, A, B, scaling)]));
}

function moduleOf(
  folder: string,
  path: string,
  A: Initializer | undefined,
  B: Initializer | undefined,
  scaling: LoraScaling,
): LoraModule {
  const rank = scaling.rankOf(path);
  const [[rows, inputs], [outputs, columns]] = [A?.dims ?? [], B?.dims ?? []];
  if (!A || !B || A.dims.length !== 2 || B.dims.length !== 2 || rows !== rank || columns !== rank) {
    const told = (tensor: Initializer | undefined): string => (tensor ? `[${tensor.dims.join(', ')}]` : 'none');
    throw invalidAdapter(
      folder,
      `${path}: expected lora_A of [${rank}, inputs] and lora_B of [outputs, ${rank}], got ${told(A)} and ${told(B)}`,
    );
  }
  return {
    rank,
    a: float32Values(A),
    b: float32Values(B),
    inputs: inputs as number,
    outputs: outputs as number,
    scale: scaling.scaleOf(path),
  };
}

/** What a tensor that is no A or B of a linear module tells about the adapter. */
function strangeTensor(name: string): string {
  const expected = `expected tensors ${peftPrefix}MODULE.lora_A.weight and lora_B.weight`;
  if (name.includes('lora_embedding_')) return `${expected}, got ${name} of an embedding`;
  if (name.includes('lora_magnitude_vector')) return `${expected}, got ${name} of DoRA`;
  if (/\.lora_[AB]\..+\.weight$/.test(name))
    return `${expected}, got ${name}, which names an adapter within the folder`;
  return `${expected}, got ${name}`;
}
