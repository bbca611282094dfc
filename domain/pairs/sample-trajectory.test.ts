import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElementSet } from '../orbits/element-set.ts';
import { elementSetTrajectories } from '../propagation/element-set-trajectory.ts';
import { crowdedAsset, simulatedCompanions } from '../screening/testing/simulated-catalog.ts';
import { distance, length } from '../vectors/vector.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

const startUtcMs = Date.UTC(2026, 10, 20);
const hours = (count: number) => ({ startUtcMs, endUtcMs: startUtcMs + count * 3_600_000 });
const set = crowdedAsset(startUtcMs);
const trajectoryOf = (...sets: ElementSet[]) => elementSetTrajectories(sets, 'test')[0]!;
const oneMillimeterKm = 1e-6;

test('steps evenly from the begin of the window to its end', () => {
  const [states, ...rest] = sampleTrajectory(trajectoryOf(set), 60, hours(1));
  assert.deepEqual([rest, states!.length], [[], 61]);
  assert.deepEqual([states![0]!.epochUtcMs, states![1]!.epochUtcMs], [startUtcMs, startUtcMs + 60_000]);
  assert.ok(hours(1).endUtcMs - states!.at(-1)!.epochUtcMs < 1);
});

test('begins a new piece where another element set takes over', () => {
  const next = { ...set, epochUtcMs: startUtcMs + 3_600_000 };
  const pieces = sampleTrajectory(trajectoryOf(set, next), 600, hours(1));
  assert.equal(pieces.length, 2);
  assert.ok(pieces[0]!.at(-1)!.epochUtcMs < pieces[1]![0]!.epochUtcMs);
});

test('a relative trajectory is the difference of both', () => {
  const [own, target] = [trajectoryOf(set), trajectoryOf([...simulatedCompanions(set, 1, 1)][0]!)];
  for (const state of sampleTrajectory(target, 600, hours(2), own).flat()) {
    const [a, b] = [own.stateAt(state.epochUtcMs)!, target.stateAt(state.epochUtcMs)!];
    const rangeKm = distance(a.positionGcrfKm, b.positionGcrfKm);
    assert.ok(Math.abs(length(state.positionGcrfKm) - rangeKm) < oneMillimeterKm);
  }
});

test('outside every span there is nothing', () => {
  const monthLater = { startUtcMs: startUtcMs + 30 * 86_400_000, endUtcMs: startUtcMs + 31 * 86_400_000 };
  assert.deepEqual(sampleTrajectory(trajectoryOf(set), 60, monthLater), []);
});
