import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { seededNormal } from '../testing/tiny-glm.ts';
import { type Bits, blockSize } from './block-quantized-weight.ts';
import { dequantizeRows } from './dequantize-rows.ts';
import { quantizeWeight } from './quantize-weight.ts';

/** Rounding of float32 beside the half step that a level may be off. */
const roundingShare = 1e-5;
/** Below this numbers of float32 lose their digits, and steps with them. */
const leastNormal = 2 ** -126;

const matrices = fc
  .record({
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 100 }),
    scale: fc.integer({ min: -30, max: 30 }),
  })
  .chain(({ rows, columns, scale }) =>
    fc
      .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => ({ dims: [rows, columns], values: Float32Array.from(values, (value) => value * 2 ** scale) })),
  );

const inBits = (values: Float32Array, dims: readonly number[], bits: Bits) =>
  quantizeWeight('w', float32Initializer(values, dims), bits);

for (const bits of [4, 8] as const) {
  test(`in ${bits} bits no value is off by more than half a step of its block`, () => {
    fc.assert(
      fc.property(matrices, ({ dims, values }) => {
        const weight = inBits(values, dims, bits);
        const [rows, columns] = dims as [number, number];
        const scales = float32Values(weight.scales);
        const blocks = Math.ceil(columns / blockSize);
        dequantizeRows(weight, 0, rows).forEach((value, i) => {
          const scale = scales[Math.floor(i / columns) * blocks + Math.floor((i % columns) / blockSize)]!;
          assert.ok(
            Math.abs(value - values[i]!) <= scale * (0.5 + roundingShare) + leastNormal,
            `${values[i]} became ${value}, step ${scale}`,
          );
        });
      }),
    );
  });

  test(`values that are levels of ${bits} bits stay what they are, and rows can be read apart`, () => {
    fc.assert(
      fc.property(matrices, ({ dims, values }) => {
        const once = inBits(values, dims, bits);
        const levels = dequantizeRows(once, 0, dims[0]!);
        const apart = Array.from({ length: dims[0]! }, (_, row) => [...dequantizeRows(once, row, 1)]).flat();
        assert.deepEqual(apart, [...levels]);
      }),
    );
  });
}

/** Root of the mean square of errors, beside that of the values. */
function relativeError(values: Float32Array, bits: Bits): number {
  const restored = dequantizeRows(inBits(values, [values.length / 320, 320], bits), 0, values.length / 320);
  const squares = (of: (value: number, i: number) => number) =>
    values.reduce((sum, value, i) => sum + of(value, i) ** 2, 0);
  return Math.sqrt(squares((value, i) => restored[i]! - value) / squares((value) => value));
}

test('normally distributed weights are off by 8.0 % in 4 bits and 0.53 % in 8', (t) => {
  const values = Float32Array.from({ length: 320 * 200 }, seededNormal(5));
  const [four, eight] = [relativeError(values, 4), relativeError(values, 8)];
  t.diagnostic(`relative error ${(100 * four).toFixed(2)} % in 4 bits, ${(100 * eight).toFixed(3)} % in 8`);
  assert.ok(Math.abs(four - 0.08) < 0.001, `${four}`);
  assert.ok(Math.abs(eight - 0.0053) < 0.0001, `${eight}`);
});

test('a block of zeros stays one, and so does one of the least number there is', () => {
  const tiny = new Float32Array(64).fill(2 ** -149, 0, 32);
  for (const bits of [4, 8] as const) {
    const restored = dequantizeRows(inBits(tiny, [1, 64], bits), 0, 1);
    assert.ok(
      restored.every((value, i) => Math.abs(value - tiny[i]!) <= 2 ** -149),
      `${restored}`,
    );
  }
});

test('a weight that is not finite is refused by name', () => {
  for (const strange of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const values = new Float32Array(64);
    values[40] = strange;
    assert.throws(() => inBits(values, [2, 32], 4), {
      code: 'model.weights_invalid',
      message: `weight w: expected finite numbers, got ${strange}`,
    });
  }
});
