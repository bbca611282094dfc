import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyScenario } from '../scenarios/fly-scenario.ts';
import { type ChangeableName, changeableNames, changeEvidence, singleChanges, termsOf } from './change-evidence.ts';
import { reportedElementNames } from './evidence.ts';
import { gatherEvidence, standardFactsOf } from './gather-evidence.ts';

const evidence = gatherEvidence(flyScenario({ seed: 3, motion: 'hovering' }).track);

test('no change leaves the evidence as it is', () => {
  assert.deepEqual(changeEvidence(evidence, {}), evidence);
});

test('a changed element is supposed, and the others stay', () => {
  const changed = changeEvidence(evidence, { device: 'jammer', remarks: 'It hums.' });
  assert.equal(changed.elements.device.text, 'jammer');
  assert.equal(changed.elements.device.source, 'supposed');
  assert.equal(changed.remarks, 'It hums.');
  for (const name of reportedElementNames.filter((name) => name !== 'device'))
    assert.equal(changed.elements[name], evidence.elements[name]);
});

test('a word of the motion changes the words alone; the measured numbers stay', () => {
  const changed = changeEvidence(evidence, { rangeTrend: 'falling' });
  assert.match(changed.elements.motion.text, /^falling, /);
  assert.equal(standardFactsOf(changed).rangeTrend, 'falling');
  assert.equal(changed.motionFacts.minRangeKm, evidence.motionFacts.minRangeKm);
});

test('remarks can be taken away', () => {
  const told = { ...evidence, remarks: 'It hums.' };
  assert.equal(changeEvidence(told, { remarks: '' }).remarks, undefined);
  assert.equal(changeEvidence(told, {}).remarks, 'It hums.');
});

test('every other standard term of every element is one single change', () => {
  const facts = standardFactsOf(evidence);
  const changes = singleChanges((name) => [facts[name]]);
  const terms = changeableNames.reduce((sum, name) => sum + termsOf(name).length, 0);
  assert.equal(changes.length, terms - changeableNames.length);
  assert.ok(changes.every(({ name, term }) => facts[name as ChangeableName] !== term));
});
