import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom, type Random } from '#domain';
import { parseChatGlmConfig } from '../model/decoder/chatglm-config.ts';
import { chatGlmWeights } from '../model/decoder/chatglm-weights.ts';
import { countOf, float16Bits } from '../model/weights/numbers.ts';
import { type StreamedTensor, writeSafetensorsShard, writeTorchShard } from './write-shard.ts';

/** Sizes that make a ChatGLM. */
export interface ChatGlmSizes {
  readonly layers: number;
  readonly width: number;
  readonly feedForwardWidth: number;
  readonly heads: number;
  readonly headSize: number;
  readonly groups: number;
  readonly vocabulary: number;
  readonly positions: number;
}

/** Those of ChatGLM2-6B. @source its config.json */
export const chatGlm2Sizes: ChatGlmSizes = {
  layers: 28,
  width: 4096,
  feedForwardWidth: 13_696,
  heads: 32,
  headSize: 128,
  groups: 2,
  vocabulary: 65_024,
  positions: 32_768,
};

/** The fields of ChatGLM2-6B's `config.json`, with these sizes. */
export function chatGlmConfigJson(sizes: ChatGlmSizes): Record<string, unknown> {
  return {
    architectures: ['ChatGLMModel'],
    model_type: 'chatglm',
    add_bias_linear: false,
    add_qkv_bias: true,
    apply_query_key_layer_scaling: true,
    apply_residual_connection_post_layernorm: false,
    attention_dropout: 0,
    attention_softmax_in_fp32: true,
    bias_dropout_fusion: true,
    ffn_hidden_size: sizes.feedForwardWidth,
    fp32_residual_connection: false,
    hidden_dropout: 0,
    hidden_size: sizes.width,
    kv_channels: sizes.headSize,
    layernorm_epsilon: 1e-5,
    multi_query_attention: true,
    multi_query_group_num: sizes.groups,
    num_attention_heads: sizes.heads,
    num_layers: sizes.layers,
    original_rope: true,
    padded_vocab_size: sizes.vocabulary,
    post_layer_norm: true,
    rmsnorm: true,
    seq_length: sizes.positions,
    use_cache: true,
    torch_dtype: 'float16',
    tie_word_embeddings: false,
    eos_token_id: 2,
    pad_token_id: 0,
  };
}

/** Name and shape of every tensor, in the order of ChatGLM's checkpoint. */
export function chatGlmTensors(sizes: ChatGlmSizes): ReadonlyMap<string, readonly number[]> {
  const config = parseChatGlmConfig(chatGlmConfigJson(sizes), 'the sizes');
  const [embedding, ...others] = [...chatGlmWeights(config).values()].map(({ name, dims }) => [name, dims] as const);
  return new Map([embedding!, [frequencies, [config.rotaryChannels / 2]], ...others]);
}

const frequencies = 'transformer.rotary_pos_emb.inv_freq';

/**
 * Names of the tensors of each shard: as many as fit, one after the other.
 *
 * @source Hugging Face transformers 4.30, `shard_checkpoint`, which published checkpoints were divided by
 */
export function planShards(tensors: ReadonlyMap<string, readonly number[]>, shardBytes: number): string[][] {
  const shards: string[][] = [[]];
  let filledBytes = 0;
  for (const [name, dims] of tensors) {
    const lengthBytes = 2 * countOf(dims);
    if (filledBytes > 0 && filledBytes + lengthBytes > shardBytes) {
      shards.push([]);
      filledBytes = 0;
    }
    shards.at(-1)?.push(name);
    filledBytes += lengthBytes;
  }
  return shards;
}

export interface CheckpointOptions {
  readonly format: 'torch' | 'safetensors';
  readonly shardBytes: number;
  readonly seed: number;
  /** Told after each shard. */
  readonly onShard?: (file: string, done: number, all: number) => void;
}

/** Writes `config.json`, shards and their index; no more than a few megabytes of weights are in memory. */
export async function writeChatGlmCheckpoint(
  folder: string,
  sizes: ChatGlmSizes,
  { format, shardBytes, seed, onShard }: CheckpointOptions,
): Promise<void> {
  const tensors = chatGlmTensors(sizes);
  const shards = planShards(tensors, shardBytes);
  const [stem, suffix] = format === 'torch' ? ['pytorch_model', 'bin'] : ['model', 'safetensors'];
  const write = format === 'torch' ? writeTorchShard : writeSafetensorsShard;
  const numbered = (n: number): string => String(n).padStart(5, '0');
  const block = randomBlock(seed);
  const json = (file: string, value: object): Promise<void> =>
    writeFile(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);

  await mkdir(folder, { recursive: true });
  await json('config.json', chatGlmConfigJson(sizes));
  const weight_map: Record<string, string> = {};
  for (const [i, names] of shards.entries()) {
    const file = `${stem}-${numbered(i + 1)}-of-${numbered(shards.length)}.${suffix}`;
    const streamed = names.map((name) => [name, randomTensor(name, tensors.get(name)!, block, seed)] as const);
    await write(join(folder, file), new Map(streamed));
    for (const name of names) weight_map[name] = file;
    onShard?.(file, i + 1, shards.length);
  }
  const total_size = [...tensors.values()].reduce((sum, dims) => sum + 2 * countOf(dims), 0);
  await json(`${stem}.${suffix}.index.json`, { metadata: { total_size }, weight_map });
}

const deviation = 0.02;
const [blockNumbers, pieceNumbers] = [1 << 20, 1 << 18];

/** Normal numbers that all large tensors are made of. */
function randomBlock(seed: number): Uint16Array {
  const random = createRandom(seed);
  return Uint16Array.from({ length: blockNumbers }, () => float16Bits(deviation * random.normal()));
}

/** Pieces of the block from places at random; norms are about 1, and the frequencies what they must be. */
function randomTensor(name: string, dims: readonly number[], block: Uint16Array, seed: number): StreamedTensor {
  const random = createRandom(seed).fork(name);
  if (name === frequencies) return oneByOne(dims, (i) => 10_000 ** (-i / (dims[0] as number)));
  if (name.includes('layernorm')) return oneByOne(dims, () => 1 + deviation * random.normal());
  return { dims, pieces: () => blockPieces(countOf(dims), block, random) };
}

function oneByOne(dims: readonly number[], valueAt: (i: number) => number): StreamedTensor {
  const bits = Uint16Array.from({ length: countOf(dims) }, (_, i) => float16Bits(valueAt(i)));
  return { dims, pieces: () => [new Uint8Array(bits.buffer)] };
}

function* blockPieces(count: number, block: Uint16Array, random: Random): Generator<Uint8Array> {
  for (let rest = count; rest > 0; rest -= pieceNumbers) {
    const numbers = Math.min(rest, pieceNumbers);
    const from = random.int(block.length - numbers + 1);
    yield new Uint8Array(block.buffer, 2 * from, 2 * numbers);
  }
}
