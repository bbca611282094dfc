import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { labelsOf, levels, reason, rulebook } from '#domain';
import { renderPlainAnswer, renderReasonedAnswer } from './answer.ts';
import { makeExample } from './example.ts';
import { hoveringImager } from './golden/hovering-imager.ts';
import { type ParsedAnswer, parseAnswer, parseAnswerIn } from './parse-answer.ts';

const good = makeExample(hoveringImager(), 'cot', rulebook).answer;
const intention = { motion: 'hovering', operation: 'photograph', task: 'detection' } as const;

const labelsIn = ({ motion, operation, task }: ParsedAnswer) => ({ motion, operation, task });

test('a reasoned answer is read without slips', () => {
  const answer = parseAnswer(good);
  assert.deepEqual(labelsIn(answer), intention);
  assert.deepEqual(answer.slips, []);
  assert.deepEqual(Object.values(answer.lines), good.split('\n').slice(1));
  assert.deepEqual(answer.facts, {
    ownSpacecraft: 'space station',
    size: 'large',
    cooperation: 'noncooperative',
    device: 'camera',
    lighting: 'full sunlight',
    electromagnetic: 'clear',
  });
});

test('every plain answer is read back as it was written', () => {
  const anyIntention = fc.record({
    motion: fc.constantFrom(...labelsOf.motion),
    operation: fc.constantFrom(...labelsOf.operation),
    task: fc.constantFrom(...labelsOf.task),
  });
  fc.assert(
    fc.property(anyIntention, (written) => {
      const answer = parseAnswer(renderPlainAnswer(written));
      assert.deepEqual(labelsIn(answer), { ...written });
      assert.deepEqual(answer.slips, []);
    }),
  );
});

const forgiven: readonly (readonly [string, string, string, RegExp])[] = [
  ['other letter case', 'motion: steady', 'Motion: Steady', /should start with "motion: "/],
  ['a label in capitals', 'so hovering.', 'so Hovering.', /"Hovering", read as hovering/],
  ['a missing full stop', 'so photograph.', 'so photograph', /operation line has no full stop/],
  ['two spaces', 'so detection', 'so  detection', /task line has spaces too many/],
  ['a missing "so"', '; so hovering', '; hovering', /expected "so" and a label/],
  ['an inflected label', 'so photograph.', 'so photographing.', /"photographing", read as photograph/],
  ['a bare stem', 'so hovering.', 'so hover.', /"hover", read as hovering/],
  ['a spelling slip', 'so detection.', 'so detecton.', /"detecton", read as detection/],
];

for (const [what, right, wrong, report] of forgiven) {
  test(`${what} is forgiven and reported`, () => {
    const answer = parseAnswer(good.replace(right, wrong));
    assert.deepEqual(labelsIn(answer), intention);
    assert.equal(answer.slips.length, 1);
    assert.match(answer.slips[0]!, report);
  });
}

test('a label outside the label set is null, and the other levels are still read', () => {
  const answer = parseAnswer(good.replace('so photograph.', 'so espionage.'));
  assert.equal(answer.operation, null);
  assert.equal(answer.task, 'detection');
  assert.deepEqual(answer.slips, ['The operation line names no operation label: "espionage".']);
});

test('a label of another level is not a label of this one', () => {
  assert.equal(parseAnswer('motion: docking.\noperation: docking.\ntask: attack.').motion, null);
});

test('an answer cut short has nulls for what is missing', () => {
  const answer = parseAnswer(good.split('\n').slice(0, 3).join('\n'));
  assert.equal(answer.task, null);
  assert.deepEqual(answer.slips, ['The task line is missing.']);
});

test('lines in another order, twice, or of no level are reported', () => {
  const answer = parseAnswer('task: attack.\nHello.\nmotion: flyby.\noperation: none.\nmotion: retreat.');
  assert.deepEqual([answer.motion, answer.operation, answer.task], ['flyby', 'none', 'attack']);
  assert.deepEqual(answer.slips, [
    'Line 2 belongs to no level: "Hello.".',
    'The motion line comes late; expected motion, operation, task.',
    'Line 5 is a second motion line; the first counts.',
  ]);
});

test('answers of another convention are read in its labels', () => {
  const labels = { motion: ['weaving'], operation: ['none'], task: ['mapping', 'relay'] } as const;
  const answer = parseAnswerIn(labels, 'motion: weaving.\noperation: none.\ntask: relay.');
  assert.deepEqual([answer.motion, answer.operation, answer.task], ['weaving', 'none', 'relay']);
});

test('no text whatever makes the parser throw, and only labels or null come out', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 400 })), (text) => {
      const answer = parseAnswer(`motion: ${text}`);
      for (const level of levels) {
        assert.ok(answer[level] === null || (labelsOf[level] as readonly string[]).includes(answer[level]));
      }
      assert.ok(answer.slips.length > 0);
    }),
  );
});

test('a slip quotes only the beginning of endless output', () => {
  const answer = parseAnswer(`motion: ${'hover '.repeat(10_000)}`);
  assert.ok(answer.slips.every((slip) => slip.length < 120));
});

test('what a reasoning concludes is what is read from its words', () => {
  const facts = { ownSpacecraft: 'satellite', size: 'small', lighting: 'eclipse', electromagnetic: 'clear' } as const;
  const motion = { rangeTrend: 'falling', endSpeed: 'slow', turn: 'part turn', course: 'no swerve' } as const;
  for (const device of Object.keys(rulebook.operation.operationOfDevice)) {
    const reasoning = reason(rulebook, { ...facts, ...motion, device, cooperation: 'cooperative' });
    const answer = parseAnswer(renderReasonedAnswer(reasoning));
    assert.deepEqual([answer.motion, answer.operation, answer.task], Object.values(reasoning.intention));
    assert.deepEqual(answer.slips, []);
  }
});

test('a plain answer restates no facts; what is garbled among them is left out', () => {
  assert.equal(parseAnswer('motion: hovering.\noperation: none.\ntask: unclear.').facts, null);
  const garbled = parseAnswer('facts: own satellite; siz large; device camera.\nmotion: hovering.');
  assert.deepEqual(garbled.facts, { ownSpacecraft: 'satellite', device: 'camera' });
});

test('facts that come late are a slip', () => {
  assert.match(parseAnswer(`motion: hovering.\nfacts: own satellite.`).slips[0]!, /Line 2 restates facts/);
});
