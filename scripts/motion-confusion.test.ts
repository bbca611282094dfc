import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionCases } from './motion-cases.ts';

const cases = [...motionCases(50, 7)];
const told = (misses: typeof cases) => misses.map(({ flown, read, seed }) => `${flown} ${seed}: ${read}`).join(', ');

test('rules alone read at least 99 % of noisy cases with gaps right', () => {
  const misses = cases.filter(({ flown, read }) => flown !== read);
  assert.equal(cases.length, 350);
  assert.ok(misses.length <= 3, told(misses));
});

test('the physics check agrees with the flown motion in at least 99 % of them', () => {
  const alarms = cases.filter(({ allowsFlown }) => !allowsFlown);
  assert.ok(alarms.length <= 3, told(alarms));
});

test('the physics check flags at least nine in ten labels of another group', () => {
  const missed = cases.filter(({ allowsWrong }) => allowsWrong);
  assert.ok(missed.length <= 35, `${missed.length} of ${cases.length}`);
});
