import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { AssessmentSchema, flyScenario, gatherEvidence } from '#domain';
import type { TokenStep } from '#model';
import { renderPrompt } from '#prompts';
import { answerIn, answerOf, assessmentOf } from './assessment-of.ts';

const evidence = gatherEvidence(flyScenario({ seed: 1, motion: 'hovering' }).track);
const generator = { model: { name: 'm', sha256: 'a' }, adapter: null };
const validate = addFormats.default(new Ajv()).compile(AssessmentSchema);

/** An assessment of an answer given token by token; a bare string is a sure token. */
function assess(tokens: readonly (string | TokenStep)[]) {
  const steps = tokens.map((token) => (typeof token === 'string' ? { text: token, probability: 1, top: [] } : token));
  const text = steps.map((step) => step.text).join('');
  const generation = { text, steps, promptTokens: 200, finish: 'stop', runs: 1 } as const;
  const prompt = renderPrompt('cot', evidence);
  return assessmentOf({ evidence, strategy: 'cot', prompt, answer: answerOf(generation), generator });
}

const likely = (text: string, probability: number, other: string): TokenStep => ({
  text,
  probability,
  top: [
    { text, probability },
    { text: other, probability: 1 - probability },
  ],
});

const answer = [
  'motion: steady means staying;',
  likely(' here part turn', 0.9, ' here full turn'),
  '; so',
  likely(' hovering', 0.8, ' flyaround'),
  '.\noperation: ',
  'camera means photograph; so',
  likely(' photograph', 0.5, ' none'),
  '.\n',
  'task: so detection.',
];

test('an assessment fits its published schema', () => {
  assert.ok(validate(assess(answer)), JSON.stringify(validate.errors));
});

test('the confidence of a level is the probability of its whole line, that of the answer their product', () => {
  const { motion, operation, task, confidence } = assess(answer);
  assert.deepEqual([motion.confidence, operation.confidence, task.confidence, confidence], [0.72, 0.5, 1, 0.36]);
});

test('the alternatives are the labels at the word that decides', () => {
  const { motion } = assess(answer);
  assert.deepEqual(
    [motion.label, motion.reasoning],
    ['hovering', 'motion: steady means staying; here part turn; so hovering.'],
  );
  assert.deepEqual(motion.alternatives, [
    { label: 'hovering', probability: 0.8 },
    { label: 'flyaround', probability: 0.2 },
  ]);
});

test('physics has its own say on the motion', () => {
  const contradicted = assess(['motion: collision.\noperation: none.\ntask: unclear.']);
  assert.equal(assess(answer).physics.agrees, true);
  assert.equal(contradicted.physics.agrees, false);
  assert.match(contradicted.physics.reason, /collision does not fit/);
});

test('what cannot be read is null with confidence 0, told as a slip, and still fits the schema', () => {
  for (const rubbish of ['', 'I cannot say.', 'motion: dancing.', '\n\n\n', 'motion:']) {
    const assessment = assess([rubbish]);
    assert.ok(validate(assessment), JSON.stringify(validate.errors));
    assert.deepEqual([assessment.motion.label, assessment.confidence, assessment.physics.agrees], [null, 0, false]);
    assert.ok(assessment.slips.length > 0);
  }
});

test('an assessment that was written and read back holds the answer it was made of', () => {
  const assessment = assess(answer);
  const readBack = JSON.parse(JSON.stringify(assessment)) as typeof assessment;
  const prompt = renderPrompt('cot', evidence);
  assert.deepEqual(
    assessmentOf({ evidence, strategy: 'cot', prompt, answer: answerIn(readBack), generator }),
    assessment,
  );
});
