import assert from 'node:assert/strict';
import { test } from 'node:test';
import definitions from '../../data/taxonomy/labels.json' with { type: 'json' };
import { courses, elementNames, endSpeeds, rangeTrends, reportedElementNames, turns } from './evidence.ts';
import { labelsOf, levels, motionLabels } from './labels.ts';
import { lexicon, standardize, unknown } from './lexicon.ts';
import { reason, toIntention } from './reasoning.ts';
import { rulebook } from './taxonomy.ts';

test('every label is defined, and nothing else is', () => {
  for (const level of levels) assert.deepEqual(Object.keys(definitions[level]), [...labelsOf[level]]);
});

test('every definition is a sentence with a source, and what is ours says what was decided', () => {
  for (const entry of levels.flatMap((level) => Object.values(definitions[level]))) {
    assert.match(entry.definition, /^[A-Z].*\.$/);
    assert.match(entry.decision, /^[A-Z].*\.$/);
    assert.match(entry.source, /^(Jing et al\. 2025, .+|our decision)$/);
  }
});

test('the rulebook decides every combination of the terms it may meet', () => {
  const devices = [...Object.keys(lexicon.device), unknown];
  const cooperations = [...Object.keys(lexicon.cooperation), unknown];
  const motions = rangeTrends.flatMap((rangeTrend) =>
    endSpeeds.flatMap((endSpeed) =>
      turns.flatMap((turn) => courses.map((course) => ({ rangeTrend, endSpeed, turn, course }))),
    ),
  );
  const base = { ownSpacecraft: 'space station', size: 'small', lighting: 'full sunlight', electromagnetic: 'clear' };
  for (const device of devices) {
    for (const cooperation of cooperations) {
      for (const motion of motions) toIntention(reason(rulebook, { ...base, device, cooperation, ...motion }));
    }
  }
});

test('the checks of the rulebook name elements, and values those elements can have', () => {
  for (const { element, allows } of Object.values(rulebook.operation.checks)) {
    assert.ok(elementNames.includes(element));
    const values = element === 'motion' ? motionLabels : Object.keys(lexicon[element]);
    assert.ok(
      allows.every((value) => values.some((known) => known === value)),
      element,
    );
  }
});

test('every wording of the lexicon belongs to one term only', () => {
  for (const element of reportedElementNames) {
    for (const [term, wordings] of Object.entries(lexicon[element])) {
      for (const words of [term, ...wordings]) assert.equal(standardize(element, words), term);
    }
  }
});

test('case, spaces and hyphens do not matter, and words outside the lexicon are unknown', () => {
  assert.equal(standardize('cooperation', 'Non-Cooperative'), 'noncooperative');
  assert.equal(standardize('lighting', ' full  sunlight '), 'full sunlight');
  assert.equal(standardize('device', 'death ray'), 'unknown');
  assert.equal(standardize('device', undefined), 'unknown');
});
