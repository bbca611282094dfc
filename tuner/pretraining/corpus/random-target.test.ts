import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, reportedElementNames, unknown } from '#domain';
import { drawPlainTarget, drawTarget } from './random-target.ts';

const targets = Array.from({ length: 2000 }, (_, i) => drawTarget(createRandom(i)));

test('about one element in six stays unknown: untold, contradicted or cut off', () => {
  const facts = targets.flatMap((target) => reportedElementNames.map((name) => target.facts[name]));
  const share = facts.filter((fact) => fact === unknown).length / facts.length;
  assert.ok(share > 0.08 && share < 0.2, `${share}`);
});

test('a target told in its fields alone says of each element what it is', () => {
  for (let seed = 0; seed < 200; seed++) {
    const { facts, words } = drawPlainTarget(createRandom(seed));
    for (const name of reportedElementNames) assert.equal(words[name] === unknown, facts[name] === unknown);
  }
});

test('most records have remarks, and a few come in another order', () => {
  const withRemarks = targets.filter(({ record }) => record.remarks !== '').length / targets.length;
  const reordered = targets.filter(({ record }) => record.order?.[0] !== 'ownSpacecraft').length / targets.length;
  assert.ok(withRemarks > 0.7, `${withRemarks}`);
  assert.ok(reordered > 0.03 && reordered < 0.12, `${reordered}`);
});

test('the motion is told by its four words', () => {
  for (const { facts, record } of targets) {
    assert.equal(record.words.motion, `${facts.rangeTrend}, ${facts.endSpeed}, ${facts.turn}, ${facts.course}`);
  }
});
