import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, reportedElementNames, standardize, unknown } from '#domain';
import { drawTarget } from './random-target.ts';

const targets = Array.from({ length: 2000 }, (_, i) => drawTarget(createRandom(i)));

test('the words of a target stand for its facts', () => {
  for (const { facts, words } of targets) {
    for (const name of reportedElementNames) assert.equal(standardize(name, words[name]), facts[name]);
  }
});

test('about one element in 25 is unknown and half of the rest is told in other words', () => {
  const elements = targets.flatMap(({ facts, words }) =>
    reportedElementNames.map((name) => [facts[name], words[name]]),
  );
  const unknownShare = elements.filter(([fact]) => fact === unknown).length / elements.length;
  const reworded = elements.filter(([fact, words]) => fact !== words).length / elements.length;
  assert.ok(Math.abs(unknownShare - 0.04) < 0.01, `${unknownShare}`);
  assert.ok(Math.abs(reworded - 0.48) < 0.02, `${reworded}`);
});

test('the motion is told by its four words', () => {
  for (const { facts, words } of targets) {
    assert.equal(words.motion, `${facts.rangeTrend}, ${facts.endSpeed}, ${facts.turn}, ${facts.course}`);
  }
});
