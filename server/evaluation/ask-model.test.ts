import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nominalRecords, rulebook } from '#domain';
import type { Generation, Generator } from '#model';
import { exampleOf, renderPlainAnswer } from '#prompts';
import { fakeGenerator } from '../cli/testing/fake-services.ts';
import { askModel } from './ask-model.ts';

const records = [...nominalRecords({ split: 'test', seed: 1, count: 3 })];

/** A generator that writes given answers, a token a line, each as likely as told. */
const answering = (answers: readonly string[], probability: number): Generator => ({
  ...fakeGenerator(),
  generate: async ({ records: asked }) =>
    asked.map((_, i): Generation => {
      const steps = answers[i]!.split(/(?<=\n)/).map((text) => ({ text, probability, top: [] }));
      return { text: answers[i]!, steps, promptTokens: 100, finish: 'stop', runs: 1 };
    }),
});

const ask = (answers: readonly string[], probability = 0.5) => {
  let nowMs = 0;
  const question = { generator: answering(answers, probability), strategy: 'cot', motion: 'seen' } as const;
  return askModel({ ...question, nowMs: () => (nowMs += 750) }, records);
};

test('a right reasoned answer is right, faithful, and as sure as its tokens together', async () => {
  const outcomes = await ask(records.map((record) => exampleOf(record, 'cot', rulebook).answer));
  for (const [i, outcome] of outcomes.entries()) {
    assert.deepEqual(outcome.answer, records[i]!.truth);
    assert.deepEqual(outcome.confidence, { motion: 0.5, operation: 0.5, task: 0.5, all: 0.5 ** 4 });
    assert.deepEqual(outcome.faithfulness, { statedFacts: 6, supportedFacts: 6, follows: true });
    assert.deepEqual([outcome.answerTokens, outcome.promptTokens, outcome.seconds], [4, 100, 0.25]);
  }
});

test('a plain answer states nothing to be faithful to', async () => {
  const [outcome] = await ask(records.map(({ truth }) => renderPlainAnswer(truth)));
  assert.equal(outcome!.faithfulness, null);
  assert.deepEqual(outcome!.answer, records[0]!.truth);
});

test('what cannot be read has no label and no confidence', async () => {
  const [outcome] = await ask(['I would rather not say.', '', '']);
  assert.deepEqual(outcome!.answer, { motion: null, operation: null, task: null });
  assert.equal(outcome!.confidence!.task, 0);
});
