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

/**
 * MultiHeadAttention of new tokens over a cache: queries, keys and values of one head count, [B, S, H * D] each, with
 * a bias and an additive mask at most.
 *
 * @source onnxruntime, docs/ContribOperators.md; compared with the operator itself in multi-head-attention.test.ts
 */
export const multiHeadAttention: Lowering = (c) => {
  const { b, node } = c;
  refuseInputs(c, { 4: 'key_padding_mask', 8: 'past_sequence_length', 9: 'cache_indirection' });
  if (node.outputs[3]) throw notLowered(node, 'no qk output', node.outputs[3]);
  const heads = intAttribute(node, 'num_heads', 0);
  const fresh = [0, 1, 2].map((i) => splitHeads(b, withBias(c, i), heads));
  const query = fresh[0] as string;
  const key = appended(b, optionalInput(c, 6), fresh[1] as string);
  const value = appended(b, optionalInput(c, 7), fresh[2] as string);
  const scale = floatAttribute(node, 'scale', 0) || undefined;
  const bias = scoreBias(c, query, key);
  return [scaledAttention(b, { query, key, value, bias, heads, keyValueHeads: heads, scale, softcap: 0 }), key, value];
};

/** Query, key or value plus its third of the bias. */
function withBias(c: LoweringContext, i: number): string {
  const bias = optionalInput(c, 3);
  const tensor = requiredInput(c, i);
  if (!bias) return tensor;
  const third = c.shared(`bias ${bias} ${i}`, () => {
    const parts = c.b.ops('Split', [bias], 3, { axis: 0, num_outputs: 3 });
    return parts[i] as string;
  });
  return c.b.op('Add', [tensor, third]);
}

/** The additive mask [B, H, S, T], its first two axes perhaps 1, and what `unidirectional` forbids. */
function scoreBias(c: LoweringContext, query: string, key: string): string | undefined {
  const { b, node } = c;
  const given = optionalInput(c, 5);
  // Every head is its own group: [B, H, 1, S, T].
  const bias = given && c.shared(`bias of scores ${given}`, () => b.op('Unsqueeze', [given, b.ints([2])]));
  if (intAttribute(node, 'unidirectional', 0) === 0) return bias;
  const causal = causalBias(b, query, key, -1);
  return bias ? b.op('Add', [bias, causal]) : causal;
}
