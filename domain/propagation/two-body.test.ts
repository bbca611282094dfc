import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InertialState } from '../frames/inertial-state.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { cross, distance, dot, length } from '../vectors/vector.ts';
import { coastTwoBody } from './two-body.ts';

const energy = ({ positionGcrfKm: r, velocityGcrfKmPerS: v }: InertialState) =>
  dot(v, v) / 2 - earthMuKm3PerS2 / length(r);
const momentum = ({ positionGcrfKm: r, velocityGcrfKmPerS: v }: InertialState) => cross(r, v);

/** A state on a conic by its perigee distance, eccentricity, true anomaly and inclination. */
function stateOn(perigeeKm: number, eccentricity: number, anomalyRad: number, inclinationRad: number): InertialState {
  const parameterKm = perigeeKm * (1 + eccentricity);
  const radiusKm = parameterKm / (1 + eccentricity * Math.cos(anomalyRad));
  const speed = Math.sqrt(earthMuKm3PerS2 / parameterKm);
  const [c, s] = [Math.cos(inclinationRad), Math.sin(inclinationRad)];
  const y = radiusKm * Math.sin(anomalyRad);
  const vy = speed * (eccentricity + Math.cos(anomalyRad));
  return {
    epochUtcMs: 0,
    positionGcrfKm: [radiusKm * Math.cos(anomalyRad), y * c, y * s],
    velocityGcrfKmPerS: [-speed * Math.sin(anomalyRad), vy * c, vy * s],
  };
}

/** Ellipses, the parabola and hyperbolas, the anomaly kept off a hyperbola's asymptotes. */
const anyConic = fc
  .record({
    perigeeKm: fc.double({ min: 6500, max: 60000, noNaN: true }),
    eccentricity: fc.oneof(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.constant(1),
      fc.double({ min: 1.001, max: 3, noNaN: true }),
    ),
    turn: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
    inclinationRad: fc.double({ min: 0, max: Math.PI, noNaN: true }),
  })
  .map(({ perigeeKm, eccentricity, turn, inclinationRad }) =>
    stateOn(
      perigeeKm,
      eccentricity,
      turn * (eccentricity < 1 ? Math.PI : Math.acos(-1 / eccentricity)),
      inclinationRad,
    ),
  );
const anyCoastMs = fc.double({ min: -1e8, max: 1e8, noNaN: true });

test('coasts as the published example does, to its last digit', () => {
  // Vallado 2013, Fundamentals of Astrodynamics and Applications, 4th edition, example 2-4.
  const aTenthOfAMeterKm = 1e-4;
  const aMillimeterPerSecondKmPerS = 1e-6;
  const start: InertialState = {
    epochUtcMs: 0,
    positionGcrfKm: [1131.34, -2282.343, 6672.423],
    velocityGcrfKmPerS: [-5.64305, 4.30333, 2.42879],
  };
  const end = coastTwoBody(start, 40 * 60_000);
  assert.ok(distance(end.positionGcrfKm, [-4219.7527, 4363.0292, -3958.7666]) < aTenthOfAMeterKm);
  assert.ok(distance(end.velocityGcrfKmPerS, [3.689866, -1.916735, -6.112511]) < aMillimeterPerSecondKmPerS);
  assert.equal(end.epochUtcMs, 40 * 60_000);
});

test('keeps energy and angular momentum on every conic', () => {
  fc.assert(
    fc.property(anyConic, anyCoastMs, (start, toMs) => {
      const end = coastTwoBody(start, toMs);
      const kineticKm2PerS2 = earthMuKm3PerS2 / length(start.positionGcrfKm);
      assert.ok(Math.abs(energy(end) - energy(start)) < 1e-11 * kineticKm2PerS2);
      assert.ok(distance(momentum(end), momentum(start)) < 1e-9 * length(momentum(start)));
    }),
  );
});

test('comes back within a centimeter from a day away', () => {
  const aCentimeterKm = 1e-5;
  fc.assert(
    fc.property(anyConic, anyCoastMs, (start, toMs) => {
      const back = coastTwoBody(coastTwoBody(start, toMs), start.epochUtcMs);
      assert.ok(distance(back.positionGcrfKm, start.positionGcrfKm) < aCentimeterKm);
    }),
  );
});

test('the velocity is the rate of the position on every conic', () => {
  fc.assert(
    fc.property(anyConic, fc.double({ min: -1e7, max: 1e7, noNaN: true }), (start, toMs) => {
      const { positionGcrfKm: before } = coastTwoBody(start, toMs - 500);
      const { positionGcrfKm: after } = coastTwoBody(start, toMs + 500);
      const { velocityGcrfKmPerS: v } = coastTwoBody(start, toMs);
      // One second apart, the difference misses the rate by a 24th of the jerk: below 1e-6 km/s above 6500 km; twice that is allowed.
      assert.ok(distance([after[0] - before[0], after[1] - before[1], after[2] - before[2]], v) < 2e-6);
    }),
  );
});

test('a whole revolution changes nothing, nor do a thousand', () => {
  const start = stateOn(7000, 0.2, 1, 0.9);
  const semiMajorAxisKm = 7000 / 0.8;
  const periodMs = 2000 * Math.PI * Math.sqrt(semiMajorAxisKm ** 3 / earthMuKm3PerS2);
  for (const revolutions of [1, -1, 1000]) {
    const end = coastTwoBody(start, revolutions * periodMs);
    assert.ok(distance(end.positionGcrfKm, start.positionGcrfKm) < 1e-5, `${revolutions} revolutions`);
  }
});

test('no time at all gives the state itself', () => {
  const start = stateOn(7000, 1.4, -0.5, 2);
  assert.deepEqual(coastTwoBody(start, 0), start);
});
