import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Vec3 } from '../vectors/vector.ts';
import { eccentricToMeanAnomaly, trueToEccentricAnomaly } from './anomalies.ts';
import { inPlaneElementsFrom } from './in-plane-elements.ts';
import { stateFromKeplerian } from './keplerian.ts';

const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });

test('counted from the node they are the Keplerian elements, put together', () => {
  const eccentricity = fc.double({ min: 0, max: 0.9, noNaN: true });
  const inclination = fc.double({ min: 0, max: Math.PI, noNaN: true });
  fc.assert(
    fc.property(eccentricity, inclination, angle, angle, angle, (e, inclinationRad, raanRad, perigee, anomaly) => {
      const state = stateFromKeplerian({
        kind: 'keplerian elements',
        epochUtcMs: 0,
        semiMajorAxisKm: 9000,
        eccentricity: e,
        inclinationRad,
        raanRad,
        argOfPerigeeRad: perigee,
        trueAnomalyRad: anomaly,
      });
      const node: Vec3 = [Math.cos(raanRad), Math.sin(raanRad), 0];
      const { semiMajorAxisKm, eccentricityVector, meanArgumentRad } = inPlaneElementsFrom(state, node);
      const mean = eccentricToMeanAnomaly(trueToEccentricAnomaly(anomaly, e), e);
      assert.ok(Math.abs(semiMajorAxisKm - 9000) < 1e-8);
      assert.ok(Math.abs(eccentricityVector[0] - e * Math.cos(perigee)) < 1e-12);
      assert.ok(Math.abs(eccentricityVector[1] - e * Math.sin(perigee)) < 1e-12);
      assert.ok(Math.abs(Math.sin((meanArgumentRad - perigee - mean) / 2)) < 1e-12);
    }),
  );
});

test('refuses an object that escapes', () => {
  const state = { epochUtcMs: 0, positionGcrfKm: [7000, 0, 0], velocityGcrfKmPerS: [0, 12, 0] } as const;
  assert.throws(() => inPlaneElementsFrom(state, [1, 0, 0]), { code: 'domain.not_an_ellipse' });
});
