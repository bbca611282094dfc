import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import { languages, lexicon, novelWordings, reportedElementNames, unknown } from '#domain';
import { parseAnswer, parseAnswerIn, renderPrompt, strategies } from '#prompts';
import { hoveringImager } from '../../../prompts/golden/hovering-imager.ts';
import { answerParts, type CorpusExample, createCorpus, mixture, type SkillName } from './corpus.ts';
import { conventionCode, wordPools } from './word-pools.ts';

const take = (seed: number, count: number): CorpusExample[] => {
  const corpus = createCorpus({ seed });
  return Array.from({ length: count }, () => corpus.next());
};
const examples = take(1, 3000);
const ofSkill = (skill: SkillName) => examples.filter((example) => example.skill === skill);

test('a seed gives the same examples again, and another seed others', () => {
  assert.deepEqual(take(1, 50), examples.slice(0, 50));
  assert.notDeepEqual(take(2, 50), examples.slice(0, 50));
});

test('an example can be had by its place', () => {
  const corpus = createCorpus({ seed: 1 });
  assert.deepEqual(corpus.at(42), examples[42]);
  assert.deepEqual(corpus.next(), examples[0]);
});

test('skills come in the shares of the mixture', () => {
  const shares: number[] = Object.values(mixture).map(({ share }) => share);
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 1) < 1e-9);
  for (const [skill, { share }] of Object.entries(mixture)) {
    assert.ok(Math.abs(ofSkill(skill as SkillName).length / examples.length - share) < 0.03, skill);
  }
});

test('every answer is free of slips by the answer grammar', () => {
  const labels = [...wordPools.labels, 'none'];
  const decides = new Set<SkillName>(['convention', 'convention-direct', 'worked-example', 'rules-in-context']);
  for (const { answer, skill } of examples.filter(({ skill }) => decides.has(skill))) {
    const parsed = parseAnswerIn({ motion: labels, operation: labels, task: labels }, answer);
    assert.deepEqual(parsed.slips, [], answer);
    assert.equal(skill !== 'convention-direct', answer.includes('; so '));
  }
});

test('every step of a reasoned answer has one of five forms', () => {
  const form =
    /^(?:(?:device |motion )?[\w ]+ means [\w ]+|[\w ]+: [\w ]+ so \w+(?:, [\w ]+ so \w+)+|here [\w ]+|\w+ [\w ]+, (?:yes|no)|so \w+)$/;
  for (const { answer } of ofSkill('convention')) {
    const [, ...decisions] = answer.split('\n');
    const steps = decisions.flatMap((line) => line.replace(/^\w+: |\.$/g, '').split('; '));
    for (const step of steps) assert.match(step, form);
  }
});

test('facts are restated in standard terms, all six of them', () => {
  for (const { answer } of [...ofSkill('restating'), ...ofSkill('convention')]) {
    const { facts } = parseAnswer(answer);
    for (const element of reportedElementNames) {
      const term = facts?.[element] ?? '';
      assert.ok(term === unknown || term in lexicon[element], answer);
    }
  }
});

test('the larger of two sizes is the one with more meters', () => {
  const metersOf = (words: string) => {
    const [, digits, unit] = /([\d.]+) ?(cm|centimeters|ft|feet|m|meters)\b/.exec(words)!;
    return Number(digits) * (unit!.startsWith('c') ? 0.01 : unit!.startsWith('f') ? 0.3048 : 1);
  };
  for (const { prompt, answer } of ofSkill('comparing')) {
    const pairs = prompt.replace('Which is larger? ', '').split('\n')[0]!.replace(/\.$/, '').split('; ');
    for (const [i, larger] of answer.replace(/\.$/, '').split('; ').entries()) {
      const other = pairs[i]!.split(' or ').find((words) => words !== larger)!;
      assert.ok(metersOf(larger) > metersOf(other), `${pairs[i]}: ${larger}`);
    }
  }
});

test('the parts of an answer add up to it, and each is one skill', () => {
  for (const example of examples) {
    assert.equal(
      answerParts(example)
        .map(({ text }) => text)
        .join(''),
      example.answer,
    );
  }
  assert.deepEqual(
    answerParts(ofSkill('convention')[0]!).map(({ skill }) => skill),
    ['restating', 'one condition', 'conjunction', 'chained levels'],
  );
});

test('conventions come into use one after another', () => {
  const corpus = createCorpus({ seed: 1, conventions: 200, growingFor: 10_000 });
  const codesAt = (from: number) =>
    new Set(
      Array.from({ length: 1500 }, (_, i) => /^Convention ([a-z]+)/.exec(corpus.at(from + i).prompt)?.[1]).filter(
        Boolean,
      ),
    );
  assert.ok(codesAt(0).size < 60);
  assert.ok(codesAt(10_000).size > 190);
});

test('rules in context hold every meaning that the answer quotes', () => {
  for (const { prompt, answer } of ofSkill('rules-in-context')) {
    const rules = prompt.slice('Rules: '.length, prompt.indexOf('.\n')).split('; ');
    const quoted = answer
      .slice(answer.indexOf('\n'))
      .split(/[\n;]/)
      .map((step) => step.replace(/^(?:motion:|operation:|task:)? /, ''));
    for (const step of quoted.filter((step) => step.includes(' means '))) assert.ok(rules.includes(step), step);
  }
});

test('each prompt says by which convention it is to be read, so none is a prompt of the real one', () => {
  const isNamed = /^(?:Convention [a-z]+\.\n|Rules: |Restate the facts\.\n|Say in standard terms: |Which is larger\? )/;
  for (const { prompt } of examples) assert.match(prompt, isNamed);
  for (const strategy of strategies) assert.doesNotMatch(renderPrompt(strategy, hoveringImager()).text, isNamed);
});

test('no sentence of the data set and no novel wording occurs in pretraining', () => {
  const text = examples.map(({ prompt, answer }) => `${prompt}\n${answer}`.toLowerCase()).join('\n');
  for (const tier of ['training', 'validation', 'test'] as const) {
    const { facts, unclear, distractors, commands } = languages[tier];
    const sentences = [...Object.values(facts), ...Object.values(unclear), distractors, commands].flat();
    // Parts of a sentence on either side of its slot; short ones occur in any English text.
    const parts = sentences.flatMap((sentence) => sentence.toLowerCase().split(/\s*\{[\w ]*\}\s*/));
    for (const part of parts.filter((words) => words.split(' ').length >= 4)) {
      assert.ok(!text.includes(part), `${tier}: ${part}`);
    }
  }
  for (const terms of Object.values(novelWordings)) {
    for (const words of Object.values(terms).flat()) {
      assert.doesNotMatch(text, new RegExp(`\\b${words}\\b`));
    }
  }
});

test('the wording of the real prompt is one of many', () => {
  const [question, , , , request] = renderPrompt('cot', hoveringImager()).instruction.split('\n');
  assert.ok(wordPools.questions.includes(question!));
  assert.ok(wordPools.requests.includes(request!));
});

test('codes are distinct far beyond the number of conventions', () => {
  const codes = Array.from({ length: 1000 }, (_, i) => conventionCode(i));
  assert.equal(new Set(codes).size, 1000);
});

test('no prompt or answer is longer than the model is made for', () => {
  const folder = new URL('../../../data/models/glm-nano/', import.meta.url);
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object;
  const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
  for (const { prompt, answer } of examples) {
    assert.ok(tokenizer.encode(prompt).ids.length <= 384, prompt);
    assert.ok(tokenizer.encode(answer).ids.length <= 128, answer);
  }
});
