import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Study, studyPage } from './study-page.ts';

const usual = { tokens: 128, learningRate: 0.02, init: 'text', examples: 4096 } as const;
const runOf = (tokens: number, half: number, end: number) => ({
  setting: { ...usual, tokens },
  validations: [
    { step: 50, loss: 0.5, exactMatch: half },
    { step: 100, loss: 0.25, exactMatch: end },
  ],
});
const study: Study = {
  usual,
  steps: 100,
  batchSize: 16,
  seed: 1,
  validationCount: 200,
  model: { name: 'glm-nano', sha256: '0123456789abcdef' },
  parts: [{ varied: 'tokens', runs: [runOf(8, 0.1, 0.5), runOf(128, 0.25, 0.9)] }],
};
const { markdown, figures } = studyPage(study, 'npm run tuning-study');

test('each choice has a row with the share half way and at the end, its interval and the command', () => {
  // Wilson 95 % of 100 of 200.
  assert.match(markdown, /\| 8 \| 10\.00 % \| 50\.00 % \(43\.14 to 56\.86\) \| 0\.2500 \|/);
  assert.match(markdown, /\| 128 \| 25\.00 % \| 90\.00 % /);
  assert.match(markdown, /`npm run tuning-study`/);
});

test('each setting has a figure with a mark for every choice at both times', () => {
  assert.deepEqual(
    figures.map(({ name }) => name),
    ['study-tokens.svg'],
  );
  assert.ok(markdown.includes('(images/study-tokens.svg)'));
  assert.equal(figures[0]!.svg.match(/class="result-mark/g)!.length, 4 + 2);
});
