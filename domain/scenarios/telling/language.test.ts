import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportedElementNames } from '../../intentions/evidence.ts';
import { lexicon, standardize } from '../../intentions/lexicon.ts';
import { languages, languageTiers, novelWordings, otherUnitSpans } from './language.ts';

/** What is left of words when case, articles, hyphens, spaces and signs do not matter. */
const bare = (words: string) =>
  words
    .toLowerCase()
    .replaceAll(/\b(?:a|an|the)\b/g, '')
    .replaceAll(/[^a-z{}]/g, '');

/** A template without its slot. */
const bareTemplate = (template: string) => bare(template.replaceAll(/\{[\w ]*\}/g, ''));

const sentencesOf = (tier: (typeof languageTiers)[number]) => {
  const { facts, unclear, distractors, commands } = languages[tier];
  return [...Object.values(facts).flat(), ...Object.values(unclear).flat(), ...distractors, ...commands];
};

const overlap = (a: readonly string[], b: readonly string[]) => a.filter((words) => b.includes(words));

test('no sentence of one tier is one of another', () => {
  for (const a of languageTiers) {
    for (const b of languageTiers.filter((tier) => tier !== a)) {
      assert.deepEqual(overlap(sentencesOf(a).map(bareTemplate), sentencesOf(b).map(bareTemplate)), [], `${a}, ${b}`);
    }
  }
});

test('no wording of training, validation and test is one of another, and none has two meanings', () => {
  for (const element of reportedElementNames) {
    const all = (['training', 'validation', 'test'] as const).flatMap((tier) =>
      Object.values(languages[tier].wordings[element]).flat(),
    );
    const terms = Object.keys(lexicon[element]);
    const told = [...terms, ...all, ...Object.values(novelWordings[element]).flat()].map(bare);
    assert.equal(new Set(told).size, told.length, element);
  }
});

test('words for unknown and formats of sizes are shared by no two of them either', () => {
  const tiers = ['training', 'validation', 'test'] as const;
  const unknowns = tiers.flatMap((tier) => languages[tier].unknowns);
  const spans = [...tiers.flatMap((tier) => languages[tier].spans), ...otherUnitSpans];
  assert.equal(new Set(unknowns).size, unknowns.length);
  assert.equal(new Set(spans).size, spans.length);
});

test('pretraining knows the vocabulary of every tier, but no novel wording and no unit format of the tests', () => {
  const { wordings, spans } = languages.general;
  for (const element of reportedElementNames) {
    for (const [term, words] of Object.entries(wordings[element])) {
      const known = words.map(bare);
      for (const tier of ['training', 'validation', 'test'] as const) {
        assert.deepEqual(
          languages[tier].wordings[element][term]!.filter((one) => !known.includes(bare(one))),
          [],
        );
      }
      assert.deepEqual(overlap(novelWordings[element][term]!.map(bare), known), []);
    }
  }
  assert.deepEqual(overlap(otherUnitSpans, spans), []);
});

test('the wordings of training are those of the published lexicon', () => {
  for (const element of reportedElementNames) {
    for (const [term, words] of Object.entries(languages.training.wordings[element])) {
      for (const one of words) assert.equal(standardize(element, one), term);
    }
  }
});

test('every template of a fact has exactly one slot', () => {
  for (const tier of languageTiers) {
    for (const template of Object.values(languages[tier].facts).flat()) {
      assert.equal(template.match(/\{a?\}/g)?.length, 1, template);
    }
  }
});
