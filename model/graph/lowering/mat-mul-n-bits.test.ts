import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isExternal } from '../graph.ts';
import { lowerFusedOperators } from './lower.ts';
import { assertLowered, type FusedInput, type FusedNode, fusedGraph, inputMaker } from './testing/fused-node.ts';

interface Sizes {
  readonly N?: number;
  readonly K?: number;
  readonly bits?: number;
  readonly blockSize?: number;
}

function product({ N = 6, K = 64, bits = 4, blockSize = 32 }: Sizes, options: readonly FusedInput[] = []): FusedNode {
  const { feed, weight } = inputMaker(3);
  const blocks = Math.ceil(K / blockSize);
  const packed = [N, blocks, (blockSize * bits) / 8];
  return {
    op: 'MatMulNBits',
    inputs: [feed(2, 3, K), bytes(packed), weight(N, blocks), ...options],
    outputs: ['y'],
    attributes: { N, K, bits, block_size: blockSize },
  };
}

function bytes(dims: readonly number[]): FusedInput {
  const count = dims.reduce((all, size) => all * size, 1);
  return { constant: { type: 'uint8', dims, data: Uint8Array.from({ length: count }, (_, i) => (i * 37) % 251) } };
}

test('MatMulNBits is a product with the unfolded weight', async (t) => {
  await assertLowered(t, product({}));
  await assertLowered(t, product({ blockSize: 16 }));
  await assertLowered(t, product({ bits: 8 }));
});

test('zero points are read row by row, also when a row fills no whole byte', async (t) => {
  await assertLowered(t, product({ K: 128 }, [bytes([6, 2])]));
  await assertLowered(t, product({ K: 96 }, [bytes([6, 2])]));
  await assertLowered(t, product({ K: 32 }, [bytes([6, 1])]));
  await assertLowered(t, product({ bits: 8 }, [bytes([6, 2])]));
});

test('a last block that is not full is cut off', (t) => assertLowered(t, product({ K: 80 })));

test('a bias is added', (t) => assertLowered(t, product({}, [null, null, inputMaker(4).weight(6)])));

test('the packed bytes are shared, not copied', () => {
  const { graph } = fusedGraph(product({}));
  const packed = graph.initializers.get('input_1')!.data;
  const lowered = lowerFusedOperators(graph);
  assert.ok(!isExternal(packed));
  assert.equal(lowered.initializers.get('input_1/unpacked')?.data, packed);
  assert.equal(lowered.initializers.get('input_1'), undefined);
});

test('forms that are not known are refused', () => {
  const refusal = (node: FusedNode, message: RegExp) =>
    assert.throws(() => lowerFusedOperators(fusedGraph(node).graph), { code: 'model.operator_unsupported', message });
  const { feed, weight } = inputMaker(9);
  refusal(product({ bits: 2 }), /MatMulNBits_1 to have 4 or 8 bits, got 2/);
  refusal(product({}, [weight(6, 2)]), /zero points of type uint8 \(input 3\), got float32/);
  refusal(product({}, [null, feed(64)]), /no g_idx \(input 4\), got input_4/);
  const fed = product({});
  refusal({ ...fed, inputs: fed.inputs.with(2, feed(6, 2)) }, /a constant at input 2, got input_2/);
});
