import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { degToRad, radToDeg } from '../units.ts';
import {
  eccentricToMeanAnomaly,
  eccentricToTrueAnomaly,
  meanToEccentricAnomaly,
  trueToEccentricAnomaly,
} from './anomalies.ts';

const eccentricity = fc.double({ min: 0, max: 0.999, noNaN: true });
const angle = fc.double({ min: -40, max: 40, noNaN: true });

// Vallado 2013, example 2-1: M = 235.4 deg and e = 0.4 give E = 220.512074 deg.
test('agrees with the published solution of the equation of Kepler to its last digit', () => {
  const eccentricDeg = radToDeg(meanToEccentricAnomaly(degToRad(235.4), 0.4));
  assert.ok(Math.abs(eccentricDeg - 220.512074) < 1e-6, `got ${eccentricDeg} deg`);
});

test('the eccentric anomaly solves the equation of Kepler at any eccentricity', () => {
  fc.assert(
    fc.property(angle, eccentricity, (mean, e) => {
      assert.ok(
        Math.abs(eccentricToMeanAnomaly(meanToEccentricAnomaly(mean, e), e) - mean) < 1e-13 * (1 + Math.abs(mean)),
      );
    }),
  );
});

test('the true anomaly leads back to the eccentric anomaly, whole revolutions kept', () => {
  fc.assert(
    fc.property(angle, eccentricity, (eccentric, e) => {
      const trueAnomaly = eccentricToTrueAnomaly(eccentric, e);
      assert.ok(Math.abs(trueToEccentricAnomaly(trueAnomaly, e) - eccentric) < 1e-11);
      assert.ok(Math.abs(trueAnomaly - eccentric) < Math.PI);
    }),
  );
});

test('on a circle the three anomalies are one', () => {
  fc.assert(
    fc.property(angle, (anomaly) => {
      for (const convert of [eccentricToMeanAnomaly, eccentricToTrueAnomaly, meanToEccentricAnomaly]) {
        assert.ok(Math.abs(convert(anomaly, 0) - anomaly) < 1e-13);
      }
    }),
  );
});

test('finds the anomaly just after the perigee of an orbit that is nearly a line', () => {
  const e = 1 - 1e-10;
  for (const mean of [0, 1e-300, 1e-12, 1e-6, -1e-6, Math.PI, -Math.PI]) {
    const eccentric = meanToEccentricAnomaly(mean, e);
    assert.ok(Math.abs(eccentricToMeanAnomaly(eccentric, e) - mean) <= 4e-16 + 1e-12 * Math.abs(mean), `mean ${mean}`);
  }
});
