import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cacheShape,
  float32Initializer,
  float32Tensor,
  float32Values,
  type Graph,
  type Initializer,
  type Node,
  openSession,
  prefixColumns,
  readGraph,
} from '#model';
import { openGoldenDecoder } from '../../model/testing/golden-decoder.ts';
import { randomPrefix } from '../methods/prefix/initial-prefix.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { batchFeeds, rowOf } from './batch.ts';
import { buildStep, gradientName } from './step-graph.ts';

const blockSize = 16;

/** A weight [K, N] in 4 bits, as MatMulNBits holds it, and the values that these bits stand for. */
function quantize(weight: Initializer): { bytes: Uint8Array; scales: Float32Array; values: Float32Array } {
  const [K, N] = weight.dims as [number, number];
  const given = float32Values(weight);
  const blocks = K / blockSize;
  const bytes = new Uint8Array((N * K) / 2);
  const scales = new Float32Array(N * blocks);
  const values = new Float32Array(K * N);
  for (let n = 0; n < N; n += 1) {
    for (let block = 0; block < blocks; block += 1) {
      const rows = Array.from({ length: blockSize }, (_, i) => block * blockSize + i);
      const scale = Math.fround(Math.max(...rows.map((k) => Math.abs(given[k * N + n]!))) / 7);
      scales[n * blocks + block] = scale;
      for (const k of rows) {
        const level = Math.round(given[k * N + n]! / scale) + 8;
        bytes[(n * K + k) >> 1]! |= level << (4 * (k % 2));
        values[k * N + n] = (level - 8) * scale;
      }
    }
  }
  return { bytes, scales, values };
}

/** The decoder with every weight that fills whole blocks in 4 bits, and with the values of these 4 bits as floats. */
function inFourBits(decoder: Graph): { packed: Graph; unpacked: Graph; weights: number } {
  const [packed, unpacked] = [new Map(decoder.initializers), new Map(decoder.initializers)];
  const nodes = decoder.nodes.map((node): Node => {
    const weight = node.op === 'MatMul' && decoder.initializers.get(node.inputs[1]!);
    if (!weight || weight.dims[0]! % blockSize !== 0) return node;
    const [K, N] = weight.dims as [number, number];
    const name = node.inputs[1]!;
    const { bytes, scales, values } = quantize(weight);
    const dims = [N, K / blockSize];
    packed.set(`${name}/bits`, { type: 'uint8', dims: [...dims, blockSize / 2], data: bytes });
    packed.set(`${name}/scales`, float32Initializer(scales, dims));
    packed.delete(name);
    unpacked.set(name, float32Initializer(values, weight.dims));
    const inputs = [node.inputs[0]!, `${name}/bits`, `${name}/scales`];
    const attributes = { K: { int: K }, N: { int: N }, bits: { int: 4 }, block_size: { int: blockSize } };
    return { ...node, op: 'MatMulNBits', domain: 'com.microsoft', inputs, attributes };
  });
  return {
    packed: { ...decoder, initializers: packed, nodes },
    unpacked: { ...decoder, initializers: unpacked },
    weights: nodes.filter((node) => node.op === 'MatMulNBits').length,
  };
}

async function stepOf(decoder: Graph) {
  const shape = cacheShape(decoder);
  const prefix = randomPrefix(4, shape, 3);
  const rows = [rowOf([1, 2, 3], [4, 5, 6]), rowOf([7, 8], [9, 2, 3, 11])];
  const session = await openSession((await buildStep(prefixPlacement(decoder))).graph, { threads: 1 });
  const results = await session.run({
    ...batchFeeds({ instruction: [5, 6, 7], rows }, { count: 4, areRun: false }),
    prefix: float32Tensor(prefix, [4, prefixColumns(shape)]),
  });
  await session.close();
  return { loss: Number(results.loss?.data[0]), gradient: results[gradientName('prefix')]?.data as Float32Array };
}

test('weights in 4 bits give the loss and prefix gradient of the floats they stand for', async (t) => {
  const { graph } = await readGraph(openGoldenDecoder('llama').folder, 'genai/model.onnx');
  const { packed, unpacked, weights } = inFourBits(graph);
  assert.ok(weights > 8, `${weights} weights in 4 bits`);
  const [bits, floats] = [await stepOf(packed), await stepOf(unpacked)];
  assert.ok(Math.abs(bits.loss - floats.loss) < 1e-5, `losses ${bits.loss} and ${floats.loss}`);
  const largest = Math.max(...floats.gradient.map(Math.abs));
  const error = Math.max(...floats.gradient.map((value, i) => Math.abs(value - bits.gradient[i]!))) / largest;
  t.diagnostic(`${weights} weights; gradients differ by ${error.toExponential(1)} of the largest entry`);
  assert.ok(error < 1e-5, `gradients differ by ${error} of the largest entry`);
});

test('a packed weight is unfolded after what it is multiplied with, anew for each product', async () => {
  const { graph } = await readGraph(openGoldenDecoder('llama').folder, 'genai/model.onnx');
  const { packed } = inFourBits(graph);
  const step = (await buildStep(prefixPlacement(packed))).graph;
  const unfolding = step.nodes.filter(({ op }) => op === 'DequantizeLinear');
  assert.ok(unfolding.length > 20, `${unfolding.length} times`);
  for (const { inputs, outputs } of unfolding) {
    assert.ok(!step.initializers.has(inputs[1]!), `${inputs[1]} is there before anything is computed`);
    const readers = step.nodes.filter((node) => node.inputs.includes(outputs[0]!));
    assert.deepEqual(
      readers.map(({ op }) => op),
      ['FusedMatMul'],
    );
  }
});
