import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { float16Bits, type NumberType, widenNumbers } from './numbers.ts';

/** The float32 that these bits of a half stand for. */
function widened(type: NumberType, ...bits: number[]): number[] {
  const values = new Float32Array(bits.length);
  widenNumbers(type, new Uint8Array(Uint16Array.from(bits).buffer), values);
  return [...values];
}

/** Bits of every finite float16 that is not negative, in order of size. */
const finite = Array.from({ length: 0x7c00 }, (_, bits) => bits);

test('float16 have the values of IEEE 754', () => {
  // IEEE 754-2019, section 3.4: one, the largest, the smallest normal and subnormal, a third, infinities.
  assert.deepEqual(widened('F16', 0x3c00, 0x7bff, 0x0400, 0x0001, 0x3555, 0xc000, 0x8000, 0x7c00, 0xfc00), [
    1,
    65_504,
    2 ** -14,
    2 ** -24,
    0.333251953125,
    -2,
    -0,
    Infinity,
    -Infinity,
  ]);
  assert.deepEqual(widened('F16', 0x7e00), [NaN]);
});

test('bfloat16 are the upper halves of float32', () => {
  assert.deepEqual(widened('BF16', 0x3f80, 0xc000, 0x7f80, 0x0001), [1, -2, Infinity, 2 ** -133]);
});

test('numbers that do not begin on an even byte are widened too', () => {
  const values = new Float32Array(1);
  widenNumbers('F16', Uint8Array.of(0, 0x00, 0x3c).subarray(1), values);
  assert.deepEqual([...values], [1]);
});

test('every float16 is the one next to itself', () => {
  for (const [bits, value] of widened('F16', ...finite).entries()) {
    assert.equal(float16Bits(value), bits);
    assert.equal(float16Bits(-value), bits | 0x8000);
  }
  assert.equal(float16Bits(Infinity), 0x7c00);
  assert.equal(float16Bits(NaN), 0x7e00);
});

test('the float16 of a number is no further from it than its neighbors, and the even one of two', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 65_519, noNaN: true }), (value) => {
      const bits = float16Bits(value);
      const [below = 0, at = 0, above = 0] = widened('F16', Math.max(bits - 1, 0), bits, bits + 1);
      const distance = Math.abs(at - value);
      assert.ok(distance <= Math.abs(below - value));
      assert.ok(distance <= Math.abs((above === Infinity ? 65_536 : above) - value));
    }),
  );
  assert.equal(float16Bits(1 + 2 ** -11), 0x3c00);
  assert.equal(float16Bits(1 + 3 * 2 ** -11), 0x3c02);
  assert.equal(float16Bits(65_519), 0x7bff);
  assert.equal(float16Bits(65_520), 0x7c00);
});
