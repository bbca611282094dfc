import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionLabels } from '../intentions/labels.ts';
import { checkPhysics } from '../intentions/physics-check.ts';
import { ellipse, lowOrbitRadPerS, simulate } from '../testing/simulated-track.ts';
import { describeMotion } from './motion-facts.ts';

const n = lowOrbitRadPerS;
const around = (noiseShare: number, count = 90) =>
  simulate({
    start: ellipse(n, { radialKm: 0.5, crossTrackKm: 0.4 }),
    meanMotionRadPerS: n,
    durationS: 9000,
    count,
    noiseShare,
  });

test('many good looks without a gap are trusted, and the reason says how far another word is', () => {
  const { trust } = describeMotion(around(0.005), { origin: 'observed', ownMeanMotionRadPerS: n });
  assert.deepEqual(
    Object.values(trust).map(({ grade }) => grade),
    ['high', 'high', 'high', 'high', 'high'],
  );
  assert.match(trust.rangeTrend.reason, /^\d+\.\d standard deviations from another word$/);
});

test('few looks, and a large gap, are trusted less and the reason says so', () => {
  const few = describeMotion(around(0.005, 12)).trust.rangeTrend;
  assert.deepEqual(few, { grade: 'moderate', reason: 'rests on 12 states' });
  const gappy = around(0.005).filter((_, i) => i < 20 || i > 70);
  const { grade, reason } = describeMotion(gappy).trust.rangeTrend;
  assert.deepEqual({ grade, reason }, { grade: 'low', reason: 'nothing was seen for 58 % of the window' });
});

test('a word near its limit is trusted less as noise grows', () => {
  const receding = (noiseShare: number) =>
    describeMotion(
      simulate({
        start: { positionRtnKm: [0, -10, 0], velocityRtnKmPerS: [0, 0.0013, 0] },
        meanMotionRadPerS: 1e-9,
        durationS: 3000,
        count: 60,
        noiseShare,
      }),
    ).trust.rangeTrend.grade;
  assert.equal(receding(0.002), 'high');
  assert.notEqual(receding(0.05), 'high');
});

test('a shape below the error of mean elements is not resolvable, never asserted, and contradicts nothing', () => {
  const facts = describeMotion(around(0), { origin: 'mean elements', ownMeanMotionRadPerS: n, positionSigmaKm: 1 });
  assert.deepEqual(new Set(Object.values(facts.trust).map(({ grade }) => grade)), new Set(['not resolvable']));
  assert.equal(facts.trust.pattern.reason, 'the shape measures 1 km, the source errs by 1 km');
  assert.equal(facts.pattern, 'unclassified');
  assert.ok(motionLabels.every((label) => checkPhysics(facts, label).agrees));
});

test('the same shape from an ephemeris is asserted', () => {
  const facts = describeMotion(around(0), { origin: 'ephemeris', ownMeanMotionRadPerS: n, positionSigmaKm: 1 });
  assert.equal(facts.pattern, 'safety ellipse');
});

test('mean elements resolve a distant hold', () => {
  const states = simulate({
    start: ellipse(n, { aheadKm: 50 }),
    meanMotionRadPerS: n,
    durationS: 9000,
    count: 60,
    noiseShare: 0.001,
  });
  const facts = describeMotion(states, { origin: 'mean elements', ownMeanMotionRadPerS: n, positionSigmaKm: 1 });
  assert.equal(facts.pattern, 'V-bar hold');
  assert.equal(facts.trust.rangeTrend.grade, 'high');
});

test('the noise found is the noise put in', () => {
  const { noise } = describeMotion(around(0.02, 400));
  assert.ok(Math.abs(noise.shareOfRange - 0.02) < 0.003, `${noise.shareOfRange}`);
});
