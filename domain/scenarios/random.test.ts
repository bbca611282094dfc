import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from './random.ts';

test('gives the stream that other implementations of mulberry32 give', () => {
  // Seed 1, as printed by the reference JavaScript port of the algorithm.
  const random = createRandom(1);
  assert.deepEqual([random.next(), random.next()], [0.6270739405881613, 0.002735721180215478]);
});

test('a fork depends on seed and label, not on what was drawn before', () => {
  const drawn = createRandom(5);
  drawn.next();
  assert.equal(drawn.fork('noise').next(), createRandom(5).fork('noise').next());
  assert.notEqual(createRandom(5).fork('noise').next(), createRandom(5).fork('facts').next());
  assert.notEqual(createRandom(6).fork('noise').next(), createRandom(5).fork('noise').next());
});

test('normal numbers have mean 0 and deviation 1', () => {
  const random = createRandom(9);
  const values = Array.from({ length: 20_000 }, () => random.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  assert.ok(Math.abs(mean) < 0.03, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 0.04, `variance ${variance}`);
});

test('shuffling keeps the values and the argument', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  const mixed = createRandom(2).shuffle(values);
  assert.notDeepEqual(mixed, values);
  assert.deepEqual(mixed.sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
});

test('whole numbers and picks stay within bounds', () => {
  const random = createRandom(3);
  const drawn = new Set(Array.from({ length: 500 }, () => random.int(3)));
  assert.deepEqual([...drawn].sort(), [0, 1, 2]);
  assert.throws(() => random.pick([]), RangeError);
});
