import type { CacheShape } from '../graph/decoder-convention.ts';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { assertFinite, invalidAdapter } from './adapter-fault.ts';
import { assertPeftFields, assertPeftType, type PeftFolder, readPeftFolder, writePeftFolder } from './peft-folder.ts';

/** Position of the first token of text for which prefix keys stand: P, as here and in PEFT, or 0, as in THUDM. */
export type TextStart = 'afterPrefix' | 'zero';

/**
 * A tuned prefix: the first P entries of every layer's cache. Keys are as they stand in the cache, already rotated
 * for positions 0..P-1; text follows at position P.
 *
 * On disk it is a PEFT `PREFIX_TUNING` folder.
 * @source PEFT, config.py `save_pretrained` and tuners/prefix_tuning
 */
export interface PrefixAdapter {
  readonly kind: 'prefix';
  readonly name: string;
  /** Digest of the weights file, hexadecimal. */
  readonly sha256: string;
  /** P. */
  readonly prefixTokens: number;
  /** `[P, 2 * L * G * D]`, see `prefixColumns`. */
  readonly values: Float32Array;
  /** Readers turn the keys of other formats, so that every prefix in memory says the same. */
  readonly textStart: 'afterPrefix';
}

const weightName = 'prompt_embeddings';

/** Columns of a prefix matrix: keys and values of every layer, head and channel, `2 * L * G * D`. */
export function prefixColumns({ layers, keyValueHeads, headSize }: CacheShape): number {
  return 2 * layers * keyValueHeads * headSize;
}

/** Writes a prefix where PEFT finds it. */
export async function writePrefixAdapter(
  folder: string,
  { values, shape, baseModel }: { values: Float32Array; shape: CacheShape; baseModel: string },
): Promise<void> {
  const columns = prefixColumns(shape);
  const tokenWidth = shape.keyValueHeads * shape.headSize;
  const prefixTokens = values.length / columns;
  const config = {
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    encoder_hidden_size: tokenWidth,
    inference_mode: true,
    modules_to_save: null,
    num_attention_heads: shape.keyValueHeads,
    num_layers: shape.layers,
    num_transformer_submodules: 1,
    num_virtual_tokens: prefixTokens,
    peft_type: 'PREFIX_TUNING',
    prefix_projection: false,
    revision: null,
    task_type: 'CAUSAL_LM',
    token_dim: tokenWidth,
  };
  await writePeftFolder(folder, config, new Map([[weightName, float32Initializer(values, [prefixTokens, columns])]]));
}

/**
 * Reads a PEFT prefix adapter.
 *
 * @param shape  cache sizes of the model it is to steer
 * @throws AppError `model.adapter_invalid` when it is another kind of adapter or was made for another model
 */
export async function readPrefixAdapter(folder: string, shape: CacheShape): Promise<PrefixAdapter> {
  return prefixOf(await readPeftFolder(folder), shape);
}

/** The prefix in a PEFT folder; throws as {@link readPrefixAdapter}. */
export function prefixOf(peft: PeftFolder, shape: CacheShape): PrefixAdapter {
  assertPeftType(peft, 'PREFIX_TUNING');
  const { folder, name, sha256, tensors } = peft;
  const tensor = tensors.get(weightName);
  const columns = prefixColumns(shape);
  if (tensor?.dims.length !== 2 || tensor.dims[1] !== columns) {
    throw invalidAdapter(
      folder,
      `expected ${weightName} of [tokens, ${columns}] for ${shape.layers} layers, got [${tensor?.dims.join(', ') ?? 'nothing'}]`,
    );
  }
  const prefixTokens = tensor.dims[0] as number;
  assertPeftFields(peft, {
    num_virtual_tokens: prefixTokens,
    num_layers: shape.layers,
    num_attention_heads: shape.keyValueHeads,
    token_dim: shape.keyValueHeads * shape.headSize,
    num_transformer_submodules: 1,
  });
  const values = float32Values(tensor);
  assertFinite(values, folder, weightName);
  return { kind: 'prefix', name, sha256, prefixTokens, values, textStart: 'afterPrefix' };
}
