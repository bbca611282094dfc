import type { GraphBuilder } from '../graph/graph-builder.ts';
import { architectures } from './architectures.ts';
import type { AttentionInputs, AttentionOutputs, AttentionWriter } from './attention.ts';
import type { DecoderConfig } from './decoder-config.ts';

/** Heads and their rotating channels come in multiples of this. */
const channelMultiple = 16;

/**
 * Why `GroupQueryAttention` cannot turn the heads of this decoder; undefined when it can.
 *
 * @source onnxruntime, contrib_ops/cpu/bert/group_query_attention_helper.h
 */
export function whyNotFused({ headSize, rotaryChannels }: DecoderConfig): string | undefined {
  if (headSize % channelMultiple === 0 && rotaryChannels % channelMultiple === 0) return undefined;
  return `GroupQueryAttention takes heads and rotations of a multiple of ${channelMultiple} channels, this model has ${headSize} and ${rotaryChannels}`;
}

/**
 * Grouped-query attention over the cache and the new tokens, in one operator.
 *
 * It takes several new tokens on top of a cache for one row only, and of each row's cache as many tokens as the row's mask has
 * ones before the new ones: padding stands on the right.
 */
export function fusedAttention(
  b: GraphBuilder,
  { architecture, heads, keyValueHeads, headSize }: DecoderConfig,
  { mask, positions, cos, sin }: AttentionInputs,
): AttentionWriter {
  const seen = b.op('ReduceSum', [mask, b.ints([1])], { keepdims: 0 }); // [B]
  const lastKeys = b.op('Cast', [b.op('Sub', [seen, b.ints([1])])], { to: 6 });
  const total = b.op('Cast', [b.op('Shape', [mask], { start: 1, end: 2 })], { to: 6 });
  return ({ query, key, value, pastKey, pastValue }): AttentionOutputs => {
    const inputs = [query, key, value, pastKey, pastValue, lastKeys, total, cos, sin, positions];
    const [output, presentKey, presentValue] = b.ops('GroupQueryAttention', inputs, 3, {
      num_heads: heads,
      kv_num_heads: keyValueHeads,
      scale: { float: 1 / Math.sqrt(headSize) },
      do_rotary: 1,
      rotary_interleaved: architectures[architecture].rotaryPairs === 'neighbors' ? 1 : 0,
    }) as [string, string, string];
    return { output, presentKey, presentValue };
  };
}
