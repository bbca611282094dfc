import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nominalRecords, rulebook } from '#domain';
import { exampleOf, makeExample, recordParts } from './example.ts';
import { hoveringImager } from './golden/hovering-imager.ts';
import { renderPrompt } from './render.ts';

test('an example is the prompt and the answer by the rulebook', () => {
  const { instruction, record, answer } = makeExample(hoveringImager(), 'basic', rulebook);
  assert.equal(instruction + record, renderPrompt('basic', hoveringImager()).text);
  assert.equal(answer, 'motion: hovering.\noperation: photograph.\ntask: detection.');
});

test('only the chain of thought is answered with reasons', () => {
  assert.match(
    makeExample(hoveringImager(), 'cot', rulebook).answer,
    /^facts: own space station; .*\nmotion: steady means staying; /,
  );
  assert.equal(makeExample(hoveringImager(), 'instruction', rulebook).answer.split('\n')[0], 'motion: hovering.');
});

test("the answer restates the observer's words in standard terms", () => {
  const { record, answer } = makeExample(hoveringImager({ lighting: 'Direct sun' }), 'cot', rulebook);
  assert.match(record, /\nLight: Direct sun\n/);
  assert.match(answer, /; light full sunlight, yes; /);
});

test('the remarks of a record stand below its elements', () => {
  const { record } = makeExample({ ...hoveringImager(), remarks: 'It carries a jammer.' }, 'basic', rulebook);
  assert.match(record, /\nMotion: .*\nRemarks: It carries a jammer\.\nAnswer:\n$/);
});

test('a record of the data set is answered from its true facts and the motion it tells', () => {
  const [record] = nominalRecords({ split: 'training', seed: 1, count: 1 });
  const seen = { rangeTrend: 'falling', endSpeed: 'fast', turn: 'part turn', course: 'no swerve' } as const;
  const { answer } = exampleOf({ ...record!, motionSeen: seen }, 'cot', rulebook);
  assert.match(answer, new RegExp(`device ${record!.facts.device};`));
  assert.match(answer, /\nmotion: falling means arriving; .* so collision\.\n/);
  assert.equal(
    recordParts({ ...record!, motionSeen: seen }, 'seen').words.motion,
    'falling, fast, part turn, no swerve',
  );
});
