import assert from 'node:assert/strict';
import { test } from 'node:test';
import { similarLengths } from './similar-lengths.ts';

const groups = (lengths: readonly number[]) => similarLengths(lengths, (length) => length);

test('rows are run together while none is padded to over twice its tokens', () => {
  assert.deepEqual(groups([40, 100, 17, 50, 90, 20]), [[100, 90, 50], [40, 20], [17]]);
});

test('short rows count as equally long', () => {
  assert.deepEqual(groups([1, 16, 3, 8]), [[16, 8, 3, 1]]);
  assert.deepEqual(groups([1, 17]), [[17], [1]]);
});

test('no rows make no group', () => {
  assert.deepEqual(groups([]), []);
});
