import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import type { ElementName, StandardFacts } from '#domain';
import {
  courses,
  endSpeeds,
  lexicon,
  rangeTrends,
  reason,
  reportedElementNames,
  rulebook,
  turns,
  unknown,
  wordsOfMotion,
} from '#domain';
import { renderReasonedAnswer } from './answer.ts';
import { hoveringImager } from './golden/hovering-imager.ts';
import { renderPrompt, strategies } from './render.ts';

/** The paper's 128 tokens out; in, its 256 and room for remarks. */
const maxPromptTokens = 320;
const maxAnswerTokens = 128;
const maxInstructionTokens = 205;
const maxRecordTokens = 115;

const modelFolder = new URL('../data/models/glm-nano/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, modelFolder), 'utf8')) as object;
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const countTokens = (text: string) => tokenizer.encode(text).ids.length;

const longest = (texts: readonly string[]) =>
  texts.reduce((best, text) => (countTokens(` ${text}`) > countTokens(` ${best}`) ? text : best));

const motions = rangeTrends.flatMap((rangeTrend) =>
  endSpeeds.flatMap((endSpeed) =>
    turns.flatMap((turn) => courses.map((course) => ({ rangeTrend, endSpeed, turn, course }))),
  ),
);

const longestWords = Object.fromEntries([
  ...reportedElementNames.map((name) => [name, longest(Object.entries(lexicon[name]).flat(2))]),
  ['motion', longest(motions.map(wordsOfMotion))],
]) as Record<ElementName, string>;

for (const strategy of strategies) {
  test(`the ${strategy} prompt keeps to its length with the longest words of the lexicon`, () => {
    const { instruction, record, text } = renderPrompt(strategy, hoveringImager(longestWords));
    assert.ok(countTokens(instruction) <= maxInstructionTokens, `instruction: ${countTokens(instruction)} tokens`);
    assert.ok(countTokens(record) <= maxRecordTokens, `record: ${countTokens(record)} tokens`);
    assert.ok(countTokens(text) <= maxPromptTokens, `prompt: ${countTokens(text)} tokens`);
  });

  test(`the ${strategy} prompt has the tokens of its two parts`, () => {
    const { instruction, record, text } = renderPrompt(strategy, hoveringImager());
    assert.deepEqual(tokenizer.encode(text).ids, [
      ...tokenizer.encode(instruction).ids,
      ...tokenizer.encode(record).ids,
    ]);
  });
}

test('every reasoned answer keeps to its length', () => {
  const conditions = {
    ownSpacecraft: 'space station',
    size: 'small',
    lighting: 'full sunlight',
    electromagnetic: 'clear',
  };
  const cases: StandardFacts[] = motions.flatMap((motion) =>
    [...Object.keys(lexicon.device), unknown].flatMap((device) =>
      [...Object.keys(lexicon.cooperation), unknown].map((cooperation) => ({
        ...conditions,
        ...motion,
        device,
        cooperation,
      })),
    ),
  );
  const lengths = cases.map((facts) => countTokens(renderReasonedAnswer(reason(rulebook, facts))));
  assert.ok(Math.max(...lengths) <= maxAnswerTokens, `${Math.max(...lengths)} tokens`);
});
