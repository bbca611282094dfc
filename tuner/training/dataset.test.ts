import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelFolder } from '#model';
import { rowOf } from './batch.ts';
import { encodeExamples, inBatches, trainingBatches } from './dataset.ts';

/** A model whose tokens are the letters of a text. */
const lettersAsTokens = {
  tokenizer: {
    startIds: [],
    encode: (text: string) => [...text].map((letter) => letter.charCodeAt(0)),
    decode: () => '',
  },
  eosId: 0,
  maxPositions: 20,
} as unknown as ModelFolder;
const encode = (...examples: readonly (readonly [instruction: string, record: string, answer: string])[]) =>
  encodeExamples(
    examples.map(([instruction, record, answer]) => ({ instruction, record, answer })),
    lettersAsTokens,
    5,
  );

test('an example becomes the shared instruction, and a row of record, answer and end token', () => {
  assert.deepEqual(encode(['ab', 'cd', 'e'], ['ab', 'f', 'gh']), {
    instruction: [97, 98],
    rows: [rowOf([99, 100], [101, 0]), rowOf([102], [103, 104, 0])],
  });
});

test('the tokens that every sequence of the model starts with stand before the instruction', () => {
  const model = { ...lettersAsTokens, tokenizer: { ...lettersAsTokens.tokenizer, startIds: [7, 8] } };
  const { instruction } = encodeExamples([{ instruction: 'ab', record: 'c', answer: 'd' }], model, 5);
  assert.deepEqual(instruction, [7, 8, 97, 98]);
});

test('nothing to learn from is refused', () => {
  assert.throws(() => encode(), { code: 'tuner.no_examples' });
});

test('as many tokens as the model has positions are taken, one more is refused by the place of the example', () => {
  const whole = ['ij', 'records', 'answe'] as const; // 2 + 7 + 5, and the end token
  assert.equal(encode(whole).rows[0]?.ids.length, 7 + 5);
  const tooLong = {
    code: 'tuner.example_too_long',
    message: 'example 1: expected at most 15 tokens of prompt and answer behind 5 virtual ones, got 16',
  };
  assert.throws(() => encode(whole, ['ij', 'records', 'answer']), tooLong);
  assert.throws(() => encode(whole, ['ij', 'a record', 'answe']), tooLong);
});

test('examples of different instructions are an error of the caller', () => {
  assert.throws(() => encode(['a', 'b', 'c'], ['d', 'b', 'c']), /expected example 1 to share the instruction/);
});

const numbered = {
  instruction: [1],
  rows: Array.from({ length: 10 }, (_, i) => rowOf(Array(1 + (i % 3)).fill(i), [0])),
};
const take = (count: number, firstStep: number, seed = 1) => {
  const batches = trainingBatches(numbered, 4, seed, firstStep);
  return Array.from({ length: count }, () => batches.next().value!);
};

test('training from a later step gives the batches that a run from the start gives there', () => {
  const fromStart = take(12, 0);
  for (const firstStep of [1, 3, 5, 7]) assert.deepEqual(take(12 - firstStep, firstStep), fromStart.slice(firstStep));
});

test('each epoch has every row once, in another order', () => {
  const [first, second] = [take(3, 0), take(3, 3)];
  for (const epoch of [first, second]) assert.equal(new Set(epoch.flatMap(({ rows }) => rows)).size, 10);
  assert.notDeepEqual(first, second);
  assert.notDeepEqual(take(3, 0, 2), first);
});

test('validation takes all rows once, in order', () => {
  const batches = inBatches(numbered, 4);
  assert.deepEqual(
    batches.map(({ rows }) => rows.length),
    [4, 4, 2],
  );
  assert.deepEqual(
    batches.flatMap(({ rows }) => rows),
    numbered.rows,
  );
});
