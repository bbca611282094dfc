import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOfYear } from './day-of-year.ts';

test('days are counted from 1 in UTC, with three digits', () => {
  assert.equal(dayOfYear('2026-03-01T12:00:00Z'), '060');
  assert.equal(dayOfYear('2024-12-31T23:59:59Z'), '366');
});
