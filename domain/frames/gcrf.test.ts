import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCcsdsEpoch } from '../time/ccsds-epoch.ts';
import { distance, length, type Vec3 } from '../vectors/vector.ts';
import { fromGcrf, toGcrf } from './gcrf.ts';
import type { ReferenceFrame } from './reference-frame.ts';

interface State {
  positionKm: Vec3;
  velocityKmPerS: Vec3;
}

interface Case extends State {
  frame: ReferenceFrame;
  epoch: string;
  /** By ERFA, IAU 2006/2000A, given the same UT1 and pole. */
  sameOrientation: State;
  /** By Astropy with the daily IERS series and the observed pole offsets. */
  dailyOrientation?: State;
}

// ERFA 2.0.1, Astropy 8.0.2; scripts/golden/frames.py.
const cases = JSON.parse(
  readFileSync(new URL('../../data/golden/frames/geocentric-states.json', import.meta.url), 'utf8'),
) as Case[];

const lowOrbitKm = 10_000;

/** Largest departure from the reference among some cases: position in m, velocity in mm/s. */
function departure(frame: ReferenceFrame, reference: 'sameOrientation' | 'dailyOrientation', isLow: boolean) {
  const chosen = cases.filter(
    (c) => c.frame === frame && c[reference] !== undefined && length(c.positionKm) < lowOrbitKm === isLow,
  );
  assert.ok(chosen.length >= 10);
  const pairs = chosen.map((c) => ({
    got: toGcrf(frame, parseCcsdsEpoch(c.epoch, 'UTC')!, c.positionKm, c.velocityKmPerS),
    expected: c[reference]!,
  }));
  return {
    positionM: Math.max(...pairs.map((p) => 1e3 * distance(p.got.positionGcrfKm, p.expected.positionKm))),
    velocityMmPerS: Math.max(...pairs.map((p) => 1e6 * distance(p.got.velocityGcrfKmPerS, p.expected.velocityKmPerS))),
  };
}

test('EME2000 agrees with ERFA to a micrometer', () => {
  for (const isLow of [true, false]) {
    const { positionM, velocityMmPerS } = departure('EME2000', 'sameOrientation', isLow);
    assert.ok(positionM < 1e-6);
    assert.ok(velocityMmPerS < 1e-6);
  }
});

test('TEME agrees with ERFA to 2 cm in low orbit and 10 cm at geostationary height', () => {
  const low = departure('TEME', 'sameOrientation', true);
  const high = departure('TEME', 'sameOrientation', false);
  assert.ok(low.positionM < 0.02 && low.velocityMmPerS < 0.02, JSON.stringify(low));
  assert.ok(high.positionM < 0.1 && high.velocityMmPerS < 0.02, JSON.stringify(high));
});

test('TEME agrees with Astropy, the drift of its axes counted into the velocity, to 0.5 mm/s', () => {
  const low = departure('TEME', 'dailyOrientation', true);
  const high = departure('TEME', 'dailyOrientation', false);
  assert.ok(low.positionM < 0.02 && low.velocityMmPerS < 0.1, JSON.stringify(low));
  assert.ok(high.positionM < 0.1 && high.velocityMmPerS < 0.5, JSON.stringify(high));
});

test('ITRF agrees with ERFA, given the same UT1 and pole, to 2 cm in low orbit and 10 cm at geostationary height', () => {
  const low = departure('ITRF', 'sameOrientation', true);
  const high = departure('ITRF', 'sameOrientation', false);
  assert.ok(low.positionM < 0.02 && low.velocityMmPerS < 0.1, JSON.stringify(low));
  assert.ok(high.positionM < 0.1 && high.velocityMmPerS < 0.5, JSON.stringify(high));
});

test('ITRF agrees with Astropy and the daily UT1 and pole to 0.6 m in low orbit and 3 m at geostationary height', () => {
  const low = departure('ITRF', 'dailyOrientation', true);
  const high = departure('ITRF', 'dailyOrientation', false);
  assert.ok(low.positionM < 0.6 && low.velocityMmPerS < 1, JSON.stringify(low));
  assert.ok(high.positionM < 3 && high.velocityMmPerS < 1, JSON.stringify(high));
});

// Vallado 2013, Fundamentals of Astrodynamics, example 3-14 and table 3-6: 6 April 2004, 07:51:28.386009 UTC.
const vallado = {
  epochUtcMs: parseCcsdsEpoch('2004-04-06T07:51:28.386009', 'UTC')!,
  itrf: {
    positionKm: [-1033.479383, 7901.2952754, 6380.3565958],
    velocityKmPerS: [-3.22563652, -2.87245145, 5.531924446],
  },
  gcrf: { positionKm: [5102.508958, 6123.011401, 6378.136928], velocityKmPerS: [-4.74322016, 0.7905365, 5.53375528] },
  teme: {
    positionKm: [5094.1801621, 6127.6446595, 6380.3445327],
    velocityKmPerS: [-4.746131487, 0.785818041, 5.531931288],
  },
} as const;

test('keeps to the worked example of Vallado within a meter', () => {
  const { epochUtcMs, itrf, gcrf, teme } = vallado;
  const state = toGcrf('ITRF', epochUtcMs, itrf.positionKm, itrf.velocityKmPerS);
  assert.ok(distance(state.positionGcrfKm, gcrf.positionKm) < 1e-3);
  assert.ok(distance(state.velocityGcrfKmPerS, gcrf.velocityKmPerS) < 1e-6);
  const inTeme = fromGcrf('TEME', state);
  assert.ok(distance(inTeme.positionKm, teme.positionKm) < 1e-3);
  assert.ok(distance(inTeme.velocityKmPerS, teme.velocityKmPerS) < 1e-6);
});

test('a state comes back from every frame to a micrometer', () => {
  const component = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
  const vector = (most: number) => fc.tuple(component(most), component(most), component(most));
  fc.assert(
    fc.property(
      fc.constantFrom<ReferenceFrame>('GCRF', 'EME2000', 'TEME', 'ITRF'),
      fc.double({ min: Date.UTC(1985), max: Date.UTC(2035), noNaN: true }),
      vector(50_000),
      vector(12),
      (frame, epochUtcMs, positionKm, velocityKmPerS) => {
        const back = fromGcrf(frame, toGcrf(frame, epochUtcMs, positionKm, velocityKmPerS));
        assert.ok(distance(back.positionKm, positionKm) < 1e-9);
        assert.ok(distance(back.velocityKmPerS, velocityKmPerS) < 1e-12);
      },
    ),
  );
});

test('a point fixed on the equator moves at 465.1 m/s in the GCRF', () => {
  const { velocityGcrfKmPerS } = toGcrf('ITRF', Date.UTC(2026, 2, 1), [6378.137, 0, 0], [0, 0, 0]);
  assert.ok(Math.abs(length(velocityGcrfKmPerS) - 0.4651) < 1e-5);
});

test('the GCRF is left as it is', () => {
  const [position, velocity] = [
    [7000, 1, 2],
    [0, 7.5, 1],
  ] as const satisfies Vec3[];
  assert.deepEqual(toGcrf('GCRF', 0, position, velocity), {
    epochUtcMs: 0,
    positionGcrfKm: position,
    velocityGcrfKmPerS: velocity,
  });
});
