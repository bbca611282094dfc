import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StandardFacts } from '#domain';
import { reason, rulebook } from '#domain';
import { watcher } from '../domain/testing/watcher.ts';
import { renderPlainAnswer, renderReasonedAnswer } from './answer.ts';

const answerTo = (facts: Partial<StandardFacts>) => renderReasonedAnswer(reason(rulebook, { ...watcher, ...facts }));

const decisionsOn = (facts: Partial<StandardFacts>) => answerTo(facts).split('\n').slice(1);

test('a reasoned answer restates the facts, then hangs each decision on one condition', () => {
  assert.equal(
    answerTo({}),
    [
      'facts: own space station; size large; cooperation noncooperative; device camera; light full sunlight; radio clear.',
      'motion: steady means staying; staying: full turn so flyaround, part turn so hovering; here part turn; so hovering.',
      'operation: camera means photograph; light full sunlight, yes; view hovering, yes; so photograph.',
      'task: photograph means looking; looking: noncooperative so detection, cooperative so surveillance, unknown so unclear; here noncooperative; so detection.',
    ].join('\n'),
  );
});

test('decisions that hang on nothing are stated at once', () => {
  assert.equal(decisionsOn({ device: 'antenna' })[2], 'task: communication means talking; so negotiation.');
  assert.equal(decisionsOn({ rangeTrend: 'wandering' })[0], 'motion: wandering means erratic; so randomness.');
});

test('a failed check ends the operation line', () => {
  assert.equal(
    decisionsOn({ lighting: 'eclipse' })[1],
    'operation: camera means photograph; light eclipse, no; so none.',
  );
});

test('without an operation the task line says whose meaning it starts from', () => {
  const jammer = decisionsOn({ device: 'jammer' });
  assert.equal(jammer[1], 'operation: jammer means none; so none.');
  assert.match(jammer[2]!, /^task: device jammer means disturbing; disturbing: noncooperative so interference, /);
  const collision = decisionsOn({ device: 'unknown', rangeTrend: 'falling', endSpeed: 'fast' });
  assert.equal(
    collision[2],
    'task: motion collision means striking; striking: noncooperative so attack, cooperative so unclear, unknown so unclear; here noncooperative; so attack.',
  );
});

test('a plain answer has the labels alone', () => {
  assert.equal(
    renderPlainAnswer(reason(rulebook, watcher).intention),
    'motion: hovering.\noperation: photograph.\ntask: detection.',
  );
});
