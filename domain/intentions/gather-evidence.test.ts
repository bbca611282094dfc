import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyScenario } from '../scenarios/fly-scenario.ts';
import { gatherEvidence, standardFactsOf } from './gather-evidence.ts';

const { track } = flyScenario({ seed: 4, motion: 'hovering', noiseFraction: 0.001 });
const reported = { size: ' bulky ', cooperation: '', device: 'imager' };

test('puts the motion in four words and gives the window they speak of', () => {
  const { elements, window, stateCount } = gatherEvidence(track);
  assert.equal(elements.motion.text, 'steady, slow, part turn, no swerve');
  assert.equal(elements.motion.origin, 'computed');
  assert.deepEqual(window, { startUtcMs: track.states[0]!.epochUtcMs, endUtcMs: track.states.at(-1)!.epochUtcMs });
  assert.equal(stateCount, track.states.length);
});

test('keeps the words of the observer, trimmed, and says what is missing', () => {
  const { elements } = gatherEvidence({ ...track, reported });
  assert.deepEqual([elements.size.text, elements.size.origin], ['bulky', 'reported']);
  assert.deepEqual([elements.cooperation.text, elements.cooperation.origin], ['unknown', 'missing']);
  assert.deepEqual([elements.lighting.text, elements.lighting.origin], ['unknown', 'missing']);
});

test('the standard facts are the evidence in standard terms', () => {
  const facts = standardFactsOf(gatherEvidence({ ...track, reported }));
  assert.equal(facts.size, 'large');
  assert.equal(facts.device, 'camera');
  assert.equal(facts.cooperation, 'unknown');
  assert.equal(facts.rangeTrend, 'steady');
});

test('three states are too few to tell a motion', () => {
  assert.throws(() => gatherEvidence({ ...track, states: track.states.slice(0, 3) }), {
    code: 'domain.too_few_states',
    message: 'Expected at least 4 relative states to tell a motion, got 3.',
  });
});

test('four states are enough', () => {
  assert.equal(gatherEvidence({ ...track, states: track.states.slice(0, 4) }).stateCount, 4);
});
