import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import { parseAnswerIn, renderPrompt, strategies } from '#prompts';
import { hoveringImager } from '../../../prompts/golden/hovering-imager.ts';
import { type CorpusExample, createCorpus, mixture, type SkillName } from './corpus.ts';
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
  for (const { answer, skill } of examples.filter(({ skill }) => skill !== 'paraphrase' && skill !== 'lookup')) {
    const parsed = parseAnswerIn({ motion: labels, operation: labels, task: labels }, answer);
    assert.deepEqual(parsed.slips, [], answer);
    assert.equal(skill !== 'convention-direct', answer.includes('; so '));
  }
});

test('every step of a reasoned answer has one of five forms', () => {
  const form =
    /^(?:(?:device |motion )?[\w ]+ means [\w ]+|[\w ]+: [\w ]+ so \w+(?:, [\w ]+ so \w+)+|here [\w ]+|\w+ [\w ]+, (?:yes|no)|so \w+)$/;
  for (const { answer } of ofSkill('convention')) {
    const steps = answer.split('\n').flatMap((line) => line.replace(/^\w+: |\.$/g, '').split('; '));
    for (const step of steps) assert.match(step, form);
  }
});

test('a paraphrase names the seven elements', () => {
  for (const { answer } of ofSkill('paraphrase')) {
    assert.match(answer, /^own .+; size .+; cooperation .+; device .+; light .+; radio .+; motion .+\.$/);
  }
});

test('rules in context hold every meaning that the answer quotes', () => {
  for (const { prompt, answer } of ofSkill('rules-in-context')) {
    const rules = prompt.slice('Rules: '.length, prompt.indexOf('.\n')).split('; ');
    const quoted = answer.split(/[\n;]/).map((step) => step.replace(/^(?:motion:|operation:|task:)? /, ''));
    for (const step of quoted.filter((step) => step.includes(' means '))) assert.ok(rules.includes(step), step);
  }
});

test('each prompt says by which convention it is to be read, so none is a prompt of the real one', () => {
  const isNamed = /^(?:Convention [a-z]+\.\n|Rules: |Say in standard terms\.\n)/;
  for (const { prompt } of examples) assert.match(prompt, isNamed);
  for (const strategy of strategies) assert.doesNotMatch(renderPrompt(strategy, hoveringImager()).text, isNamed);
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
    assert.ok(tokenizer.encode(prompt).ids.length <= 256, prompt);
    assert.ok(tokenizer.encode(answer).ids.length <= 128, answer);
  }
});
