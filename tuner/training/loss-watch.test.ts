import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossWatch } from './loss-watch.ts';

const vocabularySize = 1000; // ln 1000 = 6.9

/** What a watch says of a series of losses, by step. */
function watch(losses: readonly number[]) {
  const watching = new LossWatch(vocabularySize);
  return losses.flatMap((loss, i) => watching.observe(i + 1, loss) ?? []).map(({ start, now }) => [start, now]);
}

const flat = (count: number, loss: number): number[] => Array<number>(count).fill(loss);

test('a loss that falls says nothing', () => {
  assert.deepEqual(watch(Array.from({ length: 300 }, (_, i) => 3 * 0.99 ** i)), []);
});

test('a loss that stays where it was is told once, after a hundred steps', () => {
  assert.deepEqual(watch(flat(99, 2)), []);
  assert.deepEqual(watch(flat(400, 2)), [[2, 2]]);
});

test('a start above guessing is borne, a loss that stays above it is not', () => {
  assert.deepEqual(watch([...flat(10, 30), ...Array.from({ length: 60 }, (_, i) => 15 * 0.9 ** i)]), []);
  assert.throws(() => watch([...flat(30, 2), ...flat(30, 9)]), {
    code: 'tuner.diverged',
    message: /expected a mean loss below 8\.29 over the last 20 steps, got 8\.\d+ after a start at 2\.00/,
    hint: /lower the learning rate/,
  });
});

test('one bad step among good ones stops nothing', () => {
  assert.doesNotThrow(() => watch([...flat(30, 2), 60, ...flat(30, 1)]));
});
