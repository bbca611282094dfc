import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, levels, rulebook as realRulebook, reason } from '#domain';
import { agreement } from './agreement.ts';
import { drawConventions } from './corpus.ts';
import { drawRulebook, sharesPart } from './random-rulebook.ts';
import { drawTarget } from './random-target.ts';

const conventions = drawConventions(1, 160);
const targets = Array.from({ length: 200 }, (_, i) => drawTarget(createRandom(i)));

test('a seed draws the same rulebook again', () => {
  assert.deepEqual(drawRulebook(createRandom(7), 'bako'), drawRulebook(createRandom(7), 'bako'));
});

test('every convention answers every target', () => {
  for (const convention of conventions) {
    for (const { facts } of targets) assert.ok(reason(convention, facts).intention.task.length > 0);
  }
});

test('conventions have names and contents of their own', () => {
  assert.equal(new Set(conventions.map(({ name }) => name)).size, conventions.length);
  assert.equal(new Set(conventions.map(({ motion }) => JSON.stringify(motion))).size, conventions.length);
});

test('no convention has the motion, operation or task part of the real one', () => {
  assert.ok(conventions.every((convention) => !sharesPart(convention, realRulebook)));
  assert.ok(sharesPart({ ...conventions[0]!, motion: realRulebook.motion }, realRulebook));
});

test('conventions agree with the real one as seldom as with each other', () => {
  const mean = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const withReal = conventions.map((convention) => agreement(convention, realRulebook));
  const withNext = conventions.map((convention, i) =>
    agreement(conventions[(i + 1) % conventions.length]!, convention),
  );
  // The likeliest coincidence is a device without an operation: 4 of the real rulebook's 100 entries.
  assert.ok(Math.abs(mean(withReal) - mean(withNext)) < 0.01, `${mean(withReal)} against ${mean(withNext)}`);
  assert.ok(Math.max(...withReal) < 0.1, `largest share ${Math.max(...withReal)}`);
});

test('conventions and the real one seldom give a target the same label', () => {
  const sameLabel = { motion: 0, operation: 0, task: 0 };
  let sameIntention = 0;
  for (const { facts } of targets) {
    const real = reason(realRulebook, facts).intention;
    for (const convention of conventions) {
      const other = reason(convention, facts).intention;
      for (const level of levels) if (other[level] === real[level]) sameLabel[level]++;
      if (levels.every((level) => other[level] === real[level])) sameIntention++;
    }
  }
  const pairs = targets.length * conventions.length;
  assert.ok(sameLabel.motion / pairs < 0.04, `motion ${sameLabel.motion / pairs}`);
  assert.ok(sameLabel.task / pairs < 0.04, `task ${sameLabel.task / pairs}`);
  assert.ok(sameIntention / pairs < 0.002, `intention ${sameIntention / pairs}`);
});
