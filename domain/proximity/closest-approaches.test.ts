import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InertialState } from '../frames/inertial-state.ts';
import { stateFromKeplerian } from '../orbits/keplerian.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import { coastTwoBody } from '../propagation/two-body.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { distance } from '../vectors/vector.ts';
import { closestApproachesOf } from './closest-approaches.ts';

type Row6 = [number, number, number, number, number, number];
interface GoldenPair {
  name: string;
  own: Row6;
  target: Row6;
  durationS: number;
  minima: { afterS: number; rangeKm: number; relativeSpeedKmPerS: number; positionRtnKm: [number, number, number] }[];
}

// Roots of range times range rate along orbits integrated with DOP853: scripts/golden/relative-motion.py.
const golden: GoldenPair[] = JSON.parse(
  readFileSync(new URL('../../data/golden/relative-motion/closest-approaches.json', import.meta.url), 'utf8'),
);

const startUtcMs = Date.UTC(2026, 2, 1);
const always: TimeWindow = { startUtcMs: startUtcMs - 1e9, endUtcMs: startUtcMs + 1e9 };
const windowOf = (durationS: number): TimeWindow => ({ startUtcMs, endUtcMs: startUtcMs + 1000 * durationS });

/** A coasting object, known in some spans. */
function coasting(
  start: InertialState,
  spans: readonly TimeWindow[] = [always],
  stateAt = (epochUtcMs: number): InertialState | undefined => coastTwoBody(start, epochUtcMs),
): Trajectory {
  const isKnown = (epoch: number) => spans.some((span) => epoch >= span.startUtcMs && epoch <= span.endUtcMs);
  return {
    kind: 'trajectory',
    objectId: '1',
    objectName: 'one',
    source: 'test',
    origin: 'ephemeris',
    spans,
    coverage: { startUtcMs: spans[0]!.startUtcMs, endUtcMs: spans.at(-1)!.endUtcMs },
    stateAt: (epochUtcMs) => (isKnown(epochUtcMs) ? stateAt(epochUtcMs) : undefined),
    positionSigmaKm: () => 0,
  };
}
const state = ([x, y, z, vx, vy, vz]: Row6): InertialState => ({
  epochUtcMs: startUtcMs,
  positionGcrfKm: [x, y, z],
  velocityGcrfKmPerS: [vx, vy, vz],
});
/** A pass at noon of a window of two hours: two circular orbits across each other, one kilometer apart in height. */
const own = state([0, -7000, 0, 7.5460533, 0, 0]);
const pass = state([0, -7001, 0, 0, 0, 7.5455144]);
const aPeriodMs = 5_828_516;
const around = (beforeMs: number, afterMs: number): TimeWindow => ({
  startUtcMs: startUtcMs - beforeMs,
  endUtcMs: startUtcMs + afterMs,
});

test('finds every closest approach of three integrated pairs, to a hundredth of a millisecond and a millimeter', () => {
  for (const pair of golden) {
    const found = closestApproachesOf(
      coasting(state(pair.own)),
      coasting(state(pair.target)),
      windowOf(pair.durationS),
    );
    const inside = found.filter(({ atEdge }) => atEdge === undefined);
    assert.equal(inside.length, pair.minima.length, pair.name);
    for (const [i, expected] of pair.minima.entries()) {
      const { epochUtcMs, rangeKm, relativeSpeedKmPerS, positionRtnKm } = inside[i]!;
      const aMillimeterKm = 1e-6;
      assert.ok(Math.abs(epochUtcMs - startUtcMs - 1000 * expected.afterS) < 0.01, `${pair.name}: epoch ${i}`);
      assert.ok(Math.abs(rangeKm - expected.rangeKm) < aMillimeterKm, `${pair.name}: range ${i}`);
      assert.ok(Math.abs(relativeSpeedKmPerS - expected.relativeSpeedKmPerS) < 1e-8, `${pair.name}: speed ${i}`);
      assert.ok(distance(positionRtnKm, expected.positionRtnKm) < 15e-6, `${pair.name}: position ${i}`);
    }
  }
});

test('misses no minimum that a grid of two seconds shows', () => {
  const eccentricity = fc.double({ min: 0, max: 0.75, noNaN: true });
  const angle = fc.double({ min: 0, max: 6.28, noNaN: true });
  const orbit = fc.tuple(eccentricity, angle, angle, angle, angle).map(([e, inclination, raan, perigee, anomaly]) =>
    stateFromKeplerian({
      kind: 'keplerian elements',
      epochUtcMs: startUtcMs,
      semiMajorAxisKm: 6800 / (1 - e),
      eccentricity: e,
      inclinationRad: inclination / 2,
      raanRad: raan,
      argOfPerigeeRad: perigee,
      trueAnomalyRad: anomaly,
    }),
  );
  fc.assert(
    fc.property(orbit, orbit, (one, other) => {
      const window = windowOf(8000);
      const range = (i: number) => {
        const epoch = window.startUtcMs + 2000 * i;
        return distance(coastTwoBody(one, epoch).positionGcrfKm, coastTwoBody(other, epoch).positionGcrfKm);
      };
      const ranges = Array.from({ length: 4001 }, (_, i) => range(i));
      const clearly = 1e-6;
      const seen = ranges.flatMap((km, i) => {
        const isLeast = km < ranges[i - 1]! && km <= ranges[i + 1]!;
        return isLeast && km < ranges[i - 30]! - clearly && km < ranges[i + 30]! - clearly ? [i] : [];
      });
      const found = closestApproachesOf(coasting(one), coasting(other), window).filter((a) => a.atEdge === undefined);
      for (const i of seen) {
        const epoch = window.startUtcMs + 2000 * i;
        assert.ok(
          found.some(({ epochUtcMs, rangeKm }) => Math.abs(epochUtcMs - epoch) <= 2000 && rangeKm <= ranges[i]!),
        );
      }
    }),
    { numRuns: 30 },
  );
});

test('a window that begins or ends at its closest says so', () => {
  const [one, other] = [coasting(own), coasting(pass)];
  const edges = (window: TimeWindow) => closestApproachesOf(one, other, window).map(({ atEdge }) => atEdge);
  assert.deepEqual(edges(around(60_000, 60_000)), [undefined]);
  assert.deepEqual(edges(around(60_000, -1000)), ['end']);
  assert.deepEqual(edges(around(-1000, 60_000)), ['start']);
  assert.deepEqual(edges(around(0.25 * aPeriodMs, 0.3 * aPeriodMs)), [undefined, 'end']);
});

test('does not look into a gap between spans, and tells that the range was falling there', () => {
  const spans = [around(600_000, -60_000), around(-60_000, 600_000)];
  const found = closestApproachesOf(coasting(own), coasting(pass, spans), always);
  assert.deepEqual(
    found.map(({ atEdge, epochUtcMs }) => [atEdge, Math.round(epochUtcMs - startUtcMs)]),
    [
      ['end', -60_000],
      ['start', 60_000],
    ],
  );
});

test('spans that follow on each other make no approach of a joint that is passed on the way', () => {
  const spans = [around(600_000, -60_000), around(60_000, 600_000)];
  const found = closestApproachesOf(coasting(own), coasting(pass, spans), always);
  assert.deepEqual(
    found.map(({ atEdge }) => atEdge),
    [undefined],
  );
  assert.ok(Math.abs(found[0]!.epochUtcMs - startUtcMs) < 1);
});

test('a target that turns around by a maneuver was closest at the maneuver', () => {
  const spans = [around(600_000, -60_000), around(60_000, 600_000)];
  const burnUtcMs = startUtcMs - 60_000;
  // After the burn it flies back the way it came.
  const bounces = (epoch: number) => {
    const mirrored = coastTwoBody(pass, epoch < burnUtcMs ? epoch : 2 * burnUtcMs - epoch);
    const velocityGcrfKmPerS = mirrored.velocityGcrfKmPerS.map((v) => (epoch < burnUtcMs ? v : -v)) as [
      number,
      number,
      number,
    ];
    return { ...mirrored, epochUtcMs: epoch, velocityGcrfKmPerS };
  };
  const still = coasting(own, [always], (epoch) => ({ ...coastTwoBody(own, startUtcMs), epochUtcMs: epoch }));
  const found = closestApproachesOf(still, coasting(pass, spans, bounces), around(600_000, 0));
  assert.deepEqual(
    found.map(({ atEdge, epochUtcMs }) => [atEdge, Math.round(epochUtcMs - burnUtcMs)]),
    [[undefined, 0]],
  );
});

test('motion ends where an orbit decays, even within its span', () => {
  const decays = (epoch: number) => (epoch < startUtcMs - 60_000 ? coastTwoBody(pass, epoch) : undefined);
  const found = closestApproachesOf(coasting(own), coasting(pass, [always], decays), around(600_000, 600_000));
  assert.deepEqual(
    found.map(({ atEdge }) => atEdge),
    ['end'],
  );
});

test('objects that are never known together have no closest approach', () => {
  const found = closestApproachesOf(coasting(own, [around(9e6, -8e6)]), coasting(pass, [around(0, 1e6)]), always);
  assert.deepEqual(found, []);
});

test('an object is always closest to itself, said once', () => {
  const found = closestApproachesOf(coasting(own), coasting(own), windowOf(3600));
  assert.deepEqual(
    found.map(({ rangeKm, atEdge }) => [rangeKm, atEdge]),
    [[0, 'start']],
  );
});
