import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toGcrf } from '../frames/gcrf.ts';
import type { ElementSet } from '../orbits/element-set.ts';
import { msPerDay } from '../units.ts';
import { elementSetTrajectories } from './element-set-trajectory.ts';
import { sgp4Propagator } from './sgp4.ts';

const startUtcMs = Date.UTC(2026, 2, 20);
const onDay = (days: number) => startUtcMs + days * msPerDay;

const setOnDay = (days: number, change: Partial<ElementSet> = {}): ElementSet => ({
  kind: 'element set',
  catalogId: '100123',
  objectName: 'HERON',
  epochUtcMs: onDay(days),
  meanMotionRevPerDay: 15.2,
  eccentricity: 0.0008,
  inclinationDeg: 53,
  raanDeg: 120,
  argPericenterDeg: 40,
  meanAnomalyDeg: 10,
  bstarPerEarthRadius: 1e-4,
  meanMotionDotRevPerDay2: 0,
  meanMotionDdotRevPerDay3: 0,
  ...change,
});

test('a single set is followed from three days before its epoch to seven days after', () => {
  const [trajectory] = elementSetTrajectories([setOnDay(0)], 'catalog.tle');
  assert.deepEqual(trajectory!.spans, [{ startUtcMs: onDay(-3), endUtcMs: onDay(7) }]);
  assert.ok(trajectory!.stateAt(onDay(7)));
  assert.equal(trajectory!.stateAt(onDay(7) + 1), undefined);
  assert.equal(trajectory!.stateAt(onDay(-3) - 1), undefined);
});

test('each set of a history serves the time nearest to its own epoch, whatever their order', () => {
  const [trajectory] = elementSetTrajectories([setOnDay(3), setOnDay(0), setOnDay(1)], 'history.csv');
  assert.deepEqual(trajectory!.spans, [
    { startUtcMs: onDay(-3), endUtcMs: onDay(0.5) },
    { startUtcMs: onDay(0.5), endUtcMs: onDay(2) },
    { startUtcMs: onDay(2), endUtcMs: onDay(10) },
  ]);
});

test('covers the time from its first epoch to its last, and a day about an epoch alone', () => {
  const [history] = elementSetTrajectories([setOnDay(3), setOnDay(0), setOnDay(1)], 'history.csv');
  assert.deepEqual(history!.coverage, { startUtcMs: onDay(0), endUtcMs: onDay(3) });
  const [alone] = elementSetTrajectories([setOnDay(3)], 'catalog.tle');
  assert.deepEqual(alone!.coverage, { startUtcMs: onDay(2.5), endUtcMs: onDay(3.5) });
});

test('sets eight days apart still meet, sets twelve days apart leave a gap', () => {
  const [near] = elementSetTrajectories([setOnDay(0), setOnDay(8)], 'history.csv');
  assert.deepEqual(near!.spans[0], { startUtcMs: onDay(-3), endUtcMs: onDay(5) });
  const [far] = elementSetTrajectories([setOnDay(0), setOnDay(12)], 'history.csv');
  assert.deepEqual(far!.spans, [
    { startUtcMs: onDay(-3), endUtcMs: onDay(7) },
    { startUtcMs: onDay(9), endUtcMs: onDay(19) },
  ]);
  assert.equal(far!.stateAt(onDay(8)), undefined);
});

test('gives the state of SGP4 in GCRF, from the later set at the epoch where two meet', () => {
  const later = setOnDay(1, { meanAnomalyDeg: 200 });
  const [trajectory] = elementSetTrajectories([setOnDay(0), later], 'history.csv');
  const at = onDay(0.5);
  const expected = sgp4Propagator(later)(at);
  assert.ok(expected.kind === 'state');
  assert.deepEqual(trajectory!.stateAt(at), toGcrf('TEME', at, expected.positionTemeKm, expected.velocityTemeKmPerS));
});

test('the error reaches what makes two sets consistent where one takes over, and that of their age elsewhere', () => {
  const offDeg = (360 * 15.2 + 1.5) % 360;
  const [trajectory] = elementSetTrajectories([setOnDay(0), setOnDay(1, { meanAnomalyDeg: 10 + offDeg })], 'two.csv');
  const [alone] = elementSetTrajectories([setOnDay(0)], 'one.csv');
  const [before, after] = [onDay(0.5) - 1, onDay(0.5)].map((at) => trajectory!.stateAt(at)!.positionGcrfKm);
  const apartKm = Math.hypot(...before!.map((value, i) => value - after![i]!));
  assert.ok(apartKm > 50);
  assert.ok(Math.abs(trajectory!.positionSigmaKm(onDay(0.5)) / (apartKm / Math.sqrt(3)) - 1) < 0.05);
  assert.equal(trajectory!.positionSigmaKm(onDay(0)), alone!.positionSigmaKm(onDay(0)));
});

test('of two sets with the same epoch the later in the list is taken', () => {
  const replaced = setOnDay(0, { meanAnomalyDeg: 200 });
  const [trajectory] = elementSetTrajectories([setOnDay(0), replaced], 'history.csv');
  const [expected] = elementSetTrajectories([replaced], 'history.csv');
  assert.equal(trajectory!.spans.length, 1);
  assert.deepEqual(trajectory!.stateAt(onDay(1)), expected!.stateAt(onDay(1)));
});

test('makes one trajectory for each catalog number, named as its newest named set names it', () => {
  const trajectories = elementSetTrajectories(
    [
      setOnDay(0, { objectName: 'OBJECT A' }),
      setOnDay(0, { catalogId: '7', objectName: undefined }),
      setOnDay(1),
      setOnDay(2, { objectName: undefined }),
    ],
    'catalog.tle',
  );
  assert.deepEqual(
    trajectories.map(({ objectId, objectName, origin, source }) => [objectId, objectName, origin, source]),
    [
      ['100123', 'HERON', 'mean elements', 'catalog.tle'],
      ['7', '7', 'mean elements', 'catalog.tle'],
    ],
  );
  assert.deepEqual(elementSetTrajectories([], 'catalog.tle'), []);
});

test('has no state once an object has decayed, within its span', () => {
  const falling = setOnDay(0, { meanMotionRevPerDay: 16.4, bstarPerEarthRadius: 0.02 });
  const [trajectory] = elementSetTrajectories([falling], 'catalog.tle');
  assert.ok(trajectory!.stateAt(onDay(0)));
  assert.equal(trajectory!.stateAt(onDay(6)), undefined);
});

test('expects about a kilometer at epoch in low orbit, growing by one to three a day in all', () => {
  const [low] = elementSetTrajectories([setOnDay(0)], 'catalog.tle');
  const totalKm = (days: number) => Math.sqrt(3) * low!.positionSigmaKm(onDay(days));
  assert.ok(Math.abs(totalKm(0) - 1) < 1e-12);
  assert.ok(totalKm(7) > 7 && totalKm(7) < 21);
  assert.equal(totalKm(-2), totalKm(2));
  assert.equal(low!.positionSigmaKm(onDay(8)), Number.POSITIVE_INFINITY);
  const [high] = elementSetTrajectories([setOnDay(0, { meanMotionRevPerDay: 1.0027 })], 'catalog.tle');
  assert.ok(high!.positionSigmaKm(onDay(0)) > low!.positionSigmaKm(onDay(0)));
  assert.ok(high!.positionSigmaKm(onDay(5)) < low!.positionSigmaKm(onDay(5)));
});

test('spans are in order without overlap, and each reaches no further from its epoch than allowed', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 }), (tenthDays) => {
      const [trajectory] = elementSetTrajectories(
        tenthDays.map((tenths) => setOnDay(tenths / 10)),
        'history.csv',
      );
      const epochs = tenthDays.map((tenths) => onDay(tenths / 10)).sort((a, b) => a - b);
      assert.equal(trajectory!.spans.length, epochs.length);
      for (const [i, { startUtcMs: from, endUtcMs: to }] of trajectory!.spans.entries()) {
        assert.ok(from >= (trajectory!.spans[i - 1]?.endUtcMs ?? 0) && from <= epochs[i]! && epochs[i]! <= to);
        assert.ok(epochs[i]! - from <= 3 * msPerDay && to - epochs[i]! <= 7 * msPerDay);
      }
    }),
    { numRuns: 50 },
  );
});
