import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nominalRecords, rulebook } from '#domain';
import { allowedAnswers } from './allowed-answers.ts';
import { exampleOf } from './example.ts';
import { parseAnswer } from './parse-answer.ts';

test('every combination of labels is allowed once, and each reads back without a slip', () => {
  const answers = allowedAnswers('instruction')!;
  assert.equal(new Set(answers).size, 7 * 7 * 11);
  assert.deepEqual(
    answers.flatMap((answer) => parseAnswer(answer).slips),
    [],
  );
});

test('the answers of the data set are among them', () => {
  for (const record of nominalRecords({ split: 'test', seed: 1, count: 40 }))
    assert.ok(allowedAnswers('basic')!.includes(exampleOf(record, 'basic', rulebook).answer));
});

test('reasoned answers are not listed', () => {
  assert.equal(allowedAnswers('cot'), undefined);
});
