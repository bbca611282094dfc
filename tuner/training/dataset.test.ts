import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelFolder } from '#model';
import { rowOf } from './batch.ts';
import { encodeExamples, inBatches, maxAnswerTokens, maxPromptTokens, trainingBatches } from './dataset.ts';

/** A model whose tokens are the letters of a text. */
const lettersAsTokens = {
  tokenizer: {
    startIds: [],
    encode: (text: string) => [...text].map((letter) => letter.charCodeAt(0)),
    decode: () => '',
  },
  eosId: 0,
} as unknown as ModelFolder;
const encode = (...examples: readonly (readonly [instruction: string, record: string, answer: string])[]) =>
  encodeExamples(
    examples.map(([instruction, record, answer]) => ({ instruction, record, answer })),
    lettersAsTokens,
  );

test('an example becomes the shared instruction, and a row of record, answer and end token', () => {
  assert.deepEqual(encode(['ab', 'cd', 'e'], ['ab', 'f', 'gh']), {
    instruction: [97, 98],
    rows: [rowOf([99, 100], [101, 0]), rowOf([102], [103, 104, 0])],
  });
});

test('the tokens that every sequence of the model starts with stand before the instruction', () => {
  const model = { ...lettersAsTokens, tokenizer: { ...lettersAsTokens.tokenizer, startIds: [7, 8] } };
  const { instruction } = encodeExamples([{ instruction: 'ab', record: 'c', answer: 'd' }], model);
  assert.deepEqual(instruction, [7, 8, 97, 98]);
});

test('nothing to learn from is refused', () => {
  assert.throws(() => encode(), { code: 'tuner.no_examples' });
});

test('256 prompt and 128 answer tokens are taken, one more is refused by the place of the example', () => {
  const [prompt, answer] = ['p'.repeat(maxPromptTokens - 1), 'a'.repeat(maxAnswerTokens - 1)];
  const whole = ['i', prompt, answer] as const;
  assert.equal(encode(whole).rows[0]?.ids.length, 255 + 127);
  const tooLong = (message: RegExp) => ({ code: 'tuner.example_too_long', message });
  assert.throws(() => encode(whole, ['i', `${prompt}p`, answer]), tooLong(/example 1: .* got 257 and 128/));
  assert.throws(() => encode(['i', prompt, `${answer}a`]), tooLong(/example 0: .* got 256 and 129/));
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
