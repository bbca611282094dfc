import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#errors';
import type { CacheShape } from '../graph/decoder-convention.ts';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';

/**
 * A tuned prefix: the first P entries of every layer's cache. Keys are as they stand in the cache, already rotated
 * for positions 0..P-1; text follows at position P.
 *
 * On disk it is a PEFT `PREFIX_TUNING` folder.
 * @source PEFT, config.py `save_pretrained` and tuners/prefix_tuning
 */
export interface PrefixAdapter {
  readonly name: string;
  /** Digest of the weights file, hexadecimal. */
  readonly sha256: string;
  /** P. */
  readonly prefixTokens: number;
  /** `[P, 2 * L * G * D]`, see `prefixColumns`. */
  readonly values: Float32Array;
}

const configFile = 'adapter_config.json';
const weightsFile = 'adapter_model.safetensors';
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
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, configFile), `${JSON.stringify(config, null, 2)}\n`);
  await writeFile(
    join(folder, weightsFile),
    writeSafetensors(new Map([[weightName, float32Initializer(values, [prefixTokens, columns])]])),
  );
}

/**
 * Reads a PEFT prefix adapter.
 *
 * @param shape  cache sizes of the model it is to steer
 * @throws AppError `model.adapter_invalid` when it is another kind of adapter or was made for another model
 */
export async function readPrefixAdapter(folder: string, shape: CacheShape): Promise<PrefixAdapter> {
  const invalid = (what: string, cause?: unknown): AppError =>
    new AppError('model.adapter_invalid', `adapter ${folder}: ${what}`, { cause });
  let config: Record<string, unknown>;
  let bytes: Buffer;
  try {
    config = JSON.parse(await readFile(join(folder, configFile), 'utf8'));
    bytes = await readFile(join(folder, weightsFile));
  } catch (cause) {
    throw invalid(`expected readable ${configFile} and ${weightsFile}`, cause);
  }
  if (config.peft_type !== 'PREFIX_TUNING')
    throw invalid(`expected peft_type PREFIX_TUNING, got ${JSON.stringify(config.peft_type)}`);
  const tensor = readSafetensors(bytes, join(folder, weightsFile)).get(weightName);
  const columns = prefixColumns(shape);
  if (tensor?.dims.length !== 2 || tensor.dims[1] !== columns) {
    throw invalid(
      `expected ${weightName} of [tokens, ${columns}] for ${shape.layers} layers, got [${tensor?.dims.join(', ') ?? 'nothing'}]`,
    );
  }
  return {
    name: basename(folder),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    prefixTokens: tensor.dims[0] as number,
    values: Float32Array.from(float32Values(tensor)),
  };
}
