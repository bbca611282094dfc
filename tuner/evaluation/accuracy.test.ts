import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracyOf } from './accuracy.ts';

const truth = { motion: 'hovering', operation: 'photograph', task: 'detection' } as const;

test('counts each level by itself and exact match over all three', () => {
  const accuracy = accuracyOf([
    { truth, answer: truth },
    { truth, answer: { ...truth, task: 'surveillance' } },
    { truth, answer: { ...truth, motion: 'flyby', task: 'unclear' } },
    { truth, answer: { ...truth, operation: null } },
  ]);
  assert.equal(accuracy.n, 4);
  assert.equal(accuracy.motion.correct, 3);
  assert.equal(accuracy.operation.correct, 3);
  assert.equal(accuracy.task.correct, 2);
  assert.equal(accuracy.exactMatch.correct, 1);
});

test('an answer that could not be read is wrong on every level', () => {
  const accuracy = accuracyOf([{ truth, answer: { motion: null, operation: null, task: null } }]);
  assert.deepEqual([accuracy.motion.accuracy, accuracy.exactMatch.accuracy], [0, 0]);
});
