import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherEvidence, type Level } from '#domain';
import { english } from '../http/words.ts';
import { simulatedTracks } from '../testing/test-console.ts';
import { type Ground, groundSteps } from './reasoning-steps.ts';

const evidence = gatherEvidence(simulatedTracks(1)[0]!);

const told = (ground: Ground): string =>
  ground.kind === 'element' ? ground.element.name : ground.kind === 'level' ? `${ground.level} answer` : ground.kind;
const grounds = (level: Level, line: string) =>
  groundSteps(level, line, evidence, english).map(({ ground }) => told(ground));

test('the steps of a motion line hang on the motion', () => {
  const line =
    'motion: steady means staying; staying: full turn so flyaround, part turn so hovering; here part turn; so hovering.';
  assert.deepEqual(grounds('motion', line), ['motion', 'rule', 'motion', 'conclusion']);
});

test('each check of an operation hangs on the element the rulebook names', () => {
  const line = 'operation: camera means photograph; light full sunlight, yes; view hovering, yes; so photograph.';
  assert.deepEqual(grounds('operation', line), ['device', 'lighting', 'motion answer', 'conclusion']);
});

test('a task begins at the operation, the device or the motion, whichever the line says', () => {
  assert.deepEqual(grounds('task', 'task: photograph means looking; here noncooperative; so detection.'), [
    'operation answer',
    'cooperation',
    'conclusion',
  ]);
  assert.deepEqual(grounds('task', 'task: device jammer means disturbing'), ['device']);
  assert.deepEqual(grounds('task', 'task: motion collision means striking'), ['motion answer']);
});

test('words outside the grammar are shown as they are and tied to nothing', () => {
  assert.deepEqual(groundSteps('motion', 'motion: la la; constructor x, yes', evidence, english), [
    { id: 'motion-1', text: 'la la', ground: { kind: 'unknown' }, time: null },
    { id: 'motion-2', text: 'constructor x, yes', ground: { kind: 'unknown' }, time: null },
  ]);
});

test('a plain answer is one step', () => {
  assert.deepEqual(groundSteps('motion', 'motion: hovering.', evidence, english).length, 1);
});
