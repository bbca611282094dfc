import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statesWithin, stretchesOf } from './stretches.ts';

const at = (...epochs: number[]) => epochs.map((epochUtcMs) => ({ epochUtcMs }));
const epochsOf = (stretches: { epochUtcMs: number }[][]) =>
  stretches.map((stretch) => stretch.map(({ epochUtcMs }) => epochUtcMs));

test('states are cut where the time between two is more than four times the usual', () => {
  assert.deepEqual(epochsOf(stretchesOf(at(0, 10, 20, 30, 71, 80, 90))), [
    [0, 10, 20, 30],
    [71, 80, 90],
  ]);
});

test('irregular steps are no gap, and a state alone between two gaps is kept', () => {
  assert.equal(stretchesOf(at(0, 10, 30, 35, 75)).length, 1);
  assert.deepEqual(epochsOf(stretchesOf(at(0, 1, 2, 3, 100, 200, 201, 202, 203)))[1], [100]);
});

test('one state, and none, are no fault', () => {
  assert.deepEqual(epochsOf(stretchesOf(at(5))), [[5]]);
  assert.deepEqual(stretchesOf([]), []);
});

test('the states of a window are those from its start to its end', () => {
  assert.deepEqual(statesWithin(at(0, 10, 20, 30), { startUtcMs: 10, endUtcMs: 20 }), at(10, 20));
});
