import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosineWithWarmup, linearDecay } from './schedules.ts';

test('linear decay is that of the ChatGLM2-6B P-tuning log', () => {
  // ChatGLM2-6B issue 491, a log of 3000 steps at peak 2e-2, printed to three digits: 6.67e-5 at step 2990.
  assert.equal((2e-2 * linearDecay(2990, 3000)).toPrecision(3), '0.0000667');
  assert.equal(linearDecay(0, 3000), 1);
  assert.equal(linearDecay(3000, 3000), 0);
  assert.equal(linearDecay(3001, 3000), 0);
});

test('warm-up rises to the peak, half a cosine falls to a tenth of it', () => {
  const schedule = cosineWithWarmup(4);
  assert.deepEqual(
    [0, 1, 2, 3].map((step) => schedule(step, 104)),
    [0.25, 0.5, 0.75, 1],
  );
  assert.equal(schedule(4, 104), 1);
  assert.ok(Math.abs(schedule(54, 104) - 0.55) < 1e-12);
  assert.ok(Math.abs(schedule(104, 104) - 0.1) < 1e-12);
  assert.ok(Math.abs(schedule(1000, 104) - 0.1) < 1e-12);
});

test('a run shorter than its warm-up has a rate at every step', () => {
  const schedule = cosineWithWarmup(10);
  for (let step = 0; step < 5; step += 1) assert.equal(schedule(step, 5), (step + 1) / 10);
});
