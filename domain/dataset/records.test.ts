import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportedElementNames } from '../intentions/evidence.ts';
import { levels } from '../intentions/labels.ts';
import { reason } from '../intentions/reasoning.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import { learnablePerturbations, perturbationNames } from '../scenarios/perturbations.ts';
import { languages, novelWordings } from '../scenarios/telling/language.ts';
import { nominalRecords, observedStates, perturbedRecords, publishedCounts, variedRecords } from './records.ts';
import { withoutDecidingFact } from './without-fact.ts';

const nominal = [...nominalRecords({ split: 'test', seed: 1, count: 44 })];
const perturbed = [...perturbedRecords({ split: 'test', seed: 1, count: 44 })];

test('the published set is as large as that of the paper', () => {
  const { training, validation, test } = publishedCounts;
  assert.equal(training + validation + test, 50_688);
  assert.equal(test, 8448);
  assert.equal(test % perturbationNames.length, 0);
});

test('a record is the same whatever the size of its set', () => {
  assert.deepEqual([...nominalRecords({ split: 'test', seed: 1, count: 5 })], nominal.slice(0, 5));
});

test('the truth is what the published rulebook makes of the true facts', () => {
  for (const { facts, truth } of [...nominal, ...perturbed]) {
    assert.deepEqual(truth, reason(rulebook, facts).intention);
  }
});

test('the n-th perturbed record is the n-th nominal one of the same flight, each kind as often', () => {
  for (const [i, record] of perturbed.entries()) {
    assert.equal(record.id, nominal[i]!.id);
    assert.deepEqual(record.scenario, nominal[i]!.scenario);
    assert.deepEqual(record.window, nominal[i]!.window);
  }
  for (const name of perturbationNames) {
    assert.equal(perturbed.filter(({ perturbation }) => perturbation === name).length, 4, name);
  }
});

test('varied records are those of the same flights, never in words kept for tests', () => {
  const varied = [...variedRecords({ split: 'training', seed: 1, count: 45 })];
  const plain = [...nominalRecords({ split: 'training', seed: 1, count: 45 })];
  assert.deepEqual(
    varied.map(({ id, scenario }) => [id, scenario]),
    plain.map(({ id, scenario }) => [id, scenario]),
  );
  const kinds = new Set(varied.map(({ perturbation }) => perturbation));
  assert.deepEqual([...kinds].sort(), [...learnablePerturbations].sort());
  assert.ok(!kinds.has('other wording') && !kinds.has('unit change'));
  const kept = reportedElementNames.flatMap((element) =>
    [languages.test.wordings, novelWordings].flatMap((wordings) => Object.values(wordings[element]).flat()),
  );
  const told = varied.flatMap(({ fields, remarks }) => [...Object.values(fields), ...remarks.map(({ text }) => text)]);
  assert.deepEqual(
    told.filter((text) => kept.some((wording) => text.toLowerCase().includes(wording))),
    [],
  );
});

test('the states behind the records can be had in their order', () => {
  const states = [...observedStates({ split: 'test', seed: 1, count: 3 }, false)];
  assert.deepEqual(
    states.map((one) => [one.length, one[0]!.epochUtcMs]),
    nominal.slice(0, 3).map(({ stateCount, window }) => [stateCount, window.startUtcMs]),
  );
});

test('splits share no scenario', () => {
  const seeds = (['training', 'validation', 'test'] as const).map((split) =>
    [...nominalRecords({ split, seed: 1, count: 20 })].map(({ scenario }) => scenario.seed),
  );
  assert.equal(new Set(seeds.flat()).size, 60);
});

test('a record without its deciding fact has another truth, and tells that fact nowhere', () => {
  const pairs = nominal.flatMap((record) => {
    const without = withoutDecidingFact(record);
    return without === undefined ? [] : [{ record, without }];
  });
  assert.ok(pairs.length > 20);
  for (const { record, without } of pairs) {
    assert.ok(levels.some((level) => without.truth[level] !== record.truth[level]));
    const changed = Object.entries(without.facts).filter(([name, term]) => record.facts[name as 'size'] !== term);
    assert.deepEqual(
      changed.map(([, term]) => term),
      ['unknown'],
    );
    assert.ok(without.remarks.every(({ element }) => element !== changed[0]![0]));
  }
});
