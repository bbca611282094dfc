import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureReport } from '../testing/fixture-report.ts';
import { calibrate, calibrationFor, judgeLevel } from './calibrate-answer.ts';

const model = { name: 'fixture', sha256: '0'.repeat(64) };
const adapter = { name: 'cot', sha256: '1'.repeat(64) };
const tuned = { model, adapter, strategy: 'cot' } as const;
const report = {
  ...fixtureReport,
  calibration: [{ contestant: 'tuned/cot', temperature: 2, fittedOn: 500, sets: [] }],
};

test('the temperature is that of the very model, adapter and strategy', () => {
  assert.deepEqual(calibrationFor(report, tuned), {
    kind: 'calibrated',
    contestant: 'tuned/cot',
    temperature: 2,
    fittedOn: 500,
  });
});

test('without a report, and for another model, adapter or strategy, nothing is calibrated', () => {
  const why = (of: Parameters<typeof calibrationFor>[1], from: Parameters<typeof calibrationFor>[0] = report) => {
    const calibration = calibrationFor(from, of);
    return calibration.kind === 'uncalibrated' && calibration.why;
  };
  assert.equal(why(tuned, null), 'no report');
  assert.equal(why(tuned, { form: 'older', createdUtc: null }), 'no report');
  const other = { name: 'other', sha256: '2'.repeat(64) };
  assert.equal(why({ ...tuned, model: other }), 'other model');
  assert.equal(why({ ...tuned, adapter: other }), 'other model');
  assert.equal(why({ ...tuned, adapter: null }), 'other model');
  assert.equal(why({ ...tuned, strategy: 'basic' }), 'other model');
});

const answer = {
  label: 'hovering',
  confidence: 0.8,
  reasoning: 'motion: hovering.',
  alternatives: [
    { label: 'hovering', probability: 0.9 },
    { label: 'flyby', probability: 0.1 },
  ],
};

test('at temperature 2 the odds become their square root', () => {
  const { confidence, distribution } = judgeLevel(calibrationFor(report, tuned), answer, 0.6);
  // Odds 0.8 / 0.2 = 4 become 2, and 9 : 1 becomes 3 : 1.
  assert.ok(Math.abs(confidence - 2 / 3) < 1e-12);
  assert.ok(Math.abs(distribution[0]!.calibrated! - 0.75) < 1e-12);
});

test('evidence is insufficient below the threshold and not at it', () => {
  const uncalibrated = calibrationFor(null, tuned);
  assert.equal(judgeLevel(uncalibrated, answer, 0.8).isSufficient, true);
  assert.equal(judgeLevel(uncalibrated, answer, 0.81).isSufficient, false);
  assert.equal(judgeLevel(calibrationFor(report, tuned), answer, 0.7).isSufficient, false);
});

test('what is not calibrated stays as it was generated', () => {
  const uncalibrated = calibrationFor(null, tuned);
  assert.equal(calibrate(uncalibrated, 0.42), 0.42);
  assert.equal(judgeLevel(uncalibrated, answer, 0.6).distribution[0]!.calibrated, null);
});
