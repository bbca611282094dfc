import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromGcrf } from '../frames/gcrf.ts';
import type { InertialState } from '../frames/inertial-state.ts';
import type { ReferenceFrame } from '../frames/reference-frame.ts';
import type { EphemerisSegment } from '../observations/oem/ephemeris-segment.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { distance } from '../vectors/vector.ts';
import { ephemerisTrajectories } from './ephemeris-trajectory.ts';
import type { Trajectory } from './trajectory.ts';
import { coastTwoBody } from './two-body.ts';

const startUtcMs = Date.UTC(2026, 2, 20, 6);
const minuteMs = 60_000;

/** The state at perigee of an orbit inclined by 53 degrees. */
function perigeeOf(semiMajorAxisKm: number, eccentricity: number): InertialState {
  const speed = Math.sqrt((earthMuKm3PerS2 / semiMajorAxisKm) * ((1 + eccentricity) / (1 - eccentricity)));
  return {
    epochUtcMs: startUtcMs,
    positionGcrfKm: [semiMajorAxisKm * (1 - eccentricity), 0, 0],
    velocityGcrfKmPerS: [0, 0.6 * speed, 0.8 * speed],
  };
}
const lowOrbit = perigeeOf(6778, 0.001);
const geostationary = perigeeOf(42164, 0.0005);
const molniya = perigeeOf(26560, 0.74);

interface Sampling {
  readonly orbit?: InertialState;
  readonly fromUtcMs?: number;
  readonly stepMs?: number;
  readonly count?: number;
}

function segmentOf(
  { orbit = lowOrbit, fromUtcMs = startUtcMs, stepMs = 4 * minuteMs, count = 12 }: Sampling,
  change: Partial<EphemerisSegment> = {},
): EphemerisSegment {
  const frame: ReferenceFrame = change.frame ?? 'GCRF';
  const states = Array.from({ length: count }, (_, i) => {
    const epochUtcMs = fromUtcMs + i * stepMs;
    return { epochUtcMs, ...fromGcrf(frame, coastTwoBody(orbit, epochUtcMs)), line: 20 + i };
  });
  return {
    kind: 'ephemeris segment',
    source: 'operator.oem',
    line: 5,
    objectName: 'OWL 1',
    objectId: '2026-001A',
    frame,
    timeSystem: 'UTC',
    usableWindow: { startUtcMs: fromUtcMs, endUtcMs: fromUtcMs + (count - 1) * stepMs },
    interpolation: undefined,
    states,
    covariances: [],
    ...change,
  };
}

const only = (segments: readonly EphemerisSegment[]): Trajectory => {
  const trajectories = ephemerisTrajectories(segments);
  assert.equal(trajectories.length, 1);
  return trajectories[0]!;
};

/** Largest errors over the spans, asked at 37 s steps, which fall between the nodes. */
function worstErrors(trajectory: Trajectory, orbit: InertialState) {
  let positionKm = 0;
  let velocityKmPerS = 0;
  for (const { startUtcMs: from, endUtcMs } of trajectory.spans) {
    for (let at = from; at <= endUtcMs; at += 37_000) {
      const state = trajectory.stateAt(at)!;
      const truth = coastTwoBody(orbit, at);
      positionKm = Math.max(positionKm, distance(state.positionGcrfKm, truth.positionGcrfKm));
      velocityKmPerS = Math.max(velocityKmPerS, distance(state.velocityGcrfKmPerS, truth.velocityGcrfKmPerS));
    }
  }
  return { positionKm, velocityKmPerS };
}

const aMicrometerKm = 1e-9;
const aMillimeterKm = 1e-6;

test('hits a low orbit given every four minutes within six millimeters and a tenth of a millimeter per second', () => {
  const worst = worstErrors(only([segmentOf({ count: 30 })]), lowOrbit);
  assert.ok(worst.positionKm < 6 * aMillimeterKm, `${worst.positionKm} km`);
  assert.ok(worst.velocityKmPerS < 1e-7, `${worst.velocityKmPerS} km/s`);
});

test('hits a geostationary orbit given every quarter of an hour within a micrometer', () => {
  const segment = segmentOf({ orbit: geostationary, stepMs: 15 * minuteMs, count: 97 });
  const worst = worstErrors(only([segment]), geostationary);
  assert.ok(worst.positionKm < aMicrometerKm, `${worst.positionKm} km`);
});

test('hits an eccentric orbit given every four minutes within four meters, perigee included', () => {
  const fromUtcMs = startUtcMs - 60 * minuteMs;
  const worst = worstErrors(only([segmentOf({ orbit: molniya, fromUtcMs, count: 180 })]), molniya);
  assert.ok(worst.positionKm < 4e-3, `${worst.positionKm} km`);
});

test('follows the method and degree the file declares', () => {
  // Errors on the low orbit at four-minute steps, told apart by their size.
  const within = (method: string, degree: number, fromKm: number, toKm: number) => {
    const worst = worstErrors(only([segmentOf({ count: 30 }, { interpolation: { method, degree } })]), lowOrbit);
    assert.ok(worst.positionKm > fromKm && worst.positionKm < toKm, `${method} ${degree}: ${worst.positionKm} km`);
  };
  within('HERMITE', 3, 0.05, 0.1);
  within('hermite', 9, 0, 1e-7);
  within('LAGRANGE', 7, 5e-4, 4e-3);
  within('LAGRANGE', 9, 5e-6, 4e-4);
  within('LAGRANGE', 999, 0, 4e-4);
  within('PROPAGATE', 1, 0, 6e-6);
});

test('reads a file in any frame into the same motion within a centimeter', () => {
  for (const frame of ['GCRF', 'EME2000', 'TEME', 'ITRF'] as const) {
    const worst = worstErrors(only([segmentOf({ count: 12 }, { frame })]), lowOrbit);
    assert.ok(worst.positionKm < 10 * aMillimeterKm, `${frame}: ${worst.positionKm} km`);
  }
});

test('gives a state of the file back as it is, within a micrometer', () => {
  const segment = segmentOf({});
  const trajectory = only([segment]);
  for (const { epochUtcMs, positionKm } of segment.states) {
    assert.ok(distance(trajectory.stateAt(epochUtcMs)!.positionGcrfKm, positionKm) < aMicrometerKm);
  }
});

test('has no state outside the usable window, though states lie there', () => {
  const usableWindow = { startUtcMs: startUtcMs + 5 * minuteMs, endUtcMs: startUtcMs + 22 * minuteMs };
  const trajectory = only([segmentOf({}, { usableWindow })]);
  assert.deepEqual(trajectory.spans, [usableWindow]);
  assert.equal(trajectory.stateAt(usableWindow.startUtcMs - 1), undefined);
  assert.equal(trajectory.stateAt(usableWindow.endUtcMs + 1), undefined);
  assert.ok(trajectory.stateAt(usableWindow.endUtcMs));
});

test('does not extrapolate to a usable window wider than the states', () => {
  const usableWindow = { startUtcMs: startUtcMs - minuteMs, endUtcMs: startUtcMs + 1000 * minuteMs };
  const trajectory = only([segmentOf({}, { usableWindow })]);
  assert.deepEqual(trajectory.spans, [{ startUtcMs, endUtcMs: startUtcMs + 44 * minuteMs }]);
  assert.deepEqual(trajectory.coverage, trajectory.spans[0]);
});

test('never interpolates across a maneuver, and the shared epoch belongs to the segment after it', () => {
  const maneuverUtcMs = startUtcMs + 20 * minuteMs;
  const before = coastTwoBody(lowOrbit, maneuverUtcMs);
  const [vx, vy, vz] = before.velocityGcrfKmPerS;
  const after: InertialState = { ...before, velocityGcrfKmPerS: [vx + 0.05, vy, vz] };
  const trajectory = only([segmentOf({ count: 6 }), segmentOf({ orbit: after, fromUtcMs: maneuverUtcMs, count: 6 })]);
  assert.deepEqual(trajectory.spans, [
    { startUtcMs, endUtcMs: maneuverUtcMs },
    { startUtcMs: maneuverUtcMs, endUtcMs: maneuverUtcMs + 20 * minuteMs },
  ]);
  const velocityOff = (at: number, orbit: InertialState) =>
    distance(trajectory.stateAt(at)!.velocityGcrfKmPerS, coastTwoBody(orbit, at).velocityGcrfKmPerS);
  assert.ok(velocityOff(maneuverUtcMs - 1, lowOrbit) < 1e-7);
  assert.ok(velocityOff(maneuverUtcMs, after) < 1e-7);
});

test('a segment that starts later takes over from its start and the earlier one does not resume', () => {
  const trajectory = only([
    segmentOf({ orbit: geostationary, fromUtcMs: startUtcMs + 8 * minuteMs, count: 3 }),
    segmentOf({ count: 12 }),
  ]);
  assert.deepEqual(trajectory.spans, [
    { startUtcMs, endUtcMs: startUtcMs + 8 * minuteMs },
    { startUtcMs: startUtcMs + 8 * minuteMs, endUtcMs: startUtcMs + 16 * minuteMs },
  ]);
});

test('of two segments with the same start the later in the list is taken', () => {
  const trajectory = only([segmentOf({}), segmentOf({ orbit: geostationary, count: 4 })]);
  assert.deepEqual(trajectory.spans, [{ startUtcMs, endUtcMs: startUtcMs + 12 * minuteMs }]);
  assert.ok(Math.hypot(...trajectory.stateAt(startUtcMs)!.positionGcrfKm) > 40000);
});

test('a single state is known at its epoch alone', () => {
  const trajectory = only([segmentOf({ count: 1 })]);
  assert.deepEqual(trajectory.spans, [{ startUtcMs, endUtcMs: startUtcMs }]);
  assert.deepEqual(trajectory.stateAt(startUtcMs), lowOrbit);
  assert.equal(trajectory.stateAt(startUtcMs + 1), undefined);
});

test('interpolates two and three states, and one given twice', () => {
  for (const count of [2, 3]) {
    const worst = worstErrors(only([segmentOf({ count, stepMs: minuteMs })]), lowOrbit);
    assert.ok(worst.positionKm < 1e-3, `${count} states: ${worst.positionKm} km`);
  }
  const segment = segmentOf({});
  const twice = { ...segment, states: segment.states.flatMap((state) => [state, state]) };
  assert.deepEqual(only([twice]).stateAt(startUtcMs + 1000), only([segment]).stateAt(startUtcMs + 1000));
});

test('leaves out a segment whose usable window holds none of its motion', () => {
  const usableWindow = { startUtcMs: startUtcMs + 1000 * minuteMs, endUtcMs: startUtcMs + 1010 * minuteMs };
  assert.deepEqual(ephemerisTrajectories([segmentOf({}, { usableWindow })]), []);
  assert.equal(only([segmentOf({}), segmentOf({}, { usableWindow })]).spans.length, 1);
});

test('keeps objects apart by identifier, or by name where there is none', () => {
  const trajectories = ephemerisTrajectories([
    segmentOf({}),
    segmentOf({}, { objectId: '', objectName: 'HERON' }),
    segmentOf({ fromUtcMs: startUtcMs + 100 * minuteMs }),
  ]);
  assert.deepEqual(
    trajectories.map(({ objectId, objectName, spans }) => [objectId, objectName, spans.length]),
    [
      ['2026-001A', 'OWL 1', 2],
      ['HERON', 'HERON', 1],
    ],
  );
});

test('takes the error to expect from the covariance nearest in time', () => {
  const covariance = (minutes: number, sigmaKm: number) => ({
    epochUtcMs: startUtcMs + minutes * minuteMs,
    frame: 'RTN' as const,
    matrix: Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => (i === j ? sigmaKm ** 2 : 0))),
  });
  const trajectory = only([
    segmentOf({}, { covariances: [covariance(30, 4), covariance(0, 0.25), covariance(10, 0)] }),
  ]);
  assert.equal(trajectory.positionSigmaKm(startUtcMs + 14 * minuteMs), 0.25);
  assert.equal(trajectory.positionSigmaKm(startUtcMs + 16 * minuteMs), 4);
  assert.equal(trajectory.positionSigmaKm(startUtcMs - 1), Number.POSITIVE_INFINITY);
  assert.equal(only([segmentOf({})]).positionSigmaKm(startUtcMs), 0.1);
});

test('spans come in order and without overlap, and a state is known exactly inside them', () => {
  const anySegment = fc.record({
    start: fc.integer({ min: 0, max: 60 }),
    count: fc.integer({ min: 1, max: 6 }),
    lead: fc.integer({ min: 0, max: 3 }),
    tail: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.array(anySegment, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: -5, max: 95 }),
      (parts, minute) => {
        const trajectory = only(
          parts.map(({ start, count, lead, tail }) => {
            const fromUtcMs = startUtcMs + start * minuteMs;
            const usableWindow = {
              startUtcMs: fromUtcMs - lead * minuteMs,
              endUtcMs: fromUtcMs + (count - 1 + tail) * minuteMs,
            };
            return segmentOf({ fromUtcMs, count, stepMs: minuteMs }, { usableWindow });
          }),
        );
        for (const [i, span] of trajectory.spans.entries()) {
          assert.ok(span.startUtcMs <= span.endUtcMs);
          assert.ok(span.startUtcMs >= (trajectory.spans[i - 1]?.endUtcMs ?? 0));
        }
        const at = startUtcMs + minute * minuteMs;
        const isInside = trajectory.spans.some((span) => span.startUtcMs <= at && at <= span.endUtcMs);
        assert.equal(trajectory.stateAt(at) !== undefined, isInside);
      },
    ),
    { numRuns: 60 },
  );
});
