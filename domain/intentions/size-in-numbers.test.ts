import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOfSpan } from './size-in-numbers.ts';

test('a span in any unit is small, medium or large', () => {
  assert.equal(sizeOfSpan('1.2 m across'), 'small');
  assert.equal(sizeOfSpan('about 450 centimeters long'), 'medium');
  assert.equal(sizeOfSpan('26 ft across'), 'medium', '26 ft are 7.92 m');
  assert.equal(sizeOfSpan('27 ft across'), 'large', '27 ft are 8.23 m');
  assert.equal(sizeOfSpan('It is 12 meters end to end.'), 'large');
});

test('words without a number and its unit tell no span', () => {
  for (const words of ['tiny', 'about 3', '3 modules', '']) assert.equal(sizeOfSpan(words), undefined);
});
