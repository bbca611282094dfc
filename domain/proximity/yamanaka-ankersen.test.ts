import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { keplerianFrom, meanMotionRadPerS, stateFromKeplerian } from '../orbits/keplerian.ts';
import { coastTwoBody } from '../propagation/two-body.ts';
import { distance, length, type Vec3 } from '../vectors/vector.ts';
import { type CwState, coast, transitionMatrix, velocityToReach } from './clohessy-wiltshire.ts';
import {
  coastElliptic,
  ellipticTransitionMatrix,
  type OwnOrbit,
  velocityToReachElliptic,
} from './yamanaka-ankersen.ts';

type Row6 = [number, number, number, number, number, number];
interface GoldenCase {
  name: string;
  ownSemiMajorAxisKm: number;
  ownEccentricity: number;
  periodS: number;
  states: { own: Row6 }[];
  twoBody: { afterS: number; rtn: Row6 }[];
  withJ2: { afterS: number; rtn: Row6 }[];
}

// Two orbits integrated with DOP853 and differenced: scripts/golden/relative-motion.py.
const golden: GoldenCase[] = JSON.parse(
  readFileSync(new URL('../../data/golden/relative-motion/relative-motion.json', import.meta.url), 'utf8'),
);

const relative = ([r, t, n, dr, dt, dn]: Row6): CwState => ({
  positionRtnKm: [r, t, n],
  velocityRtnKmPerS: [dr, dt, dn],
});
const ownOrbit = ({ states }: GoldenCase): OwnOrbit => {
  const [x, y, z, vx, vy, vz] = states[0]!.own;
  return keplerianFrom({ epochUtcMs: 0, positionGcrfKm: [x, y, z], velocityGcrfKmPerS: [vx, vy, vz] });
};
const farthestKm = (samples: GoldenCase['twoBody']) =>
  Math.max(...samples.map(({ rtn }) => length(relative(rtn).positionRtnKm)));

/** Largest distance of a model from the truth of two bodies over two revolutions, km. */
const errorKm = ({ twoBody }: GoldenCase, model: (start: CwState, afterS: number) => CwState) =>
  Math.max(
    ...twoBody.map(({ afterS, rtn }) => {
      const start = relative(twoBody[0]!.rtn);
      return distance(model(start, afterS).positionRtnKm, relative(rtn).positionRtnKm);
    }),
  );

// What linear motion leaves out is of second order. It shows as a drift of up to 6 pi range²/radius a revolution; of the
// formations flown here the worst, mostly ahead of the own spacecraft, comes to 17 in two.
test('two revolutions of coasting differ from integrated orbits by less than 20 times range²/perigee radius', () => {
  for (const one of golden) {
    const rangeKm = farthestKm(one.twoBody);
    const scaleKm = rangeKm ** 2 / (one.ownSemiMajorAxisKm * (1 - one.ownEccentricity));
    const error = errorKm(one, (start, afterS) => coastElliptic(start, ownOrbit(one), afterS));
    assert.ok(error < 20 * scaleKm, `${one.name}: ${error} km off, range²/radius is ${scaleKm} km`);
  }
});

test('over two revolutions the error stays below 0.03 % of the range at 0.1 km, 0.3 % at 2 km and 5 % at 20 km', () => {
  for (const one of golden) {
    const share =
      errorKm(one, (start, afterS) => coastElliptic(start, ownOrbit(one), afterS)) / farthestKm(one.twoBody);
    const limit = one.name.endsWith(' 0.1 km') ? 3e-4 : one.name.endsWith(' 2 km') ? 3e-3 : 5e-2;
    assert.ok(share < limit, `${one.name}: off by ${share} of the range`);
  }
});

test('the error of the circular model about an orbit of eccentricity 0.1 is as large as the range itself', () => {
  for (const one of golden.filter(({ ownEccentricity }) => ownEccentricity === 0.1)) {
    const share =
      errorKm(one, (start, afterS) => coast(start, meanMotionRadPerS(one.ownSemiMajorAxisKm), afterS)) /
      farthestKm(one.twoBody);
    assert.ok(share > 0.9 && share < 1.5, `${one.name}: off by ${share} of the range`);
  }
});

test('the oblateness of the Earth changes one revolution by less than 2 % of the range, in geostationary orbit by 0.04 %', () => {
  for (const one of golden) {
    const change = Math.max(
      ...one.withJ2.map(({ afterS, rtn }, i) => {
        const without = one.twoBody[i]!;
        assert.ok(Math.abs(without.afterS - afterS) < 1e-6);
        return distance(relative(rtn).positionRtnKm, relative(without.rtn).positionRtnKm);
      }),
    );
    const share = change / farthestKm(one.withJ2);
    assert.ok(share < (one.name.startsWith('GEO') ? 4e-4 : 0.02), `${one.name}: changed by ${share} of the range`);
  }
});

const own = fc.record({
  semiMajorAxisKm: fc.constantFrom(7000, 26_600, 42_164),
  eccentricity: fc.double({ min: 0, max: 0.8, noNaN: true }),
  trueAnomalyRad: fc.double({ min: -4, max: 7, noNaN: true }),
});
const revolutions = fc.double({ min: -2, max: 2, noNaN: true });
const inSeconds = (orbit: OwnOrbit, turns: number) => (2 * Math.PI * turns) / meanMotionRadPerS(orbit.semiMajorAxisKm);
const start: CwState = { positionRtnKm: [1.2, -8, 0.7], velocityRtnKmPerS: [0.0021, -0.0014, 0.0009] };

test('about a circular orbit it is the model of Clohessy and Wiltshire, wherever perigee is said to be', () => {
  fc.assert(
    fc.property(fc.double({ min: -7, max: 7, noNaN: true }), revolutions, (trueAnomalyRad, turns) => {
      const circle = { semiMajorAxisKm: 7000, eccentricity: 0, trueAnomalyRad };
      const durationS = inSeconds(circle, turns);
      const expected = transitionMatrix(meanMotionRadPerS(7000), durationS).flat();
      for (const [i, value] of ellipticTransitionMatrix(circle, durationS).flat().entries()) {
        // Entries from velocity to position are times, of the size of the coast or of 1 / mean motion, 928 s.
        assert.ok(Math.abs(value - expected[i]!) < 1e-14 * (1000 + Math.abs(durationS)), `entry ${i}`);
      }
    }),
  );
});

test('as the eccentricity shrinks the motion becomes that about a circle, in proportion', () => {
  const durationS = inSeconds({ semiMajorAxisKm: 7000, eccentricity: 0, trueAnomalyRad: 0 }, 1.3);
  const circular = coast(start, meanMotionRadPerS(7000), durationS).positionRtnKm;
  const offKm = (eccentricity: number) => {
    const orbit = { semiMajorAxisKm: 7000, eccentricity, trueAnomalyRad: 1 };
    return distance(coastElliptic(start, orbit, durationS).positionRtnKm, circular);
  };
  assert.ok(Math.abs(offKm(1e-5) / offKm(1e-6) - 10) < 0.01);
  assert.ok(offKm(1e-9) < 1e-6);
});

test('coasting there and back changes nothing', () => {
  fc.assert(
    fc.property(own, revolutions, (orbit, turns) => {
      const durationS = inSeconds(orbit, turns);
      const there = coastElliptic(start, orbit, durationS);
      const later = { ...orbit, trueAnomalyRad: anomalyAfter(orbit, durationS) };
      const back = coastElliptic(there, later, -durationS);
      const n = meanMotionRadPerS(orbit.semiMajorAxisKm);
      const grownKm = length(there.positionRtnKm) + length(there.velocityRtnKmPerS) / n;
      assert.ok(distance(back.positionRtnKm, start.positionRtnKm) < 1e-9 * grownKm);
    }),
  );
});

// In inertial axes relative motion about an orbit is Hamiltonian, so its transition matrix M has M' J M = J.
test('the motion is symplectic, so that its determinant is 1', () => {
  fc.assert(
    fc.property(own, revolutions, (orbit, turns) => {
      // Lengths in semi-major axes and times in radians of mean motion, so that entries are of one size.
      const n = meanMotionRadPerS(orbit.semiMajorAxisKm);
      const durationS = inSeconds(orbit, turns);
      const end = { ...orbit, trueAnomalyRad: anomalyAfter(orbit, durationS) };
      const physical = ellipticTransitionMatrix(orbit, durationS);
      const scaled = matrix((i, j) => physical[i]![j]! * (i >= 3 ? 1 / n : 1) * (j >= 3 ? n : 1));
      const m = product(product(spin(end, 1), scaled), spin(orbit, -1));
      const size = Math.max(...m.flat().map(Math.abs));
      const pairing = product(transposed(m), product(symplecticUnit, m));
      for (const [i, value] of pairing.flat().entries()) {
        assert.ok(Math.abs(value - symplecticUnit.flat()[i]!) < 1e-12 * size * size, `entry ${i}: ${value}`);
      }
    }),
  );
});

test('the velocity to reach a point leads there', () => {
  fc.assert(
    fc.property(own, fc.double({ min: 0.01, max: 0.03, noNaN: true }), (orbit, turns) => {
      const durationS = inSeconds(orbit, turns);
      const to: Vec3 = [-0.4, 2, 0.1];
      const velocityRtnKmPerS = velocityToReachElliptic(start.positionRtnKm, to, orbit, durationS);
      const arrival = coastElliptic({ positionRtnKm: start.positionRtnKm, velocityRtnKmPerS }, orbit, durationS);
      assert.ok(distance(arrival.positionRtnKm, to) < 1e-9);
    }),
  );
});

test('about a circle the velocity to reach a point is that of the circular model', () => {
  const circle = { semiMajorAxisKm: 7000, eccentricity: 0, trueAnomalyRad: 2 };
  const found = velocityToReachElliptic(start.positionRtnKm, [0, 2, 0], circle, 900);
  const expected = velocityToReach(start.positionRtnKm, [0, 2, 0], meanMotionRadPerS(7000), 900);
  assert.ok(distance(found, expected) < 1e-15);
});

test('refuses a transfer of one revolution, and one of half a turn in true anomaly', () => {
  const perigee = { semiMajorAxisKm: 7000, eccentricity: 0.3, trueAnomalyRad: 0 };
  for (const turns of [0, 0.5, 1]) {
    assert.throws(() => velocityToReachElliptic([1, 0, 0], [0, 1, 0], perigee, inSeconds(perigee, turns)), {
      code: 'domain.transfer_singular',
    });
  }
});

test('refuses an orbit that is not an ellipse', () => {
  const hyperbola = { semiMajorAxisKm: 7000, eccentricity: 1.2, trueAnomalyRad: 0 };
  assert.throws(() => coastElliptic(start, hyperbola, 100), { code: 'domain.not_an_ellipse' });
});

/** True anomaly after a time, from the motion in space. */
function anomalyAfter(orbit: OwnOrbit, durationS: number): number {
  const state = stateFromKeplerian({
    kind: 'keplerian elements',
    epochUtcMs: 0,
    ...orbit,
    inclinationRad: 0,
    raanRad: 0,
    argOfPerigeeRad: 0,
  });
  const [x, y] = coastTwoBody(state, 1000 * durationS).positionGcrfKm;
  return Math.atan2(y, x);
}

const indices: readonly number[] = [0, 1, 2, 3, 4, 5];
const matrix = (entry: (row: number, column: number) => number) => indices.map((i) => indices.map((j) => entry(i, j)));
const product = (a: number[][], b: number[][]) =>
  matrix((i, j) => indices.reduce((sum, k) => sum + a[i]![k]! * b[k]![j]!, 0));
const transposed = (a: number[][]) => matrix((i, j) => a[j]![i]!);
const symplecticUnit = matrix((i, j) => (j === i + 3 ? 1 : j === i - 3 ? -1 : 0));

/** Adds (or takes off) the velocity of the rotating axes; rates in units of the mean motion. */
function spin({ eccentricity: e, trueAnomalyRad }: OwnOrbit, sign: 1 | -1): number[][] {
  const rate = (sign * (1 + e * Math.cos(trueAnomalyRad)) ** 2) / (1 - e * e) ** 1.5;
  return matrix((i, j) => (i === j ? 1 : i === 3 && j === 1 ? -rate : i === 4 && j === 0 ? rate : 0));
}
