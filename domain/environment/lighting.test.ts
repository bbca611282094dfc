import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElementSet } from '../orbits/element-set.ts';
import { elementSetTrajectories } from '../propagation/element-set-trajectory.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import { msPerDay, radToDeg } from '../units.ts';
import { lightingOver } from './lighting.ts';
import { sunPositionGcrfKm } from './sun.ts';
import { sunAngle } from './sun-angle.ts';

const epochUtcMs = Date.UTC(2026, 2, 20);

const setOf = (change: Partial<ElementSet>): ElementSet => ({
  kind: 'element set',
  catalogId: '7',
  epochUtcMs,
  meanMotionRevPerDay: 15.2,
  eccentricity: 0.0008,
  inclinationDeg: 53,
  raanDeg: 20,
  argPericenterDeg: 40,
  meanAnomalyDeg: 10,
  bstarPerEarthRadius: 1e-5,
  meanMotionDotRevPerDay2: 0,
  meanMotionDdotRevPerDay3: 0,
  ...change,
});

/** A history of daily sets, so that weeks are known. */
function flying(days: number, change: Partial<ElementSet> = {}): Trajectory & { readonly calls: () => number } {
  const sets = Array.from({ length: days }, (_, day) => setOf({ ...change, epochUtcMs: epochUtcMs + day * msPerDay }));
  const [trajectory] = elementSetTrajectories(sets, 'history.csv');
  let calls = 0;
  return {
    ...trajectory!,
    stateAt(at) {
      calls++;
      return trajectory!.stateAt(at);
    },
    calls: () => calls,
  };
}

const windowOf = (days: number) => ({ startUtcMs: epochUtcMs, endUtcMs: epochUtcMs + days * msPerDay });
const total = (shares: Readonly<Record<string, number>>) => Object.values(shares).reduce((sum, share) => sum + share);

test('speaks the word of the light at the focus, with the shares of the window beside it', () => {
  const target = flying(1);
  const window = windowOf(1);
  const first = lightingOver(target, flying(1, { meanAnomalyDeg: 11 }), window, window.startUtcMs)!;
  const eclipse = first.intervals.find((interval) => interval.lighting === 'eclipse')!;
  const middleUtcMs = (eclipse.startUtcMs + eclipse.endUtcMs) / 2;
  const inShadow = lightingOver(target, flying(1, { meanAnomalyDeg: 11 }), window, middleUtcMs)!;
  assert.equal(inShadow.lighting, 'eclipse');
  assert.equal(inShadow.focusUtcMs, middleUtcMs);
  assert.equal(inShadow.photography!.targetSunlitShare, 0);
  assert.deepEqual(inShadow.shares, first.shares);
  assert.deepEqual(inShadow.searched, [window]);
  assert.ok(Math.abs(total(first.shares) - 1) < 1e-12);
  // A low orbit in the plane of the Sun spends 35 to 39 minutes of 95 in shadow.
  assert.ok(first.shares.eclipse > 0.3 && first.shares.eclipse < 0.42, `${first.shares.eclipse}`);
});

test('searches a month by single revolutions, with a bounded number of states and the same shares', () => {
  const target = flying(30);
  const window = windowOf(30);
  const focusUtcMs = epochUtcMs + 11.3 * msPerDay;
  const sampled = lightingOver(target, flying(30, { meanAnomalyDeg: 11 }), window, focusUtcMs)!;
  assert.ok(target.calls() < 4000, `${target.calls()} states`);
  assert.ok(sampled.searched.length <= 32);
  assert.ok(sampled.searched.some((part) => part.startUtcMs <= focusUtcMs && focusUtcMs <= part.endUtcMs));

  let eclipseMs = 0;
  for (let day = 0; day < 30; day += 1) {
    const start = epochUtcMs + day * msPerDay;
    const whole = lightingOver(target, target, { startUtcMs: start, endUtcMs: start + msPerDay }, start)!;
    eclipseMs += whole.shares.eclipse * msPerDay;
  }
  assert.ok(Math.abs(sampled.shares.eclipse - eclipseMs / (30 * msPerDay)) < 0.01);
});

test('finds the least angle to the Sun below that of every minute of the window', () => {
  const [target, own] = [flying(1), flying(1, { meanAnomalyDeg: 11, inclinationDeg: 53.2 })];
  const window = { startUtcMs: epochUtcMs, endUtcMs: epochUtcMs + 12 * 3_600_000 };
  const { leastSunAngle } = lightingOver(target, own, window, epochUtcMs)!;
  const angleAt = (at: number) =>
    sunAngle(own.stateAt(at)!.positionGcrfKm, target.stateAt(at)!.positionGcrfKm, sunPositionGcrfKm(at));
  let least = Number.POSITIVE_INFINITY;
  for (let at = window.startUtcMs; at <= window.endUtcMs; at += 60_000) least = Math.min(least, angleAt(at));
  assert.ok(leastSunAngle!.angleRad <= least + 1e-9);
  assert.ok(radToDeg(least - leastSunAngle!.angleRad) < 2);
  assert.equal(leastSunAngle!.angleRad, angleAt(leastSunAngle!.epochUtcMs));
});

test('is undefined when the target is unknown at the focus, and judges no view when the own craft is', () => {
  const window = windowOf(1);
  assert.equal(lightingOver(flying(1), flying(1), window, epochUtcMs + 30 * msPerDay), undefined);
  const elsewhen = flying(1, {});
  const absent: Trajectory = { ...elsewhen, stateAt: () => undefined };
  const alone = lightingOver(flying(1), absent, window, epochUtcMs)!;
  assert.equal(alone.photography, undefined);
  assert.equal(alone.leastSunAngle, undefined);
  assert.ok(alone.intervals.length > 0);
});

test('a state known at the focus alone gives all shares to its light', () => {
  const known = flying(1).stateAt(epochUtcMs)!;
  const single: Trajectory = {
    ...flying(1),
    spans: [{ startUtcMs: epochUtcMs, endUtcMs: epochUtcMs }],
    stateAt: (at) => (at === epochUtcMs ? known : undefined),
  };
  const { lighting, shares } = lightingOver(single, single, windowOf(1), epochUtcMs)!;
  assert.equal(shares[lighting], 1);
  assert.equal(total(shares), 1);
});
