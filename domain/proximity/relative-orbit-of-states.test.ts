import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { RelativeState, TrackContext } from '../observations/track.ts';
import { relativeOrbitOfStates } from './relative-orbit-of-states.ts';
import { relativeGeometry } from './relative-orbital-elements.ts';

type Row6 = [number, number, number, number, number, number];
interface GoldenCase {
  name: string;
  ownSemiMajorAxisKm: number;
  ownEccentricity: number;
  periodS: number;
  /** δa, δλ, δe_x, δe_y, δi_x, δi_y as differences of Keplerian elements. */
  literalElements: Row6;
  twoBody: { afterS: number; rtn: Row6 }[];
}

// Two orbits integrated with DOP853, elements as differences of Keplerian ones: scripts/golden/relative-motion.py.
const golden: GoldenCase[] = JSON.parse(
  readFileSync(new URL('../../data/golden/relative-motion/relative-motion.json', import.meta.url), 'utf8'),
);
const nearCircular = golden.filter(({ ownEccentricity }) => ownEccentricity === 0);

const statesOf = ({ twoBody }: GoldenCase): RelativeState[] =>
  twoBody.map(({ afterS, rtn: [r, t, n, vr, vt, vn] }, line) => ({
    epochUtcMs: 1000 * afterS,
    positionRtnKm: [r, t, n],
    velocityRtnKmPerS: [vr, vt, vn],
    line,
  }));
const contextOf = ({ periodS, ownEccentricity }: GoldenCase): TrackContext => ({
  origin: 'observed',
  ownMeanMotionRadPerS: (2 * Math.PI) / periodS,
  ownEccentricity,
});
const [football] = nearCircular as [GoldenCase];

test('two integrated orbits have the differences of their Keplerian elements, but for terms of second order', () => {
  for (const one of nearCircular) {
    const found = relativeOrbitOfStates(statesOf(one), contextOf(one), []);
    assert.ok(found.kind === 'fitted relative orbit', `${one.name}: ${JSON.stringify(found)}`);
    const [semiMajorAxis, , ex, ey, ix, iy] = one.literalElements;
    const expected = relativeGeometry({
      kind: 'relative orbital elements',
      ownSemiMajorAxisKm: one.ownSemiMajorAxisKm,
      semiMajorAxis,
      meanLongitudeRad: 0,
      eccentricity: [ex, ey],
      inclination: [ix, iy],
    });
    const sizeKm = one.ownSemiMajorAxisKm * Math.max(...one.literalElements.map(Math.abs));
    const secondOrderKm = (20 * sizeKm ** 2) / one.ownSemiMajorAxisKm + 2e-5;
    for (const name of ['heightKm', 'radialAmplitudeKm', 'crossTrackAmplitudeKm'] as const) {
      const errorKm = Math.abs(found.geometry[name] - expected[name]);
      assert.ok(errorKm < secondOrderKm, `${one.name}: ${name} ${found.geometry[name]}, expected ${expected[name]}`);
    }
    // Near the equator the difference of nodes turns δe of the literal elements by itself, to second order.
    const errorRad = Math.abs(found.geometry.vectorAngleRad - expected.vectorAngleRad);
    assert.ok(errorRad < 0.02, `${one.name}: angle ${found.geometry.vectorAngleRad} for ${expected.vectorAngleRad}`);
  }
});

test('what the states cannot tell is said', () => {
  const [states, context] = [statesOf(football), contextOf(football)];
  const reasonOf = (some: readonly RelativeState[], about: TrackContext | undefined) => {
    const found = relativeOrbitOfStates(some, about, []);
    return found.kind === 'no relative orbit' ? found.reason : found.kind;
  };
  assert.equal(reasonOf(states, undefined), 'own orbit unknown');
  assert.equal(reasonOf(states, { origin: 'observed' }), 'own orbit unknown');
  assert.equal(reasonOf(states, { ...context, ownEccentricity: 0.3 }), 'own orbit eccentric');
  assert.equal(reasonOf(states.slice(0, 2), context), 'too short');
  const far = states.map((state) => ({ ...state, positionRtnKm: [0, 900, 0] as const }));
  assert.equal(reasonOf(far, context), 'too far');
  const fast = states.map((state) => ({ ...state, velocityRtnKmPerS: [0, 9, 9] as const }));
  assert.equal(reasonOf(fast, context), 'too fast');
});

test('a target that is held in place against its orbit does not coast', () => {
  const held = Array.from({ length: 60 }, (_, index): RelativeState => {
    const jitterKm = 1e-6 * Math.sin(index * index);
    return {
      epochUtcMs: 100_000 * index,
      positionRtnKm: [1 + jitterKm, 0, 0],
      velocityRtnKmPerS: [0, 0, 0],
      line: index,
    };
  });
  assert.deepEqual(relativeOrbitOfStates(held, contextOf(football), []), {
    kind: 'no relative orbit',
    reason: 'not coasting',
  });
});

test('after a maneuver the orbit is that of the longer rest, and its window says so', () => {
  const [first, second] = [statesOf(football), statesOf(nearCircular[3]!)];
  const states = [...first.slice(0, 8), ...second.slice(8)];
  const atMs = states[8]!.epochUtcMs - 1;
  const found = relativeOrbitOfStates(states, contextOf(football), [atMs]);
  assert.ok(found.kind === 'fitted relative orbit');
  assert.equal(found.window.startUtcMs, states[8]!.epochUtcMs);
});
