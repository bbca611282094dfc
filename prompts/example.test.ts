import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulebook } from '#domain';
import { makeExample } from './example.ts';
import { hoveringImager } from './golden/hovering-imager.ts';
import { renderPrompt } from './render.ts';

test('an example is the prompt and the answer by the rulebook', () => {
  const { instruction, record, answer } = makeExample(hoveringImager(), 'basic', rulebook);
  assert.equal(instruction + record, renderPrompt('basic', hoveringImager()).text);
  assert.equal(answer, 'motion: hovering.\noperation: photograph.\ntask: detection.');
});

test('only the chain of thought is answered with reasons', () => {
  assert.match(makeExample(hoveringImager(), 'cot', rulebook).answer, /^motion: steady means staying; /);
  assert.equal(makeExample(hoveringImager(), 'instruction', rulebook).answer.split('\n')[0], 'motion: hovering.');
});

test("the answer restates the observer's words in standard terms", () => {
  const { record, answer } = makeExample(hoveringImager({ lighting: 'Sunlit' }), 'cot', rulebook);
  assert.match(record, /\nLight: Sunlit\n/);
  assert.match(answer, /; light full sunlight, yes; /);
});
