import { test } from 'node:test';
import { assertLowered, inputMaker, int64Feed, rotaryTables } from './testing/fused-node.ts';

test('BiasGelu is an addition and Gelu', (t) => {
  const { feed, weight } = inputMaker(1);
  return assertLowered(t, { op: 'BiasGelu', outputs: ['y'], inputs: [feed(2, 3, 8), weight(8)] });
});

test('RotaryEmbedding of the standard is the one of the runtime with its inputs in another order', async (t) => {
  const { feed } = inputMaker(2);
  const rotary = { op: 'RotaryEmbedding', domain: '', opset: 23, outputs: ['y'] };
  const positions = int64Feed([3, 0, 2, 1, 1, 5], [2, 3]);
  const x = feed(2, 4, 3, 8);
  const partial = { rotary_embedding_dim: 4, num_heads: 4, interleaved: 1 };
  await assertLowered(t, { ...rotary, inputs: [x, ...rotaryTables(6, 4), positions] });
  await assertLowered(t, { ...rotary, inputs: [x, ...rotaryTables(6, 2), positions], attributes: partial });
});
