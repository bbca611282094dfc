import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#domain';
import { float32Initializer, float32Tensor, type Graph, GraphBuilder, openSession } from '#model';
import { withProductsApart } from './products-apart.ts';

const { normal } = createRandom(5);
const matrix = float32Initializer(Float32Array.from({ length: 20 }, normal), [5, 4]);

/** x [N, 4] times a matrix, in parts of 2 and 3 columns; `write` may add more. */
function graphOf(write: (b: GraphBuilder, product: string) => void = () => {}, isLearned = false): Graph {
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: ['rows', 4] });
  const weight = isLearned
    ? b.input({ name: 'matrix', type: 'float32', shape: [5, 4] })
    : b.initializer('matrix', matrix);
  const product = b.op('FusedMatMul', [x, weight], { transB: 1, alpha: { float: 0.5 } });
  const parts = b.ops('Split', [product, b.ints([2, 3])], 2, { axis: -1 });
  parts.forEach((part, i) => {
    b.output({ name: b.named(`part_${i}`, part), type: 'float32', shape: null });
  });
  write(b, product);
  return b.build('split');
}

const opsOf = (graph: Graph): readonly string[] => graph.nodes.map(({ op }) => op).filter((op) => op !== 'Identity');

async function partsOf(graph: Graph): Promise<readonly (readonly number[])[]> {
  const session = await openSession(graph);
  const { part_0, part_1 } = await session.run({
    x: float32Tensor(
      Float32Array.from({ length: 12 }, (_, i) => i),
      [3, 4],
    ),
  });
  await session.close();
  return [part_0, part_1].map((part) => Array.from(part?.data ?? [], Number));
}

test('a product that is split becomes one for each part, with the same result and no copy of the weight', async () => {
  const whole = graphOf();
  const apart = withProductsApart(whole);
  assert.deepEqual(opsOf(apart), ['FusedMatMul', 'FusedMatMul']);
  assert.deepEqual(await partsOf(apart), await partsOf(whole));
  for (const { data } of apart.initializers.values()) {
    assert.equal(data instanceof Uint8Array && data.buffer, matrix.data instanceof Uint8Array && matrix.data.buffer);
  }
});

test('a product that is read whole, or whose weight is learned, is split as it was', () => {
  const read = graphOf((b, product) => b.output({ name: product, type: 'float32', shape: null }));
  assert.deepEqual(opsOf(withProductsApart(read)), ['FusedMatMul', 'Split']);
  assert.deepEqual(opsOf(withProductsApart(graphOf(undefined, true))), ['FusedMatMul', 'Split']);
});
