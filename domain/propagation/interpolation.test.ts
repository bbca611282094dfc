import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { interpolateHermite, interpolateLagrange, type Node } from './interpolation.ts';

type Polynomial = readonly number[];
const value = (coefficients: Polynomial, t: number) => coefficients.reduceRight((sum, c) => sum * t + c, 0);
const rate = (coefficients: Polynomial, t: number) => value(coefficients.map((c, i) => i * c).slice(1), t);
const nodeOn = (motion: Polynomial, timeS: number): Node => ({
  timeS,
  positionKm: [value(motion, timeS), -value(motion, timeS), 2 * value(motion, timeS)],
  velocityKmPerS: [rate(motion, timeS), -rate(motion, timeS), 2 * rate(motion, timeS)],
});

/** One to six uneven times between -1 and 1, and a polynomial of a given number of coefficients for each of them. */
const anyNodes = (coefficientsPerNode: number) =>
  fc.uniqueArray(fc.integer({ min: -10, max: 10 }), { minLength: 1, maxLength: 6 }).chain((tenths) =>
    fc.record({
      times: fc.constant(tenths.map((tenth) => tenth / 10)),
      motion: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
        minLength: coefficientsPerNode * tenths.length,
        maxLength: coefficientsPerNode * tenths.length,
      }),
    }),
  );
const anyTime = fc.double({ min: -1, max: 1, noNaN: true });

const assertClose = (actual: readonly number[], expected: readonly number[]) => {
  for (const [i, got] of actual.entries()) {
    assert.ok(Math.abs(got - expected[i]!) < 1e-6, `expected ${expected[i]}, got ${got}`);
  }
};

test('Hermite through n nodes reproduces any polynomial of degree 2n - 1 and its rate', () => {
  fc.assert(
    fc.property(anyNodes(2), anyTime, ({ times, motion }, at) => {
      const nodes = times.map((timeS) => nodeOn(motion, timeS));
      const expected = nodeOn(motion, at);
      const got = interpolateHermite(nodes, at);
      assertClose(got.positionKm, expected.positionKm);
      assertClose(got.velocityKmPerS, expected.velocityKmPerS);
    }),
  );
});

test('Lagrange through n nodes reproduces any polynomial of degree n - 1 and its rate', () => {
  fc.assert(
    fc.property(anyNodes(1), anyTime, ({ times, motion }, at) => {
      const nodes = times.map((timeS) => nodeOn(motion, timeS));
      const expected = nodeOn(motion, at);
      const got = interpolateLagrange(nodes, at);
      assertClose(got.positionKm, expected.positionKm);
      assertClose(got.velocityKmPerS, expected.velocityKmPerS);
    }),
  );
});
