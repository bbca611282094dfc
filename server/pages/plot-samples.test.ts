import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativeState } from '#domain';
import { evenly, plotSamples, plotTable } from './plot-samples.ts';

const states = Array.from(
  { length: 5000 },
  (_, index): RelativeState => ({
    epochUtcMs: index * 1000,
    positionRtnKm: [0, index === 3210 ? 0.001 : 2, 0],
    velocityRtnKmPerS: [0, -0.001, 0],
    line: index,
  }),
);

test('of many states both ends and the nearest are among the chosen', () => {
  const chosen = evenly(states, 100);
  assert.ok(chosen.length <= 101);
  assert.deepEqual([chosen[0], chosen.at(-1)], [states[0], states.at(-1)]);
  assert.ok(chosen.includes(states[3210]!));
});

test('few states are all chosen, and one is no fault', () => {
  assert.deepEqual(evenly(states.slice(0, 7), 24), states.slice(0, 7));
  assert.deepEqual(evenly(states.slice(0, 1), 24), states.slice(0, 1));
});

test('samples are instants with R, T, N and range in km and the closing rate in m/s', () => {
  assert.deepEqual(JSON.parse(plotSamples(states.slice(0, 2)))[1], [1000, 0, 2, 0, 2, 1]);
});

test('the table tells whether it leaves states out', () => {
  assert.equal(plotTable(states).isAll, false);
  const { unit, rows, isAll } = plotTable(states.slice(0, 3));
  assert.deepEqual([unit, isAll, rows[0]?.range, rows[0]?.closing], ['km', true, '2.000', '1.00']);
});
