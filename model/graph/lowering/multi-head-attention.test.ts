import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerFusedOperators } from './lower.ts';
import {
  assertLowered,
  type FusedInput,
  type FusedNode,
  fusedGraph,
  inputMaker,
  int32Feed,
} from './testing/fused-node.ts';

const [batch, sequence, past, heads, headSize] = [2, 3, 4, 3, 8];
const { feed, weight } = inputMaker(5);
const tokens = () => feed(batch, sequence, heads * headSize);
const caches = [feed(batch, heads, past, headSize), feed(batch, heads, past, headSize)];

const attention = (options: readonly FusedInput[], attributes: FusedNode['attributes'] = {}): FusedNode => ({
  op: 'MultiHeadAttention',
  inputs: [tokens(), tokens(), tokens(), ...options],
  outputs: ['y'],
  attributes: { num_heads: heads, ...attributes },
});
const withCache = (node: FusedNode): FusedNode => ({ ...node, outputs: ['y', 'present_key', 'present_value'] });

test('MultiHeadAttention without a cache is plain attention', async (t) => {
  await assertLowered(t, attention([]));
  await assertLowered(t, attention([], { scale: 0.2 }));
  await assertLowered(t, attention([], { unidirectional: 1 }));
});

test('each of queries, keys and values takes its part of the bias', (t) =>
  assertLowered(t, attention([weight(3 * heads * headSize)])));

test('the cache comes before the new keys and values', async (t) => {
  await assertLowered(t, withCache(attention([null, null, null, ...caches])));
  await assertLowered(t, withCache(attention([null, null, null, ...caches], { unidirectional: 1 })));
});

test('the mask is added, for every head and row alike or not', async (t) => {
  const total = past + sequence;
  for (const [rows, masks] of [
    [1, 1],
    [batch, 1],
    [batch, heads],
  ] as const) {
    await assertLowered(t, withCache(attention([null, null, feed(rows, masks, sequence, total), ...caches])));
  }
});

test('a padding mask is refused', () => {
  const { graph } = fusedGraph(attention([null, int32Feed([3, 2])]));
  assert.throws(() => lowerFusedOperators(graph), {
    code: 'model.operator_unsupported',
    message: /no key_padding_mask \(input 4\), got input_4/,
  });
});
