import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativeState } from '../observations/track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { enclosedAngle } from './enclosed-angle.ts';
import { describeMotion } from './motion-facts.ts';
import { readRangeTrend } from './range-trend.ts';

const startUtcMs = Date.UTC(2026, 2, 1);

/** States once a minute along a path given by position and velocity at each minute. */
function fly(minutes: number, at: (timeS: number) => readonly [Vec3, Vec3]): RelativeState[] {
  return Array.from({ length: minutes + 1 }, (_, i) => {
    const [positionRtnKm, velocityRtnKmPerS] = at(60 * i);
    return { epochUtcMs: startUtcMs + 60_000 * i, positionRtnKm, velocityRtnKmPerS, line: i + 1 };
  });
}

const pass = fly(40, (t) => [
  [2, -12 + 0.01 * t, 0],
  [0, 0.01, 0],
]);

const circle = (turns: number) =>
  fly(60, (t) => {
    const angle = (2 * Math.PI * turns * t) / 3600;
    const rate = (2 * Math.PI * turns) / 3600;
    return [
      [3 * Math.cos(angle), 3 * Math.sin(angle), 0],
      [-3 * rate * Math.sin(angle), 3 * rate * Math.cos(angle), 0],
    ];
  });

test('a straight pass has the numbers that geometry gives it', () => {
  const facts = describeMotion(pass);
  assert.equal(facts.rangeTrend, 'falling then growing');
  assert.equal(facts.endSpeed, 'fast');
  assert.equal(facts.turn, 'part turn');
  assert.equal(facts.course, 'no swerve');
  assert.equal(facts.minRangeKm, 2);
  assert.equal(facts.closestEpochUtcMs, startUtcMs + 20 * 60_000);
  assert.ok(Math.abs(facts.startRangeKm - Math.hypot(2, 12)) < 1e-12);
  assert.ok(Math.abs(facts.endRangeRateKmPerS - (0.01 * 12) / Math.hypot(2, 12)) < 1e-12);
  assert.ok(Math.abs(facts.driftKmPerS - 0.01) < 1e-12);
  assert.ok(Math.abs(facts.enclosedAngleRad - 2 * Math.atan(6)) < 1e-12);
  assert.equal(facts.stoppedS, 0);
  assert.deepEqual(facts.maneuvers, []);
});

test('a turn back before contact is a swerve, and its velocity step is measured', () => {
  const turnS = 20 * 60 + 30;
  const facts = describeMotion(
    fly(40, (t) => {
      const isBack = t > turnS;
      const inTrackKm = isBack ? -3 - 0.008 * (t - turnS) : -3 - 0.01 * (turnS - t);
      return [
        [0.1, inTrackKm, 0],
        [0, isBack ? -0.008 : 0.01, 0],
      ];
    }),
  );
  assert.equal(facts.course, 'swerve');
  assert.equal(facts.maneuvers.length, 1);
  assert.equal(facts.maneuvers[0]!.epochUtcMs, startUtcMs + turnS * 1000);
  assert.ok(Math.abs(facts.maneuvers[0]!.deltaVRtnKmPerS[1] + 0.018) < 1e-9);
});

test('a brake at arrival is no swerve', () => {
  const arrivalS = 30 * 60;
  const facts = describeMotion(
    fly(40, (t) => [
      [0, t < arrivalS ? -0.01 - 0.005 * (arrivalS - t) : -0.01, 0],
      [0, t < arrivalS ? 0.005 : 0, 0],
    ]),
  );
  assert.equal(facts.rangeTrend, 'falling');
  assert.equal(facts.endSpeed, 'slow');
  assert.equal(facts.course, 'no swerve');
  assert.equal(facts.stoppedS, 600);
});

test('natural curvature across a long gap is no velocity step', () => {
  const gappy = circle(1.5).filter((_, i) => i < 20 || i > 30);
  assert.deepEqual(describeMotion(gappy).maneuvers, []);
});

test('the enclosed angle counts whole turns, in either sense and any plane', () => {
  const positions = circle(1.5).map((state) => state.positionRtnKm);
  const tilted = positions.map(([r, t]): Vec3 => [r, 0, -t]);
  assert.ok(Math.abs(enclosedAngle(positions) - 3 * Math.PI) < 1e-9);
  assert.ok(Math.abs(enclosedAngle(tilted) - 3 * Math.PI) < 1e-9);
});

test('a turn of more than half a revolution within a gap is followed through it', () => {
  const gappy = circle(1.2).filter((_, i) => i < 10 || i > 38);
  assert.ok(enclosedAngle(gappy.map((state) => state.positionRtnKm)) < 1.9 * Math.PI);
  assert.ok(Math.abs(describeMotion(gappy).enclosedAngleRad - 2.4 * Math.PI) < 0.1);
});

test('swinging to and fro is no turn, and neither is a small loop to one side', () => {
  const swing = Array.from({ length: 100 }, (_, i): Vec3 => [5, Math.sin(i / 2), 0]);
  const loop = Array.from({ length: 100 }, (_, i): Vec3 => [5, 0.2 * Math.cos(i / 5), 0.2 * Math.sin(i / 5)]);
  assert.ok(enclosedAngle(swing) < 0.5);
  assert.ok(enclosedAngle(loop) < 0.5);
});

test('one revolution of the 2:1 ellipse is steady only because the line of sight turns fully', () => {
  const ranges = Array.from({ length: 60 }, (_, i) => Math.hypot(Math.cos(i / 9), 2 * Math.sin(i / 9)));
  assert.equal(readRangeTrend(ranges, true).word, 'steady');
  assert.equal(readRangeTrend(ranges, false).word, 'wandering');
});

test('swings of the range below contact say nothing', () => {
  assert.equal(readRangeTrend([10, 7, 4, 2, 1, 0.4, 0.1, 0.02, 0.1, 0.01, 0.2, 0.05], false).word, 'falling');
});

test('a single outlier does not change the trend', () => {
  assert.equal(readRangeTrend([5, 5, 5, 50, 5, 5, 5], false).word, 'steady');
});

test('a range that grows, or goes in and out, has its own word', () => {
  assert.equal(readRangeTrend([1, 2, 3, 4, 5], false).word, 'growing');
  assert.equal(readRangeTrend([5, 2, 1, 1, 2, 5, 5, 2, 1, 1], false).word, 'wandering');
});

test('a track of 150 000 states does not exhaust the stack', () => {
  const [state] = pass;
  const many = Array.from({ length: 150_000 }, (_, i) => ({ ...state!, epochUtcMs: startUtcMs + i }));
  assert.equal(describeMotion(many).rangeTrend, 'steady');
});

test('ranges below what the source resolves are all the same', () => {
  assert.equal(readRangeTrend([1, 3, 1, 3, 1], false, { floorKm: 4 }).word, 'steady');
  assert.equal(readRangeTrend([100, 3, 1, 3, 1], false, { floorKm: 4 }).word, 'falling');
});

test('states that do not move, even at no range at all, give finite numbers and words', () => {
  for (const inTrackKm of [0, 1]) {
    const still = fly(20, () => [
      [0, inTrackKm, 0],
      [0, 0, 0],
    ]);
    const facts = describeMotion(still, {
      origin: 'mean elements',
      ownMeanMotionRadPerS: 7.292e-5,
      positionSigmaKm: 1,
    });
    assert.equal(facts.rangeTrend, 'steady');
    // JSON writes what is no finite number as null.
    assert.doesNotMatch(JSON.stringify({ ...facts, rangeCourse: { ...facts.rangeCourse } }), /null|NaN|Infinity/);
  }
});
