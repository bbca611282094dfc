import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assessment, gatherEvidence } from '#domain';
import { english } from '../http/words.ts';
import { assessByRulebook } from '../testing/rulebook-assessor.ts';
import { simulatedTracks } from '../testing/test-console.ts';
import { weighEvidence } from './weigh-evidence.ts';

const reported = { device: 'camera', cooperation: 'noncooperative', lighting: 'full sunlight' } as const;
const evidence = gatherEvidence({ ...simulatedTracks(1)[0]!, reported });
const assessment = assessByRulebook(evidence);
const told = (some: Assessment, level: number) => {
  const { for: pro, against } = weighEvidence(some, english)[level]!;
  return { for: pro.map(({ datum }) => datum), against: against.map(({ datum }) => datum) };
};

test('what the rules, the physics, the words of the motion and the token say for a label stands for it', () => {
  assert.deepEqual(told(assessment, 0), { for: ['rules', 'physics', 'word', 'word', 'probability'], against: [] });
  assert.deepEqual(told(assessment, 1), { for: ['rules', 'fact', 'fact', 'probability'], against: [] });
});

test('a label that neither rules nor physics bear out has them against it', () => {
  const physics = { isResolvable: true, agrees: false, reason: 'collision does not fit' };
  const wrong = { ...assessment, physics, motion: { ...assessment.motion, label: 'collision' } };
  const { for: pro, against } = told(wrong, 0);
  assert.deepEqual(pro, []);
  assert.deepEqual(against, ['rules', 'physics', 'word', 'word', 'alternative']);
});

test('an unknown fact, a fact read otherwise than by the lexicon, a rival label and a slip count against', () => {
  const doubtful: Assessment = {
    ...assessment,
    facts: { ...assessment.facts, device: 'jammer' },
    slips: ['The operation line has no full stop at its end.'],
    operation: {
      ...assessment.operation,
      alternatives: [
        { label: 'photograph', probability: 0.7 },
        { label: 'none', probability: 0.3 },
      ],
    },
  };
  assert.deepEqual(told(doubtful, 1).against, ['lexicon', 'alternative', 'slip']);
  const silent = assessByRulebook(gatherEvidence({ ...simulatedTracks(1)[0]!, reported: {} }));
  assert.deepEqual(told(silent, 2).against, ['unknown']);
});

test('weak trust in a word counts against the label it leads to', () => {
  const turn = { grade: 'low', reason: '1.6 standard deviations from another word' } as const;
  const motionFacts = { ...evidence.motionFacts, trust: { ...evidence.motionFacts.trust, turn } };
  const weak = { ...assessment, evidence: { ...evidence, motionFacts } };
  const { against } = weighEvidence(weak, english)[0]!;
  assert.deepEqual(
    against.map(({ words, quoted, href }) => [words, quoted, href]),
    [['Turn: part turn, trust low', turn.reason, '#motion-heading']],
  );
});
