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

test('a loop of ten thousand points is drawn to a third of a pixel by a few hundred', () => {
  const loop = Array.from({ length: 10_000 }, (_, index): Point => {
    const turn = (index / 1000) * 2 * Math.PI;
    return [120 * Math.cos(turn), 60 * Math.sin(turn)];
  });
  const kept = thinPath(loop);
  assert.ok(kept.length < 700, String(kept.length));
  const sides = kept.slice(1).map((point, index) => [kept[index]!, point] as const);
  const beside = (point: Point, [[x0, y0], [x1, y1]]: readonly [Point, Point]) => {
    const share = Math.min(
      1,
      Math.max(0, ((point[0] - x0) * (x1 - x0) + (point[1] - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)),
    );
    return Math.hypot(point[0] - x0 - share * (x1 - x0), point[1] - y0 - share * (y1 - y0));
  };
  for (const point of loop.filter((_, index) => index % 37 === 0))
    assert.ok(Math.min(...sides.map((side) => beside(point, side))) <= 0.3 + 1e-9);
});
