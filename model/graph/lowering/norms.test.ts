import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerFusedOperators } from './lower.ts';
import { assertLowered, fusedGraph, inputMaker } from './testing/fused-node.ts';

const epsilon = { float: 0.25 };

test('SkipSimplifiedLayerNormalization is an addition and RMSNorm; its fourth output is the sum', async (t) => {
  const { feed, weight } = inputMaker(1);
  const op = 'SkipSimplifiedLayerNormalization';
  const attributes = { epsilon };
  const outputs = ['y', '', '', 'sum'];
  await assertLowered(t, { op, attributes, outputs, inputs: [feed(2, 3, 8), feed(2, 3, 8), weight(8)] });
  await assertLowered(t, { op, attributes, outputs, inputs: [feed(2, 3, 8), feed(2, 3, 8), weight(8), weight(8)] });
  await assertLowered(t, { op, attributes, outputs: ['y'], inputs: [feed(2, 3, 8), feed(3, 8), weight(8)] });
  await assertLowered(t, { op, outputs: ['y'], inputs: [feed(2, 3, 8), feed(1, 3, 8), weight(8)] });
});

test('SkipLayerNormalization is an addition and LayerNorm, with or without shift and bias', async (t) => {
  const { feed, weight } = inputMaker(2);
  const op = 'SkipLayerNormalization';
  const [x, skip, scale, shift, bias] = [feed(2, 3, 8), feed(2, 3, 8), weight(8), weight(8), weight(8)];
  await assertLowered(t, { op, outputs: ['y'], attributes: { epsilon }, inputs: [x, skip, scale] });
  await assertLowered(t, { op, outputs: ['y', '', '', 'sum'], inputs: [x, skip, scale, shift] });
  await assertLowered(t, { op, outputs: ['y', '', '', 'sum'], inputs: [x, skip, scale, shift, bias] });
});

test('RMSNormalization of the standard is RMSNorm', (t) => {
  const { feed, weight } = inputMaker(3);
  const node = { op: 'RMSNormalization', domain: '', opset: 23, outputs: ['y'] };
  return assertLowered(t, { ...node, attributes: { epsilon }, inputs: [feed(2, 3, 8), weight(8)] });
});

test('mean and inverse deviation of a skip norm are refused', () => {
  const { feed, weight } = inputMaker(4);
  const inputs = [feed(2, 3, 8), feed(2, 3, 8), weight(8), weight(8)];
  const { graph } = fusedGraph({ op: 'SkipLayerNormalization', outputs: ['y', 'mean'], inputs });
  assert.throws(() => lowerFusedOperators(graph), {
    code: 'model.operator_unsupported',
    message: /SkipLayerNormalization node SkipLayerNormalization_1 to have no mean.*got output 1/,
  });
});
