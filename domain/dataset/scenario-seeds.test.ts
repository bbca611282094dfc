import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maxScenarios, maxSetSeed, type SeedUse, scenarioSeed } from './scenario-seeds.ts';

const place = fc.record({
  use: fc.constantFrom<SeedUse>('simulation', 'training', 'validation', 'test'),
  setSeed: fc.integer({ min: 0, max: maxSetSeed }),
  index: fc.integer({ min: 0, max: maxScenarios - 1 }),
});

test('two scenarios share a seed only when they are the same scenario', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      const isSameSeed = scenarioSeed(a.use, a.setSeed, a.index) === scenarioSeed(b.use, b.setSeed, b.index);
      assert.equal(isSameSeed, a.use === b.use && a.setSeed === b.setSeed && a.index === b.index);
    }),
  );
});

test('every seed is a 32-bit whole number', () => {
  assert.equal(scenarioSeed('simulation', 0, 0), 0);
  assert.equal(scenarioSeed('test', maxSetSeed, maxScenarios - 1), 2 ** 32 - 1);
});

test('refuses what would run over into the next set', () => {
  assert.throws(() => scenarioSeed('training', maxSetSeed + 1, 0), { code: 'domain.seed_out_of_range' });
  assert.throws(() => scenarioSeed('training', 0, maxScenarios), { code: 'domain.seed_out_of_range' });
  assert.throws(() => scenarioSeed('training', 0.5, 0), { code: 'domain.seed_out_of_range' });
});
