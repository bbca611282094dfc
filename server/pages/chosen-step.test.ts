import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherEvidence } from '#domain';
import { english } from '../http/words.ts';
import { simulatedTracks } from '../testing/test-console.ts';
import { chooseStep } from './chosen-step.ts';
import { groundSteps } from './reasoning-steps.ts';

const evidence = gatherEvidence(simulatedTracks(1)[0]!);
const line = 'motion: steady means staying; staying: full turn so flyaround, part turn so hovering; here part turn; so hovering.'; // biome-ignore format: one line reads better
const reasoning = { motion: groundSteps('motion', line, evidence, english), operation: [], task: [] };

test('an address chooses a step by its level and number', () => {
  assert.deepEqual(chooseStep(reasoning, 'motion-3'), {
    id: 'motion-3',
    text: 'here part turn',
    of: 'all',
    windows: [evidence.window],
  });
});

test('a rule rests on no time and cannot be chosen, and neither can what is no step', () => {
  for (const wanted of ['motion-2', 'motion-9', 'task-1', '', undefined])
    assert.equal(chooseStep(reasoning, wanted), null);
});
