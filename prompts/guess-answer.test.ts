import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nominalRecords, rulebook, type StandardFacts, unknown } from '#domain';
import { exampleOf } from './example.ts';
import { factsRead, guessAnswer } from './guess-answer.ts';
import { strategies } from './render.ts';

const records = [...nominalRecords({ split: 'test', seed: 1, count: 40 })];

test('the guess is the reference answer once the facts are those stated', () => {
  for (const record of records) {
    const { answer } = exampleOf(record, 'cot', rulebook);
    const stated = answer.slice(0, answer.indexOf('\n'));
    assert.equal(guessAnswer(factsRead(record, 'seen'), 'cot', stated), answer);
  }
});

test('before anything is written the lexicon guesses, under every strategy', () => {
  for (const strategy of strategies) {
    const right = records.filter((record) => {
      const { answer } = exampleOf(record, strategy, rulebook);
      return guessAnswer(factsRead(record, 'seen'), strategy, '') === answer;
    });
    assert.ok(right.length > 0 && right.length < records.length, `${strategy}: ${right.length}`);
  }
});

test('a reasoned answer is guessed as far as the first fact that nobody has told', () => {
  const facts = {
    ...factsRead(records[0]!, 'seen'),
    ownSpacecraft: 'satellite',
    size: 'large',
    device: unknown,
  } as const;
  const untold = { ...facts, cooperation: unknown } as StandardFacts;
  assert.equal(guessAnswer(untold, 'cot', ''), 'facts: own satellite; size large; cooperation');
  const stated = 'facts: own satellite; size large; cooperation unknown; dev';
  assert.equal(guessAnswer(untold, 'cot', stated), 'facts: own satellite; size large; cooperation unknown; device');
  assert.match(guessAnswer(untold, 'instruction', ''), /^motion: .*\noperation: .*\ntask: .*\.$/);
});

test('a term that is begun counts when it is the only one, and rubbish counts for nothing', () => {
  const record = records[0]!;
  const guess = (written: string) => guessAnswer(factsRead(record, 'seen'), 'cot', written);
  assert.match(guess('facts: own space sta'), /^facts: own space station; size/);
  const other = record.facts.size === 'large' ? 'small' : 'large';
  assert.ok(
    guess(`facts: own satellite; size ${other}`).startsWith(`facts: own satellite; size ${other}; cooperation`),
  );
  for (const rubbish of ['', 'facts: own', 'facts: own banjo; size', 'I cannot say.', 'motion: x']) {
    assert.equal(guess(rubbish), guess(''));
  }
});
