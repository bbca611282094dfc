import assert from 'node:assert/strict';
import { test } from 'node:test';
import { risingRoot, risingRoots } from './rising-root.ts';

test('finds where the sine rises through zero, not where it falls', () => {
  const angles = Array.from({ length: 131 }, (_, i) => -1 + i / 10);
  const roots = risingRoots(Math.sin, angles, 1e-12);
  assert.equal(roots.length, 2);
  assert.ok(Math.abs(roots[0]!) < 1e-12);
  assert.ok(Math.abs(roots[1]! - 2 * Math.PI) < 1e-12);
});

test('the root is never more than the tolerance above the place', () => {
  const root = risingRoot((x) => x - 1 / 3, 0, 1, 0.01);
  assert.ok(root >= 1 / 3 && root - 1 / 3 <= 0.01, `got ${root}`);
});

test('a function that only touches zero from below counts once', () => {
  assert.deepEqual(
    risingRoots((x) => Math.min(0, x), [-2, -1, 0, 1], 1e-3).map((root) => Math.round(root)),
    [0],
  );
});
