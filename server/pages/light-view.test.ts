import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shadowPasses } from './light-view.ts';

type Light = 'full sunlight' | 'penumbra' | 'eclipse';

/** Intervals of these lights, a second each, from `startUtcMs` on. */
const lights = (startUtcMs: number, ...all: readonly Light[]) =>
  all.map((lighting, index) => ({
    lighting,
    startUtcMs: startUtcMs + index * 1000,
    endUtcMs: startUtcMs + (index + 1) * 1000,
  }));

test('penumbra, umbra and penumbra are one passage with its umbra inside', () => {
  const intervals = lights(0, 'full sunlight', 'penumbra', 'eclipse', 'penumbra', 'full sunlight');
  assert.deepEqual(shadowPasses({ intervals }), [
    {
      shadow: { startUtcMs: 1000, endUtcMs: 4000 },
      umbra: { startUtcMs: 2000, endUtcMs: 3000 },
      isEntrySeen: true,
      isExitSeen: true,
    },
  ]);
});

test('a passage that only grazes has no umbra', () => {
  const [pass] = shadowPasses({ intervals: lights(0, 'full sunlight', 'penumbra', 'full sunlight') });
  assert.equal(pass?.umbra, undefined);
});

test('what begins or ends beyond the search is not taken for an edge', () => {
  const intervals = [...lights(0, 'eclipse', 'full sunlight'), ...lights(9000, 'full sunlight', 'eclipse')];
  assert.deepEqual(
    shadowPasses({ intervals }).map(({ isEntrySeen, isExitSeen }) => [isEntrySeen, isExitSeen]),
    [
      [false, true],
      [true, false],
    ],
  );
});

test('passages of stretches that do not meet stay apart', () => {
  const intervals = [...lights(0, 'full sunlight', 'eclipse'), ...lights(5000, 'eclipse', 'full sunlight')];
  assert.equal(shadowPasses({ intervals }).length, 2);
});
