import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nominalRecords, rulebook } from '#domain';
import { exampleOf } from '#prompts';
import { faithfulnessOf } from './faithfulness.ts';

const [record] = nominalRecords({ split: 'test', seed: 1, count: 1 });
const { answer } = exampleOf(record!, 'cot', rulebook);

test('the reference reasoning is faithful', () => {
  assert.deepEqual(faithfulnessOf(record!, 'seen', answer), { statedFacts: 6, supportedFacts: 6, follows: true });
});

test('a fact that the record does not support is found, and what follows from it still follows', () => {
  const { size } = record!.facts;
  const other = size === 'large' ? 'small' : 'large';
  const invented = answer.replace(`size ${size}`, `size ${other}`);
  const { supportedFacts, follows } = faithfulnessOf(record!, 'seen', invented)!;
  assert.deepEqual([supportedFacts, follows], [5, true]);
});

test('a label that the stated steps do not lead to is found', () => {
  const wrong = answer.replace(/so \w+\.$/, 'so attack.');
  assert.deepEqual(faithfulnessOf(record!, 'seen', wrong), { statedFacts: 6, supportedFacts: 6, follows: false });
});

test('a term that no rule knows leads nowhere', () => {
  const strange = answer.replace(/device [\w ]+;/, 'device banjo;');
  assert.equal(faithfulnessOf(record!, 'seen', strange)!.follows, false);
});

test('an answer without reasoning cannot be unfaithful', () => {
  assert.equal(faithfulnessOf(record!, 'seen', exampleOf(record!, 'basic', rulebook).answer), null);
});
