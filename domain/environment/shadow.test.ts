import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { astronomicalUnitKm, earthRadiusKm } from '../units.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { lightingAt, shadowMargins, sunlitShare } from './shadow.ts';

const sun: Vec3 = [astronomicalUnitKm, 0, 0];

test('names sunlight before the Earth, eclipse on its shadow axis and sunlight beside it', () => {
  assert.equal(lightingAt([7000, 0, 0], sun), 'full sunlight');
  assert.equal(lightingAt([-7000, 0, 0], sun), 'eclipse');
  assert.equal(lightingAt([-7000, 7000, 0], sun), 'full sunlight');
  assert.equal(lightingAt([-7000, earthRadiusKm, 0], sun), 'penumbra');
});

test('the umbra ends at the length of its cone, 1.38 million kilometers', () => {
  // Similar triangles: Earth radius times distance over the difference of radii.
  const lengthKm = (earthRadiusKm * astronomicalUnitKm) / (695700 - earthRadiusKm);
  assert.equal(lightingAt([-0.99 * lengthKm, 0, 0], sun), 'eclipse');
  assert.equal(lightingAt([-1.01 * lengthKm, 0, 0], sun), 'penumbra');
});

test('half of the Sun is covered where its center stands on the horizon of a large Earth', () => {
  const margins = (y: number) => shadowMargins([-7000, y, 0], sun);
  let [low, high] = [6000, 7000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const { penumbraRad, umbraRad } = margins(middle);
    if (penumbraRad + umbraRad < 0) low = middle;
    else high = middle;
  }
  assert.ok(Math.abs(sunlitShare([-7000, low, 0], sun) - 0.5) < 0.002);
});

test('the share of the Sun in view is 0 in eclipse, 1 in sunlight and between them in penumbra', () => {
  const anyPosition = fc.record({
    behindKm: fc.double({ min: 100, max: 45000, noNaN: true }),
    acrossKm: fc.double({ min: earthRadiusKm - 250, max: earthRadiusKm + 250, noNaN: true }),
  });
  fc.assert(
    fc.property(anyPosition, ({ behindKm, acrossKm }) => {
      fc.pre(Math.hypot(behindKm, acrossKm) > earthRadiusKm);
      const position: Vec3 = [-behindKm, 0, acrossKm];
      const share = sunlitShare(position, sun);
      const expected = { eclipse: share === 0, penumbra: share >= 0 && share <= 1, 'full sunlight': share === 1 };
      assert.ok(expected[lightingAt(position, sun)], `${lightingAt(position, sun)}: ${share}`);
    }),
  );
});

test('the share of the Sun in view grows from the umbra outward', () => {
  let before = 0;
  for (let acrossKm = earthRadiusKm - 220; acrossKm < earthRadiusKm + 220; acrossKm += 1) {
    const share = sunlitShare([-42000, acrossKm, 0], sun);
    assert.ok(share >= before, `${acrossKm} km`);
    before = share;
  }
  assert.equal(before, 1);
});
