import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { cacheShape, findOutputHead } from './decoder-convention.ts';
import { GraphBuilder } from './graph-builder.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));

test('the cache sizes of a decoder are read off its inputs', () => {
  assert.deepEqual(cacheShape(decoder), { layers: 2, keyValueHeads: 2, headSize: 8 });
});

test('a graph without a cache is refused with the inputs it has', () => {
  const bare = { ...decoder, inputs: decoder.inputs.slice(0, 2) };
  assert.throws(() => cacheShape(bare), { code: 'model.onnx_invalid', message: /got input_ids, attention_mask$/ });
});

test('a quantized cache is refused', () => {
  const inputs = decoder.inputs.map((input) => ({ ...input, type: 'int8' as const }));
  assert.throws(() => cacheShape({ ...decoder, inputs }), {
    code: 'model.onnx_invalid',
    message: /expected a cache of type float32 in graph .*, got int8$/,
  });
});

test('the output head is the product that makes the logits, and reads the last norm', () => {
  const head = findOutputHead(decoder);
  assert.equal(head?.nodes[0].inputs[1], 'model.embed_tokens.weight');
  assert.equal(decoder.nodes.find((node) => node.outputs[0] === head?.hidden)?.op, 'SimplifiedLayerNormalization');
});

test('logits that no product makes have no output head', () => {
  assert.equal(
    findOutputHead({ ...decoder, nodes: decoder.nodes.filter((node) => node.op !== 'FusedMatMul') }),
    undefined,
  );
});

test('a bias, a scale or a bound on the logits belongs to the head', () => {
  const b = GraphBuilder.from({ ...decoder, outputs: [] });
  const bounded = b.op('Mul', [b.op('Tanh', [b.op('Div', ['logits', b.scalar(30)])]), b.scalar(30)]);
  const renamed = { logits: 'unbounded', [bounded]: 'logits' } as Readonly<Record<string, string>>;
  const rename = (name: string): string => renamed[name] ?? name;
  const nodes = b.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  const { initializers } = b.build('bounded', [bounded]);
  const head = findOutputHead({ ...decoder, nodes, initializers });
  assert.deepEqual(
    head?.nodes.map((node) => node.op),
    ['FusedMatMul', 'Identity', 'Div', 'Tanh', 'Mul'],
  );
  assert.equal(head?.hidden, findOutputHead(decoder)?.hidden);
});
