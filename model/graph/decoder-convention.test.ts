import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph } from '../glm/decoder-graph.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { cacheShape, findOutputHead } from './decoder-convention.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));

test('the cache sizes of a decoder are read off its inputs', () => {
  assert.deepEqual(cacheShape(decoder), { layers: 2, keyValueHeads: 2, headSize: 8 });
});

test('a graph without a cache is refused with the inputs it has', () => {
  const bare = { ...decoder, inputs: decoder.inputs.slice(0, 2) };
  assert.throws(() => cacheShape(bare), { code: 'model.onnx_invalid', message: /got input_ids, attention_mask$/ });
});

test('the output head is the product that makes the logits, and reads the last norm', () => {
  const head = findOutputHead(decoder);
  assert.equal(head?.product.inputs[1], 'model.embed_tokens.weight');
  assert.equal(decoder.nodes.find((node) => node.outputs[0] === head?.hidden)?.op, 'SimplifiedLayerNormalization');
});

test('logits that no product makes have no output head', () => {
  assert.equal(
    findOutputHead({ ...decoder, nodes: decoder.nodes.filter((node) => node.op !== 'FusedMatMul') }),
    undefined,
  );
});
