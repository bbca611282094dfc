import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyScenario } from '../scenarios/fly-scenario.ts';
import { explainEvidence } from './explain-evidence.ts';
import { gatherEvidence } from './gather-evidence.ts';

const { track } = flyScenario({ seed: 4, motion: 'hovering' });
const explained = (reported: object) => explainEvidence(gatherEvidence({ ...track, reported }));

test('what nobody reports is not known', () => {
  const sentences = explained({ size: 'small' });
  assert.ok(sentences.includes('Reported: size small.'));
  assert.ok(sentences.at(-1)!.startsWith('Not known: own spacecraft, cooperation, device'));
});

test('remarks are quoted, and may tell what fields do not', () => {
  const sentences = explained({ size: 'small', remarks: 'It carries a camera.' });
  assert.ok(sentences.some((sentence) => sentence.startsWith('Not told in fields: own spacecraft')));
  assert.equal(sentences.at(-1), 'Remarks: It carries a camera.');
});
