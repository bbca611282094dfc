import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Matrix3, multiply, transpose } from '../vectors/matrix3.ts';
import { gcrfToEme2000, precessionNutation } from './precession-nutation.ts';
import { trueEquatorAt } from './true-equator.ts';

// ERFA 2.0.1: bp06, pnm06a; scripts/golden/frames.py.
const golden = JSON.parse(
  readFileSync(new URL('../../data/golden/frames/earth-angles.json', import.meta.url), 'utf8'),
) as { frameBias: Matrix3; epochs: { centuriesTt: number; precessionNutation2006a: Matrix3 }[] };

const milliarcsecond = Math.PI / 648_000_000;

const largestDifference = (a: Matrix3, b: Matrix3): number =>
  Math.max(...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - b[i]![j]!))));

test('the frame bias is the one of ERFA', () => {
  assert.ok(largestDifference(gcrfToEme2000, golden.frameBias) < 1e-15);
});

test('the true equator and equinox stay within a milliarcsecond of IAU 2006/2000A', () => {
  for (const { centuriesTt, precessionNutation2006a } of golden.epochs) {
    const { gcrfToTrueOfDate } = precessionNutation(centuriesTt);
    assert.ok(largestDifference(gcrfToTrueOfDate, precessionNutation2006a) < milliarcsecond);
  }
});

// Every 37.7 hours of 35 years, which meets all parts of the hour.
const instants = Array.from({ length: 8_000 }, (_, i) => -0.05 + i * 4.3e-5);

test('between full hours the straight line keeps to the model within 0.03 milliarcseconds, in whatever order', () => {
  for (const t of [...instants, ...instants.slice(0, 20).reverse()]) {
    const [exact, near] = [precessionNutation(t), trueEquatorAt(t)];
    assert.ok(largestDifference(exact.gcrfToTrueOfDate, near.gcrfToTrueOfDate) < 0.03 * milliarcsecond);
    assert.ok(Math.abs(exact.equationOfEquinoxesRad - near.equationOfEquinoxesRad) < 0.03 * milliarcsecond);
  }
});

test('between full hours the matrix is still a rotation, to 1e-14', () => {
  for (const t of instants.slice(0, 100)) {
    const { gcrfToTrueOfDate } = trueEquatorAt(t);
    const product = multiply(gcrfToTrueOfDate, transpose(gcrfToTrueOfDate));
    const identity: Matrix3 = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    assert.ok(largestDifference(product, identity) < 1e-14);
  }
});
