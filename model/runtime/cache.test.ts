import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { prefixColumns } from '../adapter/prefix-adapter.ts';
import { cacheToPrefix, cacheWidth, emptyCache, gatherCache, prefixCache, presentCache, repeatCache } from './cache.ts';

const shapes = fc.record({
  layers: fc.integer({ min: 1, max: 3 }),
  keyValueHeads: fc.integer({ min: 1, max: 3 }),
  headSize: fc.integer({ min: 1, max: 4 }),
});

test('the prefix of the cache of a prefix is that prefix', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 5 }), (shape, tokens) => {
      const values = Float32Array.from({ length: tokens * prefixColumns(shape) }, (_, i) => i);
      assert.deepEqual(cacheToPrefix(prefixCache(values, tokens, shape), shape), values);
    }),
  );
});

test('a prefix value stands where PEFT puts it', () => {
  // PEFT, peft_model.py get_prompt: past_key_values.l.key|value[0, h, p, d] = W[p, ((2 l + kv) G + h) D + d].
  const shape = { layers: 2, keyValueHeads: 3, headSize: 4 };
  const columns = prefixColumns(shape);
  const cache = prefixCache(
    Float32Array.from({ length: 5 * columns }, (_, i) => i),
    5,
    shape,
  );
  const [layer, kv, head, token, channel] = [1, 1, 2, 3, 1] as const;
  const { data, dims } = cache['past_key_values.1.value']!;
  assert.deepEqual(dims, [1, 3, 5, 4]);
  assert.equal(data[(head * 5 + token) * 4 + channel], token * columns + ((2 * layer + kv) * 3 + head) * 4 + channel);
});

test('an empty cache has every tensor, without tokens', () => {
  const cache = emptyCache({ layers: 2, keyValueHeads: 3, headSize: 4 });
  assert.deepEqual(Object.keys(cache), [
    'past_key_values.0.key',
    'past_key_values.0.value',
    'past_key_values.1.key',
    'past_key_values.1.value',
  ]);
  for (const { dims, data } of Object.values(cache)) {
    assert.deepEqual(dims, [1, 3, 0, 4]);
    assert.equal(data.length, 0);
  }
});

test('a repeated cache holds the same values in every row', () => {
  const cache = prefixCache(Float32Array.of(1, 2, 3, 4), 1, { layers: 1, keyValueHeads: 1, headSize: 2 });
  const { 'past_key_values.0.key': key, 'past_key_values.0.value': value } = repeatCache(cache, 3);
  assert.deepEqual(key, { dims: [3, 1, 1, 2], data: Float32Array.of(1, 2, 1, 2, 1, 2) });
  assert.deepEqual(value, { dims: [3, 1, 1, 2], data: Float32Array.of(3, 4, 3, 4, 3, 4) });
});

test('rows of several caches stand one after another, their seen columns together, each head padded to the longest', () => {
  const shape = { layers: 1, keyValueHeads: 2, headSize: 1 };
  const short = prefixCache(Float32Array.of(1, 2, 3, 4), 1, shape);
  const long = prefixCache(Float32Array.of(5, 6, 7, 8, 9, 10, 11, 12), 2, shape);
  const both = gatherCache([[{ cache: short, row: 0, seen: [1] }], [{ cache: long, row: 0, seen: [1, 1] }]]);
  assert.deepEqual(both['past_key_values.0.key'], {
    dims: [2, 2, 2, 1],
    data: Float32Array.of(1, 0, 2, 0, 5, 9, 6, 10),
  });
  assert.deepEqual(both['past_key_values.0.value'], {
    dims: [2, 2, 2, 1],
    data: Float32Array.of(3, 0, 4, 0, 7, 11, 8, 12),
  });
  const again = gatherCache([
    [{ cache: both, row: 1, seen: [0, 1] }],
    [{ cache: long, row: 0, seen: [1, 0] }],
    [{ cache: both, row: 0, seen: [1, 0] }],
  ]);
  assert.equal(cacheWidth(again), 1);
  assert.deepEqual(again['past_key_values.0.key'], { dims: [3, 2, 1, 1], data: Float32Array.of(9, 10, 5, 6, 1, 2) });
});

test('columns that a row does not see are left out wherever they are', () => {
  const shape = { layers: 1, keyValueHeads: 2, headSize: 1 };
  const cache = prefixCache(
    Float32Array.from({ length: 16 }, (_, i) => i),
    4,
    shape,
  );
  const kept = gatherCache([[{ cache, row: 0, seen: [1, 0, 1, 1] }]]);
  assert.deepEqual(kept['past_key_values.0.key'], { dims: [1, 2, 3, 1], data: Float32Array.of(0, 8, 12, 1, 9, 13) });
  assert.deepEqual(kept['past_key_values.0.value'], {
    dims: [1, 2, 3, 1],
    data: Float32Array.of(2, 10, 14, 3, 11, 15),
  });
});

test('a row that lies in several caches stands together', () => {
  const shape = { layers: 1, keyValueHeads: 2, headSize: 1 };
  const first = prefixCache(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2, shape);
  const added = repeatCache(prefixCache(Float32Array.of(9, 10, 11, 12), 1, shape), 2);
  const kept = gatherCache([
    [
      { cache: first, row: 0, seen: [1, 0] },
      { cache: added, row: 1, seen: [1] },
    ],
    [{ cache: added, row: 0, seen: [1] }],
  ]);
  assert.deepEqual(kept['past_key_values.0.key'], {
    dims: [2, 2, 2, 1],
    data: Float32Array.of(1, 9, 2, 10, 9, 0, 10, 0),
  });
});

test('the present of a run is the past of the next', () => {
  const tensor = (value: number) => ({ dims: [1], data: Float32Array.of(value) });
  const results = { logits: tensor(0), 'present.0.key': tensor(1), 'present.0.value': tensor(2) };
  assert.deepEqual(presentCache(results, { layers: 1, keyValueHeads: 1, headSize: 1 }), {
    'past_key_values.0.key': tensor(1),
    'past_key_values.0.value': tensor(2),
  });
});
