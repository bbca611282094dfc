import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulebook } from '#domain';
import { agreement } from './agreement.ts';

test('a rulebook agrees with itself', () => {
  assert.equal(agreement(rulebook, rulebook), 1);
});

test('agreement is the share of equal entries', () => {
  assert.equal(agreement({ a: { x: 'one', y: 'two' } }, { a: { x: 'one', y: 'other' } }), 0.5);
  assert.equal(agreement({ a: { x: 'one' } }, { b: { x: 'one' } }), 0);
});

test('the order of a list does not matter', () => {
  assert.equal(agreement({ allows: ['small', 'medium'] }, { allows: ['medium', 'small'] }), 1);
});
