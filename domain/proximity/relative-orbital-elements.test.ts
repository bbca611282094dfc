import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InertialState } from '../frames/inertial-state.ts';
import { relativeStateRtn } from '../frames/rtn.ts';
import { type KeplerianElements, keplerianFrom, stateFromKeplerian } from '../orbits/keplerian.ts';
import { coastTwoBody } from '../propagation/two-body.ts';
import type { CwState } from './clohessy-wiltshire.ts';
import {
  type RelativeOrbitalElements,
  relativeElementsOfRtn,
  relativeElementsOfStates,
  relativeGeometry,
} from './relative-orbital-elements.ts';

type Row6 = [number, number, number, number, number, number];
interface GoldenCase {
  name: string;
  ownSemiMajorAxisKm: number;
  ownEccentricity: number;
  /** δa, δλ, δe_x, δe_y, δi_x, δi_y as differences of Keplerian elements. */
  literalElements: Row6;
  states: { afterS: number; own: Row6; target: Row6 }[];
  twoBody: { rtn: Row6 }[];
}

// Two orbits integrated with DOP853: scripts/golden/relative-motion.py.
const golden: GoldenCase[] = JSON.parse(
  readFileSync(new URL('../../data/golden/relative-motion/relative-motion.json', import.meta.url), 'utf8'),
);
const nearCircular = golden.filter(({ ownEccentricity }) => ownEccentricity === 0);

const state = ([x, y, z, vx, vy, vz]: Row6, afterS = 0): InertialState => ({
  epochUtcMs: 1000 * afterS,
  positionGcrfKm: [x, y, z],
  velocityGcrfKmPerS: [vx, vy, vz],
});
const numbers = (elements: RelativeOrbitalElements): number[] => [
  elements.semiMajorAxis,
  elements.meanLongitudeRad,
  ...elements.eccentricity,
  ...elements.inclination,
];
const largestDifference = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
const size = (one: GoldenCase) => Math.max(...one.literalElements.map(Math.abs));

test('for a circular own orbit they are differences of Keplerian elements, but for terms of second order', () => {
  for (const one of nearCircular) {
    const { own, target } = one.states[0]!;
    const found = numbers(relativeElementsOfStates(state(own), state(target)));
    // Nodes apart by δi/sin i: over the nearly equatorial plane of the geostationary case that is 19 times δi.
    const secondOrder = 20 * size(one) ** 2;
    const rounding = 1e-12;
    assert.ok(largestDifference(found, one.literalElements) < secondOrder + rounding, `${one.name}: got ${found}`);
  }
});

test('the linear map from one relative state agrees with both states, but for terms of second order', () => {
  for (const one of nearCircular) {
    const { own, target } = one.states[0]!;
    const { argOfPerigeeRad, trueAnomalyRad } = keplerianFrom(state(own));
    const [r, t, n, dr, dt, dn] = one.twoBody[0]!.rtn;
    const relative: CwState = { positionRtnKm: [r, t, n], velocityRtnKmPerS: [dr, dt, dn] };
    const linear = relativeElementsOfRtn(relative, one.ownSemiMajorAxisKm, argOfPerigeeRad + trueAnomalyRad);
    const exact = relativeElementsOfStates(state(own), state(target));
    const difference = largestDifference(numbers(linear), numbers(exact));
    // A distance ahead x, the largest here 2.4 sizes, is mistaken for a height of 2 x²/a.
    assert.ok(difference < 12 * size(one) ** 2 + 1e-12, `${one.name}: ${difference} of ${size(one)}`);
  }
});

test('along two coasting orbits five elements stay and the mean longitude drifts by -3 pi δa a revolution', () => {
  for (const one of golden) {
    const [first, ...later] = one.states.map(({ own, target, afterS }) => ({
      revolutions: (2 * afterS) / one.states.at(-1)!.afterS,
      elements: relativeElementsOfStates(state(own, afterS), state(target, afterS)),
    }));
    for (const { revolutions, elements } of later) {
      const stays = (all: RelativeOrbitalElements) => numbers(all).filter((_, i) => i !== 1);
      // Positions are written to 13 digits; an orbit of eccentricity 0.7 makes most of their rounding.
      assert.ok(largestDifference(stays(elements), stays(first!.elements)) < 1e-11, one.name);
      const drift = elements.meanLongitudeRad - first!.elements.meanLongitudeRad;
      const expected = -3 * Math.PI * elements.semiMajorAxis * revolutions;
      const secondOrder = 40 * elements.semiMajorAxis ** 2;
      assert.ok(Math.abs(drift - expected) < secondOrder + 1e-11, `${one.name}: drift ${drift}, expected ${expected}`);
    }
  }
});

test('lengths are those of the motion: heights, distances ahead and swings across the plane', () => {
  for (const one of nearCircular.filter(({ name }) => name.includes('football of 2 '))) assert.fail(one.name);
  const ownElements: KeplerianElements = {
    kind: 'keplerian elements',
    epochUtcMs: 0,
    semiMajorAxisKm: 7000,
    eccentricity: 0,
    inclinationRad: 1,
    raanRad: 2,
    argOfPerigeeRad: 0,
    trueAnomalyRad: 0.5,
  };
  const own = stateFromKeplerian(ownElements);
  const target = stateFromKeplerian({
    ...ownElements,
    semiMajorAxisKm: 7000.02,
    eccentricity: 2e-4,
    inclinationRad: 1 + 1e-4,
    argOfPerigeeRad: 1,
    trueAnomalyRad: -0.5 + 4e-4,
  });
  const geometry = relativeGeometry(relativeElementsOfStates(own, target));
  const revolutionMs = 1000 * 2 * Math.PI * Math.sqrt(7000 ** 3 / 398600.4418);
  const flown = Array.from({ length: 3601 }, (_, i) => {
    const epoch = (revolutionMs * i) / 3600;
    return relativeStateRtn(coastTwoBody(own, epoch), coastTwoBody(target, epoch)).positionRtnKm;
  });
  const middleAndHalf = (values: number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return { middle: (low + high) / 2, half: (high - low) / 2 };
  };
  const radial = middleAndHalf(flown.map(([r]) => r));
  const aboutAMeterKm = 2e-3;
  assert.ok(Math.abs(geometry.heightKm - radial.middle) < aboutAMeterKm);
  assert.ok(Math.abs(geometry.radialAmplitudeKm - radial.half) < aboutAMeterKm);
  assert.ok(Math.abs(geometry.crossTrackAmplitudeKm - middleAndHalf(flown.map(([, , n]) => n)).half) < aboutAMeterKm);
  assert.ok(Math.abs(geometry.driftKmPerRevolution - (flown.at(-1)![1] - flown[0]![1])) < aboutAMeterKm);
  const undrifted = flown.map(([, t], i) => t - (geometry.driftKmPerRevolution * i) / 3600);
  assert.ok(Math.abs(geometry.alongTrackAmplitudeKm - middleAndHalf(undrifted).half) < aboutAMeterKm);
  assert.ok(Math.abs(geometry.aheadKm - middleAndHalf(undrifted).middle) < aboutAMeterKm);

  const lowestAt = flown.findIndex(([r]) => r === Math.min(...flown.map((p) => p[0])));
  const risesAt = flown.findIndex(([, , n], i) => n >= 0 && (flown[i - 1]?.[2] ?? 0) < 0);
  const phase = (index: number) => 0.5 + (2 * Math.PI * index) / 3600;
  const aTenthOfADegreeRad = 0.002;
  assert.ok(Math.abs(Math.sin((geometry.perigeePhaseRad - phase(lowestAt)) / 2)) < aTenthOfADegreeRad);
  assert.ok(Math.abs(Math.sin((geometry.nodePhaseRad - phase(risesAt)) / 2)) < aTenthOfADegreeRad);
  assert.ok(Math.abs(geometry.vectorAngleRad - 1) < aTenthOfADegreeRad);
});

test('over the equator, where nodes jump, the lengths stay right', () => {
  const slot = { kind: 'keplerian elements', epochUtcMs: 0, semiMajorAxisKm: 42164.17 } as const;
  const own = { ...slot, eccentricity: 0, inclinationRad: 1e-7, raanRad: 0, argOfPerigeeRad: 0, trueAnomalyRad: 1 };
  // The target's node is 120 degrees on; its perigee lies at a longitude of 3.
  const target = {
    ...slot,
    eccentricity: 1e-4,
    inclinationRad: 2e-4,
    raanRad: 2.1,
    argOfPerigeeRad: 0.9,
    trueAnomalyRad: -2 + 2e-4,
  };
  const elements = relativeElementsOfStates(stateFromKeplerian(own), stateFromKeplerian(target));
  const geometry = relativeGeometry(elements);
  assert.ok(Math.abs(geometry.crossTrackAmplitudeKm - 42164.17 * 2e-4) < 0.01);
  assert.ok(Math.abs(geometry.radialAmplitudeKm - 42164.17 * 1e-4) < 0.01);
  assert.ok(Math.abs(geometry.nodePhaseRad - 2.1) < 0.001);
  assert.ok(Math.abs(geometry.perigeePhaseRad - 3) < 0.001);
  assert.ok(Math.abs(elements.meanLongitudeRad) < 1e-3);
});

test('an object has no relative elements but zero to itself', () => {
  const angle = fc.double({ min: 0, max: 6, noNaN: true });
  fc.assert(
    fc.property(angle, angle, fc.double({ min: 0, max: 0.8, noNaN: true }), (inclination, anomaly, eccentricity) => {
      const one = stateFromKeplerian({
        kind: 'keplerian elements',
        epochUtcMs: 0,
        semiMajorAxisKm: 7000,
        eccentricity,
        inclinationRad: inclination / 2,
        raanRad: 1,
        argOfPerigeeRad: 2,
        trueAnomalyRad: anomaly,
      });
      assert.ok(largestDifference(numbers(relativeElementsOfStates(one, one)), [0, 0, 0, 0, 0, 0]) < 1e-15);
    }),
  );
});

test('the own place on the orbit turns the vectors and leaves their lengths and the angle between them', () => {
  const relative: CwState = { positionRtnKm: [1.2, -8, 0.7], velocityRtnKmPerS: [0.0021, -0.0014, 0.0009] };
  fc.assert(
    fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (argOfLatitudeRad) => {
      const here = relativeGeometry(relativeElementsOfRtn(relative, 7000, 0));
      const there = relativeGeometry(relativeElementsOfRtn(relative, 7000, argOfLatitudeRad));
      const turned = there.perigeePhaseRad - here.perigeePhaseRad - argOfLatitudeRad;
      assert.ok(Math.abs(Math.sin(turned / 2)) < 1e-12);
      for (const name of ['radialAmplitudeKm', 'crossTrackAmplitudeKm', 'vectorAngleRad', 'aheadKm'] as const) {
        assert.ok(Math.abs(there[name] - here[name]) < 1e-11, name);
      }
    }),
  );
});

test('two objects that go round one circle in opposite senses still get numbers', () => {
  const own = state([7000, 0, 0, 0, 7.5, 0]);
  const against = state([7000, 0, 0, 0, -7.5, 0]);
  assert.ok(numbers(relativeElementsOfStates(own, against)).every(Number.isFinite));
});

test('refuses a target that escapes', () => {
  const own = state([7000, 0, 0, 0, 7.5, 0]);
  assert.throws(() => relativeElementsOfStates(own, state([7000, 0, 0, 0, 12, 0])), { code: 'domain.not_an_ellipse' });
});
