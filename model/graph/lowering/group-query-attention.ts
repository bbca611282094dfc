import { floatAttribute, intAttribute } from '../attributes.ts';
import { appended, causalBias, scaledAttention, splitHeads } from './attention.ts';
import {
  type Lowering,
  type LoweringContext,
  notLowered,
  optionalInput,
  refuseInputs,
  requiredInput,
} from './lowering.ts';

/** Inputs of newer versions that are not written in plain operators here. */
const refused = {
  10: 'attention_bias',
  11: 'head_sink',
  12: 'k_scale',
  13: 'v_scale',
  14: 'q_norm_weight',
  15: 'k_norm_weight',
};

/**
 * GroupQueryAttention: queries H, keys and values G heads, each separate or packed into the first input; positions
 * turned inside when `do_rotary` is set.
 *
 * The cache is taken to hold exactly the tokens before the new ones, for every row of a batch alike, and padding to
 * stand on the right. So `seqlens_k` and `total_sequence_length` say nothing that the shapes do not, and batches may
 * have a past and several new tokens, which the runtime's own operator refuses.
 *
 * @source onnxruntime, docs/ContribOperators.md and contrib_ops/cpu/bert/gqa_attention_base.h; compared with the
 *         operator itself in group-query-attention.test.ts
 */
export const groupQueryAttention: Lowering = (c) => {
  const { b, node } = c;
  refuseInputs(c, refused);
  for (const option of ['smooth_softmax', 'qk_output', 'kv_cache_bit_width']) {
    const value = intAttribute(node, option, 0);
    if (value > 0) throw notLowered(node, `no ${option}`, String(value));
  }
  if (intAttribute(node, 'causal', 1) !== 1) throw notLowered(node, 'causal 1', '0');
  const heads = intAttribute(node, 'num_heads', 0);
  const keyValueHeads = intAttribute(node, 'kv_num_heads', 0);
  const fresh = queryKeyValue(c, heads, keyValueHeads);
  const turned = (tensor: string, count: number): string =>
    intAttribute(node, 'do_rotary', 0) === 1 ? rotated(c, tensor, count) : tensor;
  const query = turned(fresh.query, heads);
  const key = appended(b, optionalInput(c, 3), turned(fresh.key, keyValueHeads));
  const value = appended(b, optionalInput(c, 4), fresh.value);
  const window = intAttribute(node, 'local_window_size', -1);
  const bias = c.shared(`causal ${requiredInput(c, 5)} ${window}`, () => causalBias(b, query, key, window));
  const scale = floatAttribute(node, 'scale', 0) || undefined;
  const softcap = floatAttribute(node, 'softcap', 0);
  return [scaledAttention(b, { query, key, value, bias, heads, keyValueHeads, scale, softcap }), key, value];
};

/** The new queries, keys and values, heads apart: [B, heads, S, D] each. */
function queryKeyValue(c: LoweringContext, heads: number, keyValueHeads: number) {
  const { b } = c;
  const [first, key] = [requiredInput(c, 0), optionalInput(c, 1)];
  if (key) {
    return {
      query: splitHeads(b, first, heads),
      key: splitHeads(b, key, keyValueHeads),
      value: splitHeads(b, requiredInput(c, 2), keyValueHeads),
    };
  }
  const all = splitHeads(b, first, heads + 2 * keyValueHeads);
  const sizes = b.ints([heads, keyValueHeads, keyValueHeads]);
  const [query, packedKey, value] = b.ops('Split', [all, sizes], 3, { axis: 1 }) as [string, string, string];
  return { query, key: packedKey, value };
}

function rotated(c: LoweringContext, tensor: string, heads: number): string {
  const { b, node } = c;
  const [cos, sin] = [requiredInput(c, 7), requiredInput(c, 8)];
  const pairs = b.constant(cos)?.dims[1];
  if (pairs === undefined) throw notLowered(node, 'a constant cos_cache (input 7)', cos);
  return b.op('RotaryEmbedding', [tensor, positions(c), cos, sin], {
    interleaved: intAttribute(node, 'rotary_interleaved', 0),
    num_heads: heads,
    rotary_embedding_dim: 2 * pairs,
  });
}

/** Positions of the new tokens: given, or counted from the first, [1]. */
function positions(c: LoweringContext): string {
  const given = optionalInput(c, 9);
  if (given) return given;
  const past = optionalInput(c, 3);
  return past ? c.b.op('Shape', [past], { start: 2, end: 3 }) : c.b.ints([0]);
}
