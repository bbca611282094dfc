import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { float32Initializer } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { float32Tensor, int64Tensor, openSession, type Tensor } from '../runtime/session.ts';
import { seededNormal } from '../testing/tiny-glm.ts';
import { type BlockQuantizedWeight, blockSize } from './block-quantized-weight.ts';
import { dequantizeRows } from './dequantize-rows.ts';
import { quantizeWeight } from './quantize-weight.ts';

/** Largest difference from the operator itself; products are of order 1 to 10. */
const tolerance = 1e-4;

const [rows, columns] = [7, 96];

/** Columns whose blocks differ in middle and width, so that scales and zero points at the wrong place would show. */
function weightIn(bits: 4 | 8, width = columns): BlockQuantizedWeight {
  const normal = seededNormal(bits);
  const values = Float32Array.from(
    { length: rows * width },
    (_, i) => (Math.floor(i / blockSize) % 5) - 2 + (1 + (i % 3)) * normal(),
  );
  return quantizeWeight('w', float32Initializer(values, [rows, width]), bits);
}

async function runWith(
  { packed, scales, zeroPoints }: BlockQuantizedWeight,
  operator: { op: string; attributes: Record<string, number>; packedDims: readonly number[] },
  x: { type: 'float32' | 'int64'; tensor: Tensor },
): Promise<Float32Array> {
  const b = new GraphBuilder();
  const input = b.input({ name: 'x', type: x.type, shape: null });
  const constants = [
    b.initializer('packed', { ...packed, dims: operator.packedDims }),
    b.initializer('scales', scales),
  ];
  if (zeroPoints) constants.push(b.initializer('zero_points', zeroPoints));
  const [bytes, ...rest] = constants as [string, ...string[]];
  const inputs = operator.op === 'MatMulNBits' ? [input, bytes, ...rest] : [bytes, input, ...rest];
  b.output({ name: b.named('y', b.op(operator.op, inputs, operator.attributes)), type: 'float32', shape: null });
  const session = await openSession(b.build('quantized'), { threads: 1 });
  const { y } = await session.run({ x: x.tensor });
  await session.close();
  return y!.data as Float32Array;
}

function assertClose(t: TestContext, actual: Float32Array, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  const largest = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
  t.diagnostic(`largest difference ${largest.toExponential(1)}`);
  assert.ok(largest < tolerance, `differs by ${largest}`);
}

for (const bits of [4, 8] as const) {
  for (const width of [columns, 80]) {
    test(`MatMulNBits multiplies with the weight [${rows}, ${width}] that its ${bits} bits stand for`, async (t) => {
      const weight = weightIn(bits, width);
      const x = Float32Array.from({ length: 2 * width }, seededNormal(3));
      const attributes = { N: rows, K: width, bits, block_size: blockSize };
      const operator = { op: 'MatMulNBits', attributes, packedDims: weight.packed.dims };
      const product = await runWith(weight, operator, { type: 'float32', tensor: float32Tensor(x, [2, width]) });
      const values = dequantizeRows(weight, 0, rows);
      const expected = [0, 1].flatMap((m) =>
        Array.from({ length: rows }, (_, n) =>
          Array.from({ length: width }, (__, k) => x[m * width + k]! * values[n * width + k]!).reduce((a, b) => a + b),
        ),
      );
      assertClose(t, product, expected);
    });
  }

  test(`GatherBlockQuantized looks up the rows that ${bits} bits stand for`, async (t) => {
    const weight = weightIn(bits);
    const operator = {
      op: 'GatherBlockQuantized',
      attributes: { bits, block_size: blockSize, gather_axis: 0, quantize_axis: 1 },
      packedDims: [rows, (columns * bits) / 8],
    };
    const found = await runWith(weight, operator, { type: 'int64', tensor: int64Tensor([6, 0, 3], [3]) });
    assertClose(
      t,
      found,
      [6, 0, 3].flatMap((row) => [...dequantizeRows(weight, row, 1)]),
    );
  });
}
