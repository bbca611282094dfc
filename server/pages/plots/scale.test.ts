import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linearScale, niceTicks, paddedSpan, tickWords, timeTicks } from './scale.ts';

test('a scale maps its ends to the ends of the axis', () => {
  const scale = linearScale(-2, 6, 100, 20);
  assert.equal(scale(-2), 100);
  assert.equal(scale(6), 20);
});

test('a scale of a single value still gives a place on the axis', () => {
  assert.equal(linearScale(5, 5, 0, 100)(5), 0);
});

test('ticks are round and lie inside the span', () => {
  assert.deepEqual(
    niceTicks(-1.3, 4.2, 5),
    [-0, 2, 4].map((n) => n + 0),
  );
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (low, size) => {
        const ticks = niceTicks(low, low + size, 6);
        assert.ok(ticks.every((tick) => tick >= low - size * 1e-6 && tick <= low + size * (1 + 1e-6)));
        assert.ok(ticks.length <= 8);
      },
    ),
  );
});

test('tick words carry the decimals their step needs', () => {
  assert.deepEqual(tickWords([-0.5, 0, 0.5]), ['−0.5', '0.0', '0.5']);
  assert.deepEqual(tickWords([0, 20, 40]), ['0', '20', '40']);
});

test('padding keeps a flat line off the frame', () => {
  const { low, high } = paddedSpan([3, 3]);
  assert.ok(low < 3 && high > 3);
});

test('time ticks stand on round UTC instants', () => {
  const start = Date.parse('2026-01-01T00:07:00Z');
  const ticks = timeTicks(start, start + 3 * 3600_000, 7);
  assert.deepEqual(
    ticks.map(({ words }) => words),
    ['00:30', '01:00', '01:30', '02:00', '02:30', '03:00'],
  );
});
