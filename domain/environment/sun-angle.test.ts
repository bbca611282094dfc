import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InertialState } from '../frames/inertial-state.ts';
import { astronomicalUnitKm, degToRad, radToDeg } from '../units.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { judgePhotography, sunAngle } from './sun-angle.ts';

const sun: Vec3 = [astronomicalUnitKm, 0, 0];
const stateAt = (positionGcrfKm: Vec3, velocityGcrfKmPerS: Vec3 = [0, 0, 0]): InertialState => ({
  epochUtcMs: 0,
  positionGcrfKm,
  velocityGcrfKmPerS,
});
const own = stateAt([0, 7000, 0]);

test('a target on the line to the Sun shows its dark face and stands in front of the Sun', () => {
  const view = judgePhotography(own, stateAt([10, 7000, 0]), sun);
  assert.ok(radToDeg(view.sunAngleRad) < 0.01);
  assert.ok(radToDeg(view.phaseAngleRad) > 179.99);
  assert.equal(view.isInFrontOfSun, true);
  assert.equal(view.targetSunlitShare, 1);
});

test('a target opposite the Sun shows its lit face', () => {
  const view = judgePhotography(own, stateAt([-10, 7000, 0]), sun);
  assert.ok(radToDeg(view.phaseAngleRad) < 0.01);
  assert.ok(radToDeg(view.sunAngleRad) > 179.99);
  assert.equal(view.isInFrontOfSun, false);
});

test('a target comes out of the Sun only while it comes nearer within 30 degrees of it', () => {
  const seen = (awayDeg: number, approachKmPerS: number) => {
    const angle = degToRad(awayDeg);
    const toward: Vec3 = [Math.cos(angle), 0, Math.sin(angle)];
    return judgePhotography(
      own,
      stateAt([50 * toward[0], 7000, 50 * toward[2]], [-approachKmPerS * toward[0], 0, -approachKmPerS * toward[2]]),
      sun,
    );
  };
  assert.equal(seen(29, 0.01).comesOutOfSun, true);
  assert.equal(seen(29, -0.01).comesOutOfSun, false);
  assert.equal(seen(29, -0.01).isInFrontOfSun, true);
  assert.equal(seen(31, 0.01).comesOutOfSun, false);
});

test('a target in the shadow of the Earth is not lit', () => {
  const behind = stateAt([-7000, 0, 0]);
  assert.equal(judgePhotography(behind, stateAt([-7000, 10, 0]), sun).targetSunlitShare, 0);
});

test('angles at own and target add up to half a turn, for the Sun is far', () => {
  const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      fc.pre(Math.hypot(x, y, z) > 1e-3);
      const target: Vec3 = [x, 7000 + y, z];
      const atOwn = sunAngle(own.positionGcrfKm, target, sun);
      const atTarget = sunAngle(target, own.positionGcrfKm, sun);
      assert.ok(Math.abs(atOwn + atTarget - Math.PI) < degToRad(0.001));
    }),
  );
});
