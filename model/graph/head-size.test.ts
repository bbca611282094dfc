import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { cacheShape } from './decoder-convention.ts';
import type { Graph } from './graph.ts';
import { withHeadSize } from './head-size.ts';
import { readOnnx } from './read-onnx.ts';

const { folder } = openGoldenDecoder('glm');
const read = (file: string): Graph => readOnnx(readFileSync(join(folder, file)), file);
const open = read('genai/model.onnx');

test('the head size that an export leaves open follows from its attention', () => {
  assert.throws(() => cacheShape(open), { code: 'model.onnx_invalid' });
  const closed = withHeadSize(open);
  assert.deepEqual(cacheShape(closed), { layers: 2, keyValueHeads: 2, headSize: 32 });
  const present = closed.outputs.find((output) => output.name === 'present.1.value');
  assert.deepEqual(present?.shape, ['batch_size', 2, 'total_sequence_length', 32]);
});

test('the head size follows from a quantized output projection too', () => {
  const nodes = open.nodes.map((node) =>
    node.op === 'MatMul' ? { ...node, op: 'MatMulNBits', attributes: { K: { int: 128 } } } : node,
  );
  assert.equal(cacheShape(withHeadSize({ ...open, nodes })).headSize, 32);
});

test('a graph that tells its head size, or has no fused attention, stays as it is', () => {
  const optimum = read('optimum.onnx');
  assert.equal(withHeadSize(optimum), optimum);
  const nodes = open.nodes.filter((node) => node.op !== 'GroupQueryAttention');
  const unfused = { ...open, nodes };
  assert.equal(withHeadSize(unfused), unfused);
});
