import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '#domain';
import { bucketByLength } from './length-buckets.ts';

const bucket = (rows: readonly number[], size: number, seed: number) =>
  bucketByLength(rows, size, (row) => row, createRandom(seed));

test('every row is in one batch, no batch is too large, and batches do not overlap in length', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 7 }), fc.nat(), (rows, size, seed) => {
      const batches = bucket(rows, size, seed);
      assert.deepEqual(batches.flat().sort(), [...rows].sort());
      assert.equal(batches.length, Math.ceil(rows.length / size));
      for (const batch of batches) assert.ok(batch.length <= size);
      const byLength = batches.toSorted((a, b) => a[0]! - b[0]! || a.at(-1)! - b.at(-1)!);
      for (const [i, batch] of byLength.slice(1).entries()) assert.ok(Math.max(...byLength[i]!) <= Math.min(...batch));
    }),
  );
});

test('a seed gives the same batches again, and another seed others', () => {
  const rows = Array.from({ length: 40 }, (_, i) => i % 10);
  assert.deepEqual(bucket(rows, 4, 1), bucket(rows, 4, 1));
  assert.notDeepEqual(bucket(rows, 4, 1), bucket(rows, 4, 2));
});
