import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trajectory } from '../propagation/trajectory.ts';
import { slicesOf } from './slices.ts';

const known = (startS: number, endS: number) =>
  ({ coverage: { startUtcMs: startS * 1000, endUtcMs: endS * 1000 } }) as Trajectory;
const inSeconds = (slices: ReturnType<typeof slicesOf>) =>
  slices.map(({ startUtcMs, endUtcMs }) => [startUtcMs / 1000, endUtcMs / 1000]);

test('slices begin where both sources do, and the last takes in what is left', () => {
  assert.deepEqual(inSeconds(slicesOf(known(0, 90), known(20, 75), 20)), [
    [20, 40],
    [40, 60],
    [60, 75],
  ]);
  assert.deepEqual(inSeconds(slicesOf(known(0, 90), known(20, 65), 20)), [
    [20, 40],
    [40, 65],
  ]);
});

test('slices keep to an open window, and a slice longer than the time is that time', () => {
  const within = { startUtcMs: 50_000, endUtcMs: Number.POSITIVE_INFINITY };
  assert.deepEqual(inSeconds(slicesOf(known(0, 90), known(20, 75), 100, within)), [[50, 75]]);
  assert.deepEqual(slicesOf(known(0, 10), known(20, 75), 100), []);
});
