import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SqlValue } from './database.ts';
import { afterPlace, isPlaceOf, orderBy, type SortKey } from './keyset.ts';

const keys: readonly SortKey[] = [
  { column: 'x.confidence', type: 'double precision', descending: true, isNullable: true },
  { column: 'x.target_id', type: 'text', descending: false, isNullable: false },
];

test('the order puts what is missing last', () => {
  assert.equal(orderBy(keys), 'x.confidence desc nulls last, x.target_id');
});

test('a row comes after a place by the first key that differs', () => {
  const values: SqlValue[] = [];
  const condition = afterPlace(keys, [0.5, 'a'], (value) => `$${values.push(value)}`);
  assert.equal(
    condition,
    '((true and (x.confidence < $1::double precision or x.confidence is null)) or ' +
      '(true and x.confidence is not distinct from $1::double precision and x.target_id > $2::text))',
  );
  assert.deepEqual(values, [0.5, 'a']);
});

test('after a missing value only others that miss it come', () => {
  const condition = afterPlace(keys, [null, 'a'], () => '$1');
  assert.match(condition, /^\(\(true and false\) or /);
});

test('a place of another list, or of none, is refused', () => {
  for (const place of [undefined, 'x', [], [0.5], ['0.5', 'a'], [0.5, 'a', 1], [0.5, null]])
    assert.equal(isPlaceOf(keys, place), false, JSON.stringify(place));
  assert.equal(isPlaceOf(keys, [null, 'a']), true);
  const time: SortKey = { column: 'x.at', type: 'timestamptz', descending: true, isNullable: false };
  assert.equal(isPlaceOf([time], ['2026-03-01 12:00:00.25+00']), true);
  assert.equal(isPlaceOf([time], ["now'; drop"]), false);
});
