import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createNormalEquations } from './normal-equations.ts';

// Three points of a line with weights, solved by hand:
// y = 1 + 2 t at t = 0, 1 and 2, the middle one measured as 3.6 with half the deviation of the others.
test('agrees with a weighted line solved by hand', () => {
  const line = createNormalEquations(2);
  line.add([1, 0], [1], 1);
  line.add([1, 1], [3.6], 0.5);
  line.add([1, 2], [5], 1);
  const fit = line.solve()!;
  assert.ok(Math.abs(fit.value(0) - 1.4) < 1e-12);
  assert.ok(Math.abs(fit.value(1) - 2) < 1e-12);
  assert.ok(Math.abs(fit.covariance(1, 1) - 0.5) < 1e-12);
  assert.ok(Math.abs(fit.covariance(0, 1) + 0.5) < 1e-12);
});

test('gives back the unknowns that rows without error were made from, whatever their units, on every side', () => {
  const unit = fc.double({ min: -6, max: 6, noNaN: true });
  const unknown = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(unit, fc.array(unknown, { minLength: 6, maxLength: 6 }), (power, truth) => {
      const scale = 10 ** power;
      const equations = createNormalEquations(3, 2);
      for (const t of [-2, -1, 0, 1, 3]) {
        const row = [1, t, t * t * scale];
        const side = (from: number) => row.reduce((sum, part, i) => sum + part * truth[from + i]!, 0);
        equations.add(row, [side(0), side(3)], 0.1);
      }
      const fit = equations.solve()!;
      for (const [i, value] of truth.entries()) {
        const tolerance = 1e-9 / (i % 3 === 2 ? Math.min(1, scale) : 1) + 1e-9 * Math.max(1, scale);
        assert.ok(Math.abs(fit.value(i % 3, i < 3 ? 0 : 1) - value) < tolerance);
      }
    }),
  );
});

test('says so when the rows leave an unknown open', () => {
  const equations = createNormalEquations(2);
  equations.add([1, 1], [1], 1);
  equations.add([2, 2], [2], 1);
  assert.equal(equations.solve(), undefined);
});

test('is empty again after clearing', () => {
  const equations = createNormalEquations(1);
  equations.add([1], [5], 1);
  equations.clear();
  equations.add([1], [2], 1);
  assert.equal(equations.solve()!.value(0), 2);
});
