import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Point, thinPath, thinSeries } from './thinning.ts';

test('a single-sample peak survives among a hundred thousand points', () => {
  const points = Array.from({ length: 100_000 }, (_, index): Point => [index / 200, index === 43_210 ? 99 : 1]);
  const kept = thinSeries(points);
  assert.ok(kept.some(([, y]) => y === 99));
  assert.ok(kept.length <= 4 * 501);
});

test('a short series is drawn point by point', () => {
  const points: Point[] = [[0, 1], [10, 2], [20, 3]]; // biome-ignore format: one line reads better
  assert.deepEqual(thinSeries(points), points);
});

test('a path keeps both of its ends', () => {
  const kept = thinPath([[0, 0], [0.1, 0], [0.2, 0], [0.3, 0.1]]); // biome-ignore format: one line reads better
  assert.deepEqual(kept, [[0, 0], [0.3, 0.1]]); // biome-ignore format: one line reads better
});
