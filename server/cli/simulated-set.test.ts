import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionLabels } from '#domain';
import { perturbationKinds, simulatedSet } from './simulated-set.ts';

const set = (options: Partial<Parameters<typeof simulatedSet>[0]> = {}) =>
  Array.from(simulatedSet({ use: 'simulation', setSeed: 1, count: 16, set: 'nominal', ...options }));

test('the same options give the same targets', () => {
  assert.deepEqual(set(), set());
});

test('another use of the same seed gives other targets', () => {
  assert.notDeepEqual(set({ use: 'evaluation' })[0]?.track.states, set({ use: 'training' })[0]?.track.states);
});

test('in a perturbed set the kinds take turns, in a mixed one every fourth target is perturbed', () => {
  const kindsOf = (name: 'perturbed' | 'mixed') => set({ set: name }).map(({ perturbation }) => perturbation);
  assert.deepEqual(kindsOf('perturbed').slice(0, 4), perturbationKinds);
  assert.deepEqual(
    kindsOf('mixed').filter((kind) => kind !== null),
    perturbationKinds,
  );
});

test('a perturbed target is the nominal one, seen worse', () => {
  const [nominal, perturbed] = [set(), set({ set: 'perturbed' })];
  const gap = perturbationKinds.indexOf('gap');
  assert.ok(perturbed[gap]!.track.states.length < nominal[gap]!.track.states.length);
  assert.equal(perturbed[gap]!.truth.motion, nominal[gap]!.truth.motion);
});

test('sixty targets show all seven motions; a set of one motion shows no other', () => {
  const seen = new Set(set({ count: 60 }).map(({ truth }) => truth.motion));
  assert.equal(seen.size, motionLabels.length);
  assert.deepEqual([...new Set(set({ motion: 'retreat' }).map(({ truth }) => truth.motion))], ['retreat']);
});
