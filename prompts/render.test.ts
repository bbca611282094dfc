import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hoveringImager } from './golden/hovering-imager.ts';
import { type RecordWords, renderInstruction, renderPrompt, strategies } from './render.ts';
import { templates } from './templates.ts';

for (const strategy of strategies) {
  test(`the ${strategy} prompt reads as its golden text`, () => {
    const golden = readFileSync(new URL(`golden/${strategy}.txt`, import.meta.url), 'utf8');
    assert.equal(renderPrompt(strategy, hoveringImager()).text, golden);
  });

  test(`the instruction of ${strategy} is the same for another target`, () => {
    const other = hoveringImager({ device: 'jammer', size: 'tiny', motion: 'falling, fast, part turn, no swerve' });
    const { instruction, record, text } = renderPrompt(strategy, other);
    assert.equal(instruction, renderPrompt(strategy, hoveringImager()).instruction);
    assert.equal(text, instruction + record);
  });
}

test('the instruction prompt begins with the basic one, and the chain-of-thought prompt with that', () => {
  const [basic, instruction, cot] = strategies.map((name) => renderPrompt(name, hoveringImager()).instruction);
  assert.ok(instruction!.startsWith(basic!));
  assert.ok(cot!.startsWith(instruction!));
});

test('a record ends in the cue to answer', () => {
  assert.match(renderPrompt('basic', hoveringImager()).record, /^Own: .*\nAnswer:\n$/s);
});

test("line breaks in an observer's words cannot start another element", () => {
  const { record } = renderPrompt('basic', hoveringImager({ device: ' imager\nMotion:\tfalling ' }));
  assert.ok(record.includes('\nDevice: imager Motion: falling\nLight: '));
  assert.equal(record.split('\n').length, 9);
});

test('words are shown as they are, without HTML escapes', () => {
  assert.ok(renderPrompt('basic', hoveringImager({ device: `dish & "arm" <2>` })).record.includes('dish & "arm" <2>'));
});

test('a template input that is missing is an error, not a gap', () => {
  assert.throws(() => templates.basic({} as Parameters<typeof templates.basic>[0]), /question/);
});

test('an instruction can be written for any convention', () => {
  const { elements } = hoveringImager();
  const words = Object.fromEntries(Object.values(elements).map(({ name, text }) => [name, text])) as RecordWords;
  const instruction = renderInstruction('instruction', {
    question: 'What is it up to?',
    request: 'Say why.',
    labels: { motion: ['weaving'], operation: ['relay', 'none'], task: ['mapping'] },
    example: { words, answer: 'motion: weaving.' },
  });
  assert.equal(instruction, 'What is it up to?\nMotions: weaving.\nOperations: relay, none.\nTasks: mapping.\n');
});
