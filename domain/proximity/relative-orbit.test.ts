import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { geostationaryRadPerS, lowOrbitRadPerS } from '../testing/simulated-track.ts';
import { coast } from './clohessy-wiltshire.ts';
import { closedPath, fitRelativeOrbit } from './relative-orbit.ts';
import { estimateNoise, type RelativeSample, toSamples } from './relative-samples.ts';

const aMillimeterKm = 1e-6;

const size = fc.double({ min: -5, max: 5, noNaN: true });

/** Exact samples over a revolution of an ellipse about a center. */
function samplesOf(n: number, [above, ahead, radial, cross]: readonly [number, number, number, number]) {
  const start = {
    positionRtnKm: [above + radial, ahead, 0],
    velocityRtnKmPerS: [0, -n * (1.5 * above + 2 * radial), n * cross],
  } as const;
  return Array.from({ length: 30 }, (_, i): RelativeSample => {
    const timeS = ((i / 29) * 2 * Math.PI) / n;
    return { ...coast(start, n, timeS), timeS, positionSigmaKm: 1e-3, velocitySigmaKmPerS: 1e-3 * n };
  });
}

test('the fit gives back the ellipse, its center and its drift, from any natural motion', () => {
  fc.assert(
    fc.property(fc.tuple(size, size, size, size), (elements) => {
      const [above, ahead, radial, cross] = elements;
      const orbit = fitRelativeOrbit(samplesOf(lowOrbitRadPerS, elements), lowOrbitRadPerS)!;
      const expected = [
        above,
        ahead + orbit.driftKmPerRev / 2,
        Math.abs(radial),
        Math.abs(cross),
        -3 * Math.PI * above,
      ];
      const { radialOffsetKm, inTrackOffsetKm, ellipseKm, crossTrackKm, driftKmPerRev } = orbit;
      for (const [i, value] of [radialOffsetKm, inTrackOffsetKm, ellipseKm, crossTrackKm, driftKmPerRev].entries()) {
        assert.ok(Math.abs(value - expected[i]!) < aMillimeterKm, `${i}: expected ${expected[i]}, got ${value}`);
      }
    }),
  );
});

test('the path around the ellipse closes once the drift is taken out', () => {
  const path = closedPath(fitRelativeOrbit(samplesOf(lowOrbitRadPerS, [0.5, 3, 1, 2]), lowOrbitRadPerS)!, 20);
  assert.equal(path.length, 21);
  for (const axis of [0, 1, 2] as const) assert.ok(Math.abs(path[0]![axis] - path[20]![axis]) < aMillimeterKm);
});

test('fewer than six samples, or all at one time, tell no orbit', () => {
  const samples = samplesOf(lowOrbitRadPerS, [0, 1, 1, 0]);
  assert.equal(fitRelativeOrbit(samples.slice(0, 5), lowOrbitRadPerS), undefined);
});

test('a neighbor on the same orbit, 1000 km ahead, is level with the own craft once the axes are bent to the orbit', () => {
  // On a circle of radius a the chord to a point at angle θ ahead is (a cos θ - a, a sin θ).
  const radiusKm = Math.cbrt(398600.4418 / geostationaryRadPerS ** 2);
  const angleRad = 1000 / radiusKm;
  const states = Array.from({ length: 6 }, (_, i) => ({
    epochUtcMs: 60_000 * i,
    positionRtnKm: [radiusKm * (Math.cos(angleRad) - 1), radiusKm * Math.sin(angleRad), 0] as const,
    velocityRtnKmPerS: [0, 0, 0] as const,
    line: i + 1,
  }));
  const [sample] = toSamples(states, estimateNoise(states), geostationaryRadPerS);
  assert.ok(Math.abs(sample!.positionRtnKm[0]) < aMillimeterKm);
  assert.ok(Math.abs(sample!.positionRtnKm[1] - 1000) < aMillimeterKm);
  assert.deepEqual(toSamples(states, estimateNoise(states))[0]!.positionRtnKm, states[0]!.positionRtnKm);
});
