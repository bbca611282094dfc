import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Initializer, type Graph, isExternal } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { float32Tensor, openSession } from './session.ts';
import { shareConstants } from './shared-constants.ts';

/** x times two weights that are parts of one buffer, plus a small one. */
function twoWeights(): { graph: Graph; file: Float32Array } {
  const file = Float32Array.from({ length: 8 + 2 * 32 * 32 }, (_, i) => Math.sin(i));
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 32] });
  const first = b.initializer('first', float32Initializer(file.subarray(8, 8 + 1024), [32, 32]));
  const second = b.initializer('second', float32Initializer(file.subarray(8 + 1024), [32, 32]));
  const shift = b.initializer('shift', float32Initializer(new Float32Array(32).fill(0.5), [32]));
  const y = b.op('Add', [b.op('MatMul', [b.op('MatMul', [x, first]), second]), shift]);
  b.output({ name: b.named('y', y), type: 'float32', shape: null });
  return { graph: b.build('two weights'), file };
}

test('large constants are referred to where they are, small ones are held', () => {
  const { graph, file } = twoWeights();
  const { graph: sharing, shared } = shareConstants(graph);
  assert.equal(shared.length, 1);
  assert.equal(shared[0]?.data.buffer, file.buffer);
  const location = shared[0]?.path;
  assert.deepEqual(sharing.initializers.get('first')?.data, { location, offset: 32, length: 4096 });
  assert.deepEqual(sharing.initializers.get('second')?.data, { location, offset: 32 + 4096, length: 4096 });
  assert.ok(!isExternal(sharing.initializers.get('shift')!.data));
});

test('the bytes of a graph do not grow with its weights', () => {
  const { graph } = twoWeights();
  assert.ok(writeOnnx(graph).byteLength > 8192);
  assert.ok(writeOnnx(shareConstants(graph).graph).byteLength < 1024);
});

test('a session computes with constants that it was referred to', async () => {
  const { graph, file } = twoWeights();
  const session = await openSession(graph, { threads: 1 });
  const { y } = await session.run({ x: float32Tensor(new Float32Array(32).fill(1), [1, 32]) });
  await session.close();
  const columnSums = Array.from({ length: 32 }, (_, k) =>
    Array.from({ length: 32 }, (__, i) => file[8 + 32 * i + k]!).reduce((sum, value) => sum + value, 0),
  );
  const expected = columnSums.reduce((sum, value, k) => sum + value * file[8 + 1024 + 32 * k]!, 0.5);
  assert.ok(Math.abs(Number(y?.data[0]) - expected) < 1e-5);
});
