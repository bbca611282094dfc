import { float32Values, type Initializer } from '../../graph/graph.ts';
import type { DecoderConfig } from '../decoder-config.ts';

/**
 * A GLM decoder in plain double precision, one token and one sequence at a time: the oracle of the graph. Nothing
 * here is shared with the graph but the names of the weights.
 *
 * @source THUDM modeling_chatglm.py (RMSNorm, half-rotary interleaved positions, grouped key/value heads, QKV bias,
 *         SwiGLU with fused gate and up) and its Hugging Face twin `glm`, which names the weights
 */

/** Keys and values of each layer, token by token: `[layer][token][G * D]`; keys are rotated. */
export interface ReferenceCache {
  readonly keys: Float64Array[][];
  readonly values: Float64Array[][];
}

export interface ReferenceTokens {
  readonly ids: readonly number[];
  readonly positions: readonly number[];
  /** For each key, those of the cache first, whether it may be looked at. */
  readonly seen: readonly boolean[];
}

export function emptyReferenceCache({ layers }: DecoderConfig): ReferenceCache {
  return { keys: Array.from({ length: layers }, () => []), values: Array.from({ length: layers }, () => []) };
}

/**
 * Logits of every token, `[S][V]`. The tokens' keys and values are appended to `cache`.
 *
 * @param weights  under Hugging Face names, linear ones `[out, in]`
 */
export function referenceLogits(
  config: DecoderConfig,
  weights: ReadonlyMap<string, Initializer>,
  { ids, positions, seen }: ReferenceTokens,
  cache: ReferenceCache,
): number[][] {
  const weight = (name: string): Float32Array => float32Values(weights.get(name)!);
  return ids.map((id, s) => {
    let hidden = row(weight('model.embed_tokens.weight'), id, config.width);
    for (let layer = 0; layer < config.layers; layer += 1) {
      const of = (name: string): Float32Array => weight(`model.layers.${layer}.${name}`);
      const normed = rmsNorm(hidden, of('input_layernorm.weight'), config.normEpsilon);
      const project = (name: string): Float64Array =>
        add(linear(normed, of(`self_attn.${name}_proj.weight`)), of(`self_attn.${name}_proj.bias`));
      cache.keys[layer]!.push(rotate(project('k'), positions[s]!, config));
      cache.values[layer]!.push(project('v'));
      const mixed = attend(
        rotate(project('q'), positions[s]!, config),
        cache.keys[layer]!,
        cache.values[layer]!,
        seen,
        config,
      );
      hidden = add(hidden, linear(mixed, of('self_attn.o_proj.weight')));

      const gateUp = linear(
        rmsNorm(hidden, of('post_attention_layernorm.weight'), config.normEpsilon),
        of('mlp.gate_up_proj.weight'),
      );
      const F = config.feedForwardWidth;
      const swiGlu = Float64Array.from({ length: F }, (_, i) => silu(gateUp[i]!) * gateUp[F + i]!);
      hidden = add(hidden, linear(swiGlu, of('mlp.down_proj.weight')));
    }
    const head = weight(config.tiedEmbedding ? 'model.embed_tokens.weight' : 'lm_head.weight');
    return [...linear(rmsNorm(hidden, weight('model.norm.weight'), config.normEpsilon), head)];
  });
}

/** Attention of the newest token: query heads in groups of H / G share a key head; keys up to its own are visible. */
function attend(
  query: Float64Array,
  keys: readonly Float64Array[],
  values: readonly Float64Array[],
  seen: readonly boolean[],
  { heads, keyValueHeads, headSize }: DecoderConfig,
): Float64Array {
  const mixed = new Float64Array(heads * headSize);
  for (let head = 0; head < heads; head += 1) {
    const from = Math.floor(head / (heads / keyValueHeads)) * headSize;
    const scores = keys.map((key, token) => {
      if (!seen[token]) return Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let d = 0; d < headSize; d += 1) sum += query[head * headSize + d]! * key[from + d]!;
      return sum / Math.sqrt(headSize);
    });
    const top = Math.max(...scores);
    const exponentials = scores.map((score) => Math.exp(score - top));
    const total = exponentials.reduce((sum, e) => sum + e, 0);
    values.forEach((value, token) => {
      for (let d = 0; d < headSize; d += 1)
        mixed[head * headSize + d]! += (exponentials[token]! / total) * value[from + d]!;
    });
  }
  return mixed;
}

/** Turns channel pairs (2i, 2i + 1) of the first R channels of each head by position * base^(-2i / R). */
function rotate(
  x: Float64Array,
  position: number,
  { headSize, rotaryChannels, rotaryBase }: DecoderConfig,
): Float64Array {
  const turned = Float64Array.from(x);
  for (let from = 0; from < x.length; from += headSize) {
    for (let channel = 0; channel < rotaryChannels; channel += 2) {
      const angleRad = position / rotaryBase ** (channel / rotaryChannels);
      const [even, odd] = [x[from + channel]!, x[from + channel + 1]!];
      turned[from + channel] = even * Math.cos(angleRad) - odd * Math.sin(angleRad);
      turned[from + channel + 1] = odd * Math.cos(angleRad) + even * Math.sin(angleRad);
    }
  }
  return turned;
}

function rmsNorm(x: Float64Array, weight: Float32Array, epsilon: number): Float64Array {
  const meanSquare = x.reduce((sum, value) => sum + value * value, 0) / x.length;
  return x.map((value, i) => (weight[i]! * value) / Math.sqrt(meanSquare + epsilon));
}

/** Weight `[out, in]` times x. */
function linear(x: Float64Array, weight: Float32Array): Float64Array {
  return Float64Array.from({ length: weight.length / x.length }, (_, out) =>
    x.reduce((sum, value, i) => sum + weight[out * x.length + i]! * value, 0),
  );
}

const row = (matrix: Float32Array, index: number, width: number): Float64Array =>
  Float64Array.from(matrix.subarray(index * width, (index + 1) * width));

const add = (x: Float64Array, y: Float32Array | Float64Array): Float64Array => x.map((value, i) => value + y[i]!);

const silu = (x: number): number => x / (1 + Math.exp(-x));
