import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import type { Generation } from './generation.ts';
import { openGreedyDecoder } from './greedy-decoder.ts';

/** A random decoder whose text is its token numbers. */
const model: ModelFolder = {
  name: 'tiny',
  sha256: '',
  decoder: buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig)),
  tokenizer: {
    startIds: [],
    encode: (text) => (text === '' ? [] : text.trim().split(' ').map(Number)),
    decode: (ids) => ids.join(' '),
    decodeNext: (id) => ` ${id}`,
  },
  eosId: 0,
  eosIds: [0],
  maxPositions: 128,
};
const decoder = await openGreedyDecoder(model, null, { threads: 1 });
after(() => decoder.close());

const request = { instruction: '12 31 7', records: ['5 9 2', '22 3 18 4 5 11', '6'], maxNewTokens: 8 };
const labels = ['20 21 30 22 23 31', '20 21 32 33 34 22 23 35', '20 21 32 33 36 22 23 37'];
const plain = await decoder.generate(request);
const own = plain.map(({ text }) => text);

const rounded = (all: readonly Generation[]) =>
  all.map(({ text, steps }) => [text, steps.map((step) => [step.text, step.probability.toFixed(4)])]);

test('a plain answer that is allowed comes out as it is, with its probabilities', async () => {
  const closed = await decoder.generate({ ...request, answers: [...labels, ...own] });
  assert.deepEqual(rounded(closed), rounded(plain));
});

test('no other answer than the allowed ones can come, whatever the model would write', async () => {
  for (const { text, finish } of await decoder.generate({ ...request, answers: labels })) {
    assert.ok(labels.includes(text), text);
    assert.equal(finish, 'stop');
  }
});

test('a guess changes no answer, and one that is wrong or not allowed none either', async () => {
  const closed = { ...request, answers: labels };
  const without = await decoder.generate(closed);
  for (const guess of [...labels, '1 2 3', '']) {
    const guessed = await decoder.generate(closed, (parts) => parts.map(() => guess));
    assert.deepEqual(rounded(guessed), rounded(without));
  }
});

test('what has to follow is not waited for: there are no more runs than choices, and with the right guess one', async () => {
  const closed = { ...request, answers: labels };
  const without = await decoder.generate(closed);
  for (const { runs, steps } of without) assert.ok(runs <= 3 && steps.length >= 6, `${runs} runs`);
  const right = await decoder.generate(closed, (parts) => parts.map(({ record }) => without[record]!.text));
  assert.deepEqual(
    right.map(({ runs }) => runs),
    [1, 1, 1],
  );
});

test('the alternatives at a choice are the allowed tokens with the probabilities the model gives them', async () => {
  const [{ steps }] = (await decoder.generate({ ...request, answers: labels })) as [Generation];
  const choices = steps.filter(({ top }) => top.length > 1);
  assert.ok(choices.length >= 1);
  for (const { text, probability, top } of choices) {
    assert.deepEqual(top[0], { text, probability });
    assert.ok(top.every((other) => other.probability <= probability && other.probability > 0));
  }
});
