import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionLabels } from '#domain';
import { simulatedSet } from './simulated-set.ts';

const set = (options: Partial<Parameters<typeof simulatedSet>[0]> = {}) =>
  Array.from(simulatedSet({ use: 'simulation', setSeed: 1, count: 16, set: 'nominal', ...options }));

test('the same options give the same targets', () => {
  assert.deepEqual(set(), set());
});

test('another use of the same seed gives other targets', () => {
  assert.notDeepEqual(set({ use: 'evaluation' })[0]?.track.states, set({ use: 'training' })[0]?.track.states);
});

test('a perturbed set is perturbed throughout, a mixed one at every fourth target', () => {
  assert.ok(set({ set: 'perturbed' }).every(({ perturbation }) => perturbation !== null));
  const mixed = set({ set: 'mixed' }).map(({ perturbation }) => perturbation !== null);
  assert.deepEqual(mixed.slice(0, 8), [false, false, false, true, false, false, false, true]);
});

test('a perturbed target does what the nominal one does', () => {
  const motions = (name: 'nominal' | 'perturbed') => set({ set: name }).map(({ truth }) => truth.motion);
  assert.deepEqual(motions('perturbed'), motions('nominal'));
});

test('sixty targets show all seven motions; a set of one motion shows no other', () => {
  const seen = new Set(set({ count: 60 }).map(({ truth }) => truth.motion));
  assert.equal(seen.size, motionLabels.length);
  assert.deepEqual([...new Set(set({ motion: 'retreat' }).map(({ truth }) => truth.motion))], ['retreat']);
});
