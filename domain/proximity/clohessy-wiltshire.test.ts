import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CwState, coast, type Matrix6, transitionMatrix, velocityToReach } from './clohessy-wiltshire.ts';

const leoRadPerS = 0.00113;
const start: CwState = { positionRtnKm: [1.2, -8, 0.7], velocityRtnKmPerS: [0.0021, -0.0014, 0.0009] };

/** The equations of motion themselves, as six first-order rates. */
function rates(y: readonly number[], n: number): number[] {
  const [r, , z, vr, vt, vn] = y as [number, number, number, number, number, number];
  return [vr, vt, vn, 3 * n * n * r + 2 * n * vt, -2 * n * vr, -n * n * z];
}

/** Classical Runge-Kutta of fourth order. */
function integrate(state: CwState, n: number, durationS: number, steps: number): number[] {
  const h = durationS / steps;
  let y: number[] = [...state.positionRtnKm, ...state.velocityRtnKmPerS];
  const moved = (k: number[], by: number) => y.map((v, i) => v + by * k[i]!);
  for (let step = 0; step < steps; step++) {
    const k1 = rates(y, n);
    const k2 = rates(moved(k1, h / 2), n);
    const k3 = rates(moved(k2, h / 2), n);
    const k4 = rates(moved(k3, h), n);
    y = y.map((v, i) => v + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  }
  return y;
}

const flat = (state: CwState) => [...state.positionRtnKm, ...state.velocityRtnKmPerS];
const assertClose = (actual: readonly number[], expected: readonly number[], tolerance: number) => {
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `entry ${i}: expected ${expected[i]}, got ${value}`);
  }
};

function multiply(a: Matrix6, b: Matrix6): number[] {
  return a.flatMap((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

function determinant(matrix: Matrix6): number {
  const m = matrix.map((row) => [...row]) as number[][];
  let product = 1;
  for (let k = 0; k < 6; k++) {
    const pivot = m.reduce((best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(m[best]![k]!) ? i : best), k);
    if (pivot !== k) [m[k], m[pivot]] = [m[pivot]!, m[k]!];
    product *= pivot === k ? m[k]![k]! : -m[k]![k]!;
    for (let i = k + 1; i < 6; i++) {
      const factor = m[i]![k]! / m[k]![k]!;
      for (let j = k; j < 6; j++) m[i]![j]! -= factor * m[k]![j]!;
    }
  }
  return product;
}

test('coasting agrees with Runge-Kutta integration of the equations over two revolutions within a millimeter', () => {
  const durationS = (4 * Math.PI) / leoRadPerS;
  const aMillimeterKm = 1e-6;
  assertClose(flat(coast(start, leoRadPerS, durationS)), integrate(start, leoRadPerS, durationS, 4000), aMillimeterKm);
});

test('a 2:1 ellipse without drift comes back after one revolution', () => {
  const ellipse: CwState = { positionRtnKm: [1, 0, 0], velocityRtnKmPerS: [0, -2 * leoRadPerS, 0] };
  assertClose(flat(coast(ellipse, leoRadPerS, (2 * Math.PI) / leoRadPerS)), flat(ellipse), 1e-12);
});

test('the transition matrix keeps volume: its determinant is 1', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 12, noNaN: true }), (angleRad) => {
      // Unit mean motion: the scale of n only changes units of time.
      assert.ok(Math.abs(determinant(transitionMatrix(1, angleRad)) - 1) < 1e-6);
    }),
  );
});

test('coasting for a while and then for another equals coasting for both', () => {
  const duration = fc.double({ min: -6, max: 6, noNaN: true });
  fc.assert(
    fc.property(duration, duration, (first, second) => {
      assertClose(
        multiply(transitionMatrix(1, second), transitionMatrix(1, first)),
        transitionMatrix(1, first + second).flat(),
        1e-9,
      );
    }),
  );
});

test('the velocity to reach a point leads there', () => {
  const to = [-0.4, 2, 0.1] as const;
  const velocityRtnKmPerS = velocityToReach(start.positionRtnKm, to, leoRadPerS, 900);
  const arrival = coast({ positionRtnKm: start.positionRtnKm, velocityRtnKmPerS }, leoRadPerS, 900);
  assertClose(arrival.positionRtnKm, to, 1e-9);
});

test('refuses a transfer of exactly one revolution', () => {
  assert.throws(() => velocityToReach([1, 0, 0], [0, 1, 0], leoRadPerS, (2 * Math.PI) / leoRadPerS), {
    code: 'domain.transfer_singular',
  });
});
