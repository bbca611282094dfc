import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedAndForced, closedAnswers } from './closed-answers.ts';

/** Text of numbers, a token each. */
const tokenizer = { encode: (text: string) => text.split(' ').map(Number) };

const { root, tokens } = closedAnswers(['1 2 3 4', '1 2 5', '1 2 3 6 7'], tokenizer);

test('each token of the answers is told once', () => {
  assert.deepEqual(tokens, [1, 2, 3, 4, 5, 6, 7]);
});

test('what has to follow is known without a guess, up to where there is a choice', () => {
  assert.deepEqual(allowedAndForced(root, []), [1, 2]);
});

test('a guess counts as far as it is allowed, and what has to follow it', () => {
  assert.deepEqual(allowedAndForced(root, [1, 2, 3, 6]), [1, 2, 3, 6, 7]);
  assert.deepEqual(allowedAndForced(root, [1, 2, 9, 6]), [1, 2]);
  assert.deepEqual(allowedAndForced(root, [8]), [1, 2]);
});

test('an answer may end where another goes on', () => {
  const { root: begun } = closedAnswers(['1', '1 2'], tokenizer);
  assert.deepEqual(allowedAndForced(begun, []), [1]);
  assert.equal(begun.next.get(1)?.isEnd, true);
});
