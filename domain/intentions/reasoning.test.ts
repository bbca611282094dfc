import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AppError } from '#errors';
import { watcher } from '../testing/watcher.ts';
import { reason, toIntention } from './reasoning.ts';
import type { Rulebook } from './rulebook.ts';

const rulebook = JSON.parse(
  readFileSync(new URL('../../data/taxonomy/rulebook.json', import.meta.url), 'utf8'),
) as Rulebook;

test('a camera that hovers uncalled in full sunlight is detecting', () => {
  const { intention } = reason(rulebook, watcher);
  assert.deepEqual(intention, { motion: 'hovering', operation: 'photograph', task: 'detection' });
});

test('each step names the element it hangs on', () => {
  const { lines } = reason(rulebook, watcher);
  assert.deepEqual(
    lines.motion.map((step) => step.element),
    ['motion', 'motion', 'motion', 'motion'],
  );
  assert.deepEqual(
    lines.operation.map((step) => step.element),
    ['device', 'lighting', 'motion', 'motion'],
  );
  assert.deepEqual(
    lines.task.map((step) => step.element),
    ['device', 'cooperation', 'cooperation', 'cooperation'],
  );
});

test('an operation stops at the first check that fails', () => {
  const { intention, lines } = reason(rulebook, { ...watcher, lighting: 'eclipse' });
  assert.equal(intention.operation, 'none');
  assert.deepEqual(lines.operation, [
    { kind: 'means', element: 'device', subject: 'camera', meaning: 'photograph' },
    { kind: 'check', element: 'lighting', check: 'light', value: 'eclipse', met: false },
    { kind: 'so', element: 'lighting', label: 'none' },
  ]);
});

test('an unknown condition does not meet a check', () => {
  assert.equal(reason(rulebook, { ...watcher, lighting: 'unknown' }).intention.operation, 'none');
});

test('the purpose comes from the device when it has one and nothing is done with it', () => {
  const { intention, lines } = reason(rulebook, { ...watcher, device: 'jammer' });
  assert.equal(intention.task, 'interference');
  assert.deepEqual(lines.task[0], {
    kind: 'means',
    element: 'device',
    of: 'device',
    subject: 'jammer',
    meaning: 'disturbing',
  });
});

test('the purpose comes from the motion when neither an operation nor the device gives one', () => {
  const { intention, lines } = reason(rulebook, {
    ...watcher,
    device: 'unknown',
    rangeTrend: 'falling',
    endSpeed: 'fast',
  });
  assert.deepEqual(intention, { motion: 'collision', operation: 'none', task: 'attack' });
  assert.deepEqual(lines.task[0], {
    kind: 'means',
    element: 'motion',
    of: 'motion',
    subject: 'collision',
    meaning: 'striking',
  });
});

test('a decision that hangs on nothing has no choice step', () => {
  const { lines } = reason(rulebook, { ...watcher, rangeTrend: 'wandering' });
  assert.deepEqual(
    lines.motion.map((step) => step.kind),
    ['means', 'so'],
  );
});

test('a value the rulebook does not know is an error that names rulebook and table', () => {
  assert.throws(
    () => reason(rulebook, { ...watcher, device: 'harpoon' }),
    (error) =>
      error instanceof AppError &&
      error.code === 'domain.incomplete_rulebook' &&
      /noncoop-1.*operationOfDevice.*"harpoon"/.test(error.message),
  );
});

test('an inherited property is not an entry of a rulebook', () => {
  assert.throws(() => reason(rulebook, { ...watcher, device: 'constructor' }), /got "constructor"/);
});

test('an intention in the words of another convention is refused', () => {
  const reasoning = reason(rulebook, watcher);
  assert.equal(toIntention(reasoning).task, 'detection');
  assert.throws(
    () => toIntention({ ...reasoning, intention: { ...reasoning.intention, task: 'mapping' } }),
    (error) => error instanceof AppError && error.code === 'domain.unknown_label' && /"mapping"/.test(error.message),
  );
});
