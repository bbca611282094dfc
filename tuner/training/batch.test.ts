import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchFeeds, rowOf, unlabeled } from './batch.ts';

const x = unlabeled;
const inCache = (count: number) => ({ count, areRun: false });

test('a row is labeled where the next token is one of the answer', () => {
  assert.deepEqual(rowOf([1, 2, 3], [7, 8, 0]), { ids: [1, 2, 3, 7, 8], labels: [x, x, 7, 8, 0] });
});

test('an answer of one token is learned from the last token of the prompt', () => {
  assert.deepEqual(rowOf([1, 2], [0]), { ids: [1, 2], labels: [x, 0] });
});

test('rows are padded on the right and take the positions after prefix and instruction', () => {
  const feeds = batchFeeds({ instruction: [5, 6], rows: [rowOf([1, 2], [7, 0]), rowOf([3], [0])] }, inCache(4));
  const numbers = (name: string) => [...(feeds[name]!.data as BigInt64Array)].map(Number);
  assert.deepEqual(feeds.input_ids!.dims, [2, 3]);
  assert.deepEqual(numbers('input_ids'), [1, 2, 7, 3, 0, 0]);
  assert.deepEqual(numbers('position_ids'), [6, 7, 8, 6, 7, 8]);
  assert.deepEqual(feeds.attention_mask!.dims, [2, 9]);
  assert.deepEqual(feeds.real_places!.dims, [4, 2]);
  assert.deepEqual(numbers('real_places'), [0, 0, 0, 1, 0, 2, 1, 0]);
  assert.deepEqual(numbers('instruction_ids'), [5, 6]);
  assert.deepEqual(numbers('instruction_positions'), [4, 5]);
  assert.deepEqual(feeds.instruction_mask!.dims, [1, 6]);
});

test('virtual tokens that are run stand before the instruction and take the first positions', () => {
  const feeds = batchFeeds({ instruction: [5, 6], rows: [rowOf([1], [7])] }, { count: 3, areRun: true });
  const numbers = (name: string) => [...(feeds[name]!.data as BigInt64Array)].map(Number);
  assert.deepEqual(numbers('instruction_ids'), [0, 0, 0, 5, 6]);
  assert.deepEqual(numbers('instruction_positions'), [0, 1, 2, 3, 4]);
  assert.deepEqual(feeds.instruction_mask!.dims, [1, 5]);
  assert.deepEqual(numbers('position_ids'), [5]);
});

test('without anything to share there are only rows', () => {
  const feeds = batchFeeds({ instruction: [], rows: [rowOf([1], [7])] }, inCache(2));
  assert.equal(feeds.instruction_ids, undefined);
  assert.deepEqual([...(feeds.position_ids!.data as BigInt64Array)], [2n]);
});

test('labeled rows are places in the flattened batch, in the order of the labels', () => {
  const feeds = batchFeeds({ instruction: [5], rows: [rowOf([1, 2], [7, 0]), rowOf([3], [9])] }, inCache(0));
  const numbers = (name: string) => [...(feeds[name]!.data as BigInt64Array)].map(Number);
  assert.deepEqual(numbers('labeled_rows'), [1, 2, 3]);
  assert.deepEqual(numbers('labels'), [7, 0, 9]);
  assert.deepEqual(feeds.label_weights, { dims: [3, 1], data: Float32Array.of(1, 1, 1) });
});
