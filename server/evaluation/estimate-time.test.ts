import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureReport } from '../testing/fixture-report.ts';
import { estimateTime } from './estimate-time.ts';
import { choiceDefaults, plannedSets } from './evaluation-choices.ts';

const choices = { ...choiceDefaults, sets: ['nominal'], n: 10, baseN: 5, strategies: ['cot'] } as const;

test('the time is that of every record at the measured rate, validation counted in', () => {
  const planned = plannedSets({ ...choices, models: ['base', 'tuned'] });
  assert.deepEqual(
    planned.map(({ contestant, set, count }) => [contestant.key, set, count]),
    [
      ['base/cot', 'validation', 5],
      ['base/cot', 'nominal', 5],
      ['tuned/cot', 'validation', 10],
      ['tuned/cot', 'nominal', 10],
    ],
  );
  const { seconds, unmeasured } = estimateTime(planned, [fixtureReport]);
  assert.ok(Math.abs(seconds! - 30 * 0.1) < 1e-9, 'every rate of the fixture is 0.1 s');
  assert.deepEqual(unmeasured, []);
});

test('a newer report counts before an older one, and what none has measured is named', () => {
  const rows = fixtureReport.rows.map((row) => ({ ...row, secondsPerRecord: 2 }));
  const newer = { ...fixtureReport, rows: rows.filter(({ contestant }) => contestant === 'tuned/cot') };
  const planned = plannedSets({ ...choices, models: ['tuned', 'baseline'], baselines: ['rules', 'majority'] });
  const { seconds, unmeasured } = estimateTime(planned, [newer, fixtureReport]);
  assert.ok(Math.abs(seconds! - (20 * 2 + 20 * 0.1)) < 1e-9);
  assert.deepEqual(unmeasured, ['baseline/majority']);
});

test('without a report nothing is known', () => {
  assert.equal(estimateTime(plannedSets(choices), []).seconds, null);
});
