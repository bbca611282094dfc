import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportedElementNames } from '../../intentions/evidence.ts';
import { createRandom } from '../random.ts';
import { composeCommand, composeFact, composeIdle, composeStrangeFact, composeUnclear } from './compose.ts';
import { languages } from './language.ts';
import { isReserved } from './reserved.ts';

const parts = languages.general.parts!;
const random = createRandom(1);
const many = <T>(make: () => T) => Array.from({ length: 300 }, make);

test('a composed fact has one slot for its wording, and every other slot is filled', () => {
  for (const element of reportedElementNames) {
    for (const compose of [composeFact, composeStrangeFact]) {
      for (const template of many(() => compose(element, parts, random))) {
        assert.equal(template.match(/\{a?\}/g)?.length, 1, template);
        assert.doesNotMatch(template, /\{\w{2,}\}/);
      }
    }
  }
});

test('what states no fact has no slot, and a command one for its label', () => {
  for (const element of reportedElementNames) {
    for (const sentence of many(() => composeUnclear(element, parts, random))) assert.doesNotMatch(sentence, /[{}]/);
  }
  for (const sentence of many(() => composeIdle(parts, random))) assert.doesNotMatch(sentence, /[{}]/);
  for (const template of many(() => composeCommand(parts, random))) {
    assert.equal(template.match(/\{label\}/g)?.length, 1, template);
  }
});

test('hundreds of forms come of the parts', () => {
  const forms = new Set(many(() => composeFact('device', parts, random)));
  assert.ok(forms.size > 250, `${forms.size}`);
});

test('sentences of tuning and of the tests are reserved, whole or with a longer part', () => {
  assert.ok(isReserved('It carries {a}.'));
  assert.ok(isReserved('It carries'));
  assert.ok(isReserved('By radar, attached to its side we see a camera'));
  assert.ok(!isReserved('The newcomer mounts {a}'));
  for (const element of reportedElementNames) {
    assert.ok(many(() => composeFact(element, parts, random)).every((template) => !isReserved(template)));
  }
});
