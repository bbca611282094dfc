import { join } from 'node:path';
import { AppError } from '#errors';
import { parseChatGlmConfig } from '../decoder/chatglm-config.ts';
import { chatGlmWeights, type WeightRows } from '../decoder/chatglm-weights.ts';
import { type DecoderConfig, parseDecoderConfig } from '../decoder/decoder-config.ts';
import { decoderWeightShapes } from '../decoder/weight-shapes.ts';
import { firstFolderFile, readFolderJson } from '../folder/folder-file.ts';
import { isTokenNumber, parseEosTokens } from '../folder/model-limits.ts';
import { type FileTensor, openWeightFiles } from './weight-files.ts';

/** One tensor of a checkpoint, read in parts so that no large one is ever whole in memory. */
export interface CheckpointTensor {
  readonly dims: readonly number[];
  /**
   * Values of `count` rows from row `first` on, as float32; float16 and bfloat16 are widened exactly. A row is all but
   * the first dimension, so a tensor of rank 1 has one number a row.
   *
   * @throws AppError `model.weights_invalid` when the file ends before the rows do
   */
  readRows(first: number, count: number): Promise<Float32Array>;
}

/**
 * A decoder's configuration and weights, wherever they lie. Every tensor of `decoderWeightShapes(config)` is there, under
 * Hugging Face names, with its shape.
 */
export interface Checkpoint {
  readonly config: DecoderConfig;
  readonly tokens: CheckpointTokens;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  close(): Promise<void>;
}

/** Tokens that the configuration files tell of. */
export interface CheckpointTokens {
  /** Each of them ends an answer. */
  readonly eos: readonly [number, ...number[]];
  /** What rows of a batch are filled up with; the first of `eos` where the files are silent. */
  readonly pad: number;
}

/**
 * Opens a Hugging Face folder with `config.json` and weights in one file or in shards, safetensors or torch, of one of
 * the known architectures, or of ChatGLM2, ChatGLM3 and GLM-4 in their first layout. Only headers are read.
 *
 * @throws AppError `model.folder_missing`, `model.config_invalid`, `model.weights_invalid`, `model.torch_file_invalid`,
 *         `model.pickle_refused`; `model.weight_missing` when a tensor is not there or its shape differs,
 *         `model.weight_unknown` when there is one the graph would leave out
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const json = await readFolderJson(folder, 'config.json');
  const { config, weights } = readLayout(json, join(folder, 'config.json'));
  const tokens = await readTokens(folder, json);
  const { tensors: found, close } = await openWeightFiles(folder, (name) => !passedOver.test(name));
  try {
    refuseUnknown(found, weights, config);
    return { config, tokens, tensors: tensorsOf(found, weights, config, folder), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Layout {
  readonly config: DecoderConfig;
  /** Where each weight of `decoderWeightShapes(config)` is. */
  readonly weights: ReadonlyMap<string, WeightRows>;
}

function readLayout(json: Readonly<Record<string, unknown>>, source: string): Layout {
  if (json.model_type === 'chatglm') {
    const config = parseChatGlmConfig(json, source);
    return { config, weights: chatGlmWeights(config) };
  }
  const config = parseDecoderConfig(json, source);
  const weights = [...decoderWeightShapes(config)].map(([name, dims]) => [name, { name, dims, firstRow: 0 }] as const);
  return { config, weights: new Map(weights) };
}

async function readTokens(folder: string, config: Readonly<Record<string, unknown>>): Promise<CheckpointTokens> {
  const file = await firstFolderFile(folder, ['generation_config.json']);
  const generation = file ? await readFolderJson(folder, file) : {};
  const told = (key: string): unknown => generation[key] ?? config[key];
  const eos = parseEosTokens(told('eos_token_id'), `${folder}: eos_token_id of generation_config.json, config.json`);
  const pad = told('pad_token_id');
  return { eos, pad: isTokenNumber(pad) ? pad : eos[0] };
}

/** Tables that the graph makes itself, and prefixes, which are read as adapters. */
const passedOver = /(^|\.)(rotary_emb|rotary_pos_emb|prefix_encoder)\./;

function refuseUnknown(
  found: ReadonlyMap<string, FileTensor>,
  weights: ReadonlyMap<string, WeightRows>,
  { architecture, tiedEmbedding }: DecoderConfig,
): void {
  const known = new Set([...weights.values()].map(({ name }) => name));
  if (tiedEmbedding) known.add('lm_head.weight');
  for (const [name, { source }] of found) {
    if (known.has(name)) continue;
    throw new AppError('model.weight_unknown', `${source}: expected a weight of ${architecture}, got another`, {
      hint: 'the checkpoint has parts that the graph does not, so its answers would differ; adapters are read apart',
    });
  }
}

function tensorsOf(
  found: ReadonlyMap<string, FileTensor>,
  weights: ReadonlyMap<string, WeightRows>,
  config: DecoderConfig,
  folder: string,
): ReadonlyMap<string, CheckpointTensor> {
  const shapes = decoderWeightShapes(config);
  const tensors = new Map<string, CheckpointTensor>();
  for (const [ours, { name, dims, firstRow }] of weights) {
    const tensor = found.get(name);
    const shape = `[${tensor?.dims.join(', ')}]`;
    const expected = `[${dims.join(', ')}]`;
    if (!tensor) throw new AppError('model.weight_missing', `${folder}: expected ${name} of ${expected}, got none`);
    if (shape !== expected)
      throw new AppError('model.weight_missing', `${tensor.source}: expected a shape of ${expected}, got ${shape}`);
    tensors.set(ours, rowsOf(tensor, firstRow, shapes.get(ours) as readonly number[]));
  }
  return tensors;
}

/** Those rows of a tensor that are a weight of these dimensions. */
function rowsOf({ source, readRows }: FileTensor, firstRow: number, dims: readonly number[]): CheckpointTensor {
  const [rows = 1] = dims;
  return {
    dims,
    readRows: async (first, count) => {
      if (first < 0 || count < 0 || first + count > rows)
        throw new RangeError(`${source}: expected rows below ${rows}, got ${count} from ${first} on`);
      return readRows(firstRow + first, count);
    },
  };
}
