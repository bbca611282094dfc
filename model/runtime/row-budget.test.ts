import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesFor } from './row-budget.ts';

/** 57,344 bytes a position: ChatGLM2-6B. */
const large = { layers: 28, keyValueHeads: 2, headSize: 128 };

test('so many rows are answered together as are asked for, while their caches fit', () => {
  assert.equal(placesFor(500, { layers: 6, keyValueHeads: 2, headSize: 64 }, { rows: 32, cacheBytes: 1e9 }), 32);
  assert.equal(placesFor(500, large, { rows: 32, cacheBytes: 500 * 57_344 * 7 + 1 }), 7);
});

test('one row is answered whatever it takes', () => {
  assert.equal(placesFor(2000, large, { cacheBytes: 1 }), 1);
});
