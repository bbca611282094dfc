import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerFusedOperators } from './lower.ts';
import {
  assertLowered,
  type FusedNode,
  fusedGraph,
  inputMaker,
  int32Feed,
  int64Feed,
  rotaryTables,
} from './testing/fused-node.ts';

const heads = 6;
const keyValueHeads = 2;
const headSize = 32;

/** Attention of `sequence` new tokens after `past` cached ones, as the onnxruntime-genai builder writes it. */
function attention(
  { batch = 1, sequence = 5, past = 3, packed = false, rotaryChannels = headSize },
  attributes: FusedNode['attributes'] = {},
): FusedNode {
  const { feed } = inputMaker(7);
  const total = past + sequence;
  const width = keyValueHeads * headSize;
  const apart = [feed(batch, sequence, heads * headSize), feed(batch, sequence, width), feed(batch, sequence, width)];
  const queryKeyValue = packed ? [feed(batch, sequence, heads * headSize + 2 * width), null, null] : apart;
  const caches = [feed(batch, keyValueHeads, past, headSize), feed(batch, keyValueHeads, past, headSize)];
  return {
    op: 'GroupQueryAttention',
    inputs: [
      ...[...queryKeyValue, ...caches],
      ...[int32Feed(Array(batch).fill(total - 1)), int32Feed([total], [])],
      ...rotaryTables(32, rotaryChannels / 2),
    ],
    outputs: ['y', 'present_key', 'present_value'],
    attributes: { num_heads: heads, kv_num_heads: keyValueHeads, scale: 0.25, ...attributes },
  };
}

test('GroupQueryAttention over a cache is plain attention', (t) => assertLowered(t, attention({})));

test('queries, keys and values may be packed into one input', (t) => assertLowered(t, attention({ packed: true })));

test('an empty cache and a single new token make no difference, and batches neither', async (t) => {
  await assertLowered(t, attention({ batch: 3, past: 0 }));
  await assertLowered(t, attention({ batch: 3, past: 4, sequence: 1 }, { do_rotary: 1 }));
});

test('positions are turned inside, in halves or interleaved, all channels of a head or some', async (t) => {
  await assertLowered(t, attention({}, { do_rotary: 1 }));
  await assertLowered(t, attention({}, { do_rotary: 1, rotary_interleaved: 1 }));
  await assertLowered(t, attention({ packed: true, rotaryChannels: 16 }, { do_rotary: 1, rotary_interleaved: 1 }));
  await assertLowered(t, attention({ past: 0, batch: 2 }, { do_rotary: 1 }));
});

test('positions may be given', (t) => {
  const node = attention({}, { do_rotary: 1 });
  return assertLowered(t, { ...node, inputs: [...node.inputs, int64Feed([9, 3, 4, 5, 0], [1, 5])] });
});

test('the factor of the scores is 1 / sqrt(D) when none is given', (t) => {
  const { scale: _, ...attributes } = attention({}).attributes!;
  return assertLowered(t, { ...attention({}), attributes });
});

test('scores may be bent to a bound, and keys far behind be out of sight', async (t) => {
  await assertLowered(t, attention({}, { softcap: 0.5 }));
  for (const window of [1, 3, 20]) {
    await assertLowered(t, attention({ past: 6 }, { local_window_size: window }));
    await assertLowered(t, attention({ past: 6 }, { local_window_size: window, softcap: 0.5, do_rotary: 1 }));
  }
});

test('options that are not written in plain operators are refused by node and input', () => {
  const refusal = (node: FusedNode, message: RegExp) =>
    assert.throws(() => lowerFusedOperators(fusedGraph(node).graph), { code: 'model.operator_unsupported', message });
  refusal(attention({}, { smooth_softmax: 1 }), /GroupQueryAttention_1 to have no smooth_softmax, got 1/);
  const { feed } = inputMaker(8);
  const biased = [...attention({}).inputs, null, feed(1, 1, 5, 8)];
  refusal({ ...attention({}), inputs: biased }, /no attention_bias \(input 10\), got input_10/);
  const fedTables = attention({}, { do_rotary: 1 }).inputs.with(7, feed(32, 16));
  refusal({ ...attention({}, { do_rotary: 1 }), inputs: fedTables }, /a constant cos_cache \(input 7\), got input_7/);
});
