import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativeState, TrackContext } from '../observations/track.ts';
import { flyScenario } from '../scenarios/fly-scenario.ts';
import { ellipse, lowOrbitRadPerS, type Simulation, simulate } from '../testing/simulated-track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import type { CwState } from './clohessy-wiltshire.ts';
import { describeMotion } from './motion-facts.ts';

const n = lowOrbitRadPerS;
const revolutionS = 5700;
const context: TrackContext = { origin: 'observed', ownMeanMotionRadPerS: n };
const patternOf = (states: readonly RelativeState[]) => describeMotion(states, context).pattern;

const flown = (start: CwState, more: Partial<Simulation> = {}) =>
  simulate({ start, meanMotionRadPerS: n, durationS: 1.5 * revolutionS, count: 90, noiseShare: 0.01, ...more });

const heldAt = (positionRtnKm: Vec3) =>
  flown({ positionRtnKm: [0, 1, 0], velocityRtnKmPerS: [0, 0, 0] }).map((state) => ({ ...state, positionRtnKm }));

test('natural ellipses about the own craft go by whether they keep off the V-bar and whether they walk', () => {
  const around = { radialKm: 0.5 };
  assert.equal(patternOf(flown(ellipse(n, around))), 'natural-motion circumnavigation');
  assert.equal(patternOf(flown(ellipse(n, { ...around, crossTrackKm: 0.4 }))), 'safety ellipse');
  assert.equal(patternOf(flown(ellipse(n, { ...around, crossTrackKm: 0.4, aboveKm: 0.02 }))), 'walking safety ellipse');
});

test('a target above that falls back along the V-bar drifts', () => {
  assert.equal(patternOf(flown(ellipse(n, { aboveKm: 0.5, aheadKm: 3.5, radialKm: 0.1 }))), 'drift');
});

test('a target that stays goes by the axis it stays on; off the axes it perches', () => {
  assert.equal(patternOf(heldAt([0.1, 1, 0])), 'V-bar hold');
  assert.equal(patternOf(heldAt([-1, 0, 0.1])), 'R-bar hold');
  assert.equal(patternOf(heldAt([0, 0.1, 1])), 'H-bar hold');
  assert.equal(patternOf(heldAt([1, 1, 0])), 'perch');
});

test('a circle out of the plane of natural motion is forced', () => {
  const rate = (2 * Math.PI) / 3000;
  const circle = heldAt([1, 0, 0]).map((state, i): RelativeState => {
    const timeS = (i / 89) * 1.5 * revolutionS;
    const [c, s] = [Math.cos(rate * timeS), Math.sin(rate * timeS)];
    return { ...state, positionRtnKm: [c, 0, s], velocityRtnKmPerS: [-rate * s, 0, rate * c] };
  });
  assert.equal(patternOf(circle), 'forced circumnavigation');
});

test('half a revolution after a radial impulse is a hop along the V-bar', () => {
  const start: CwState = { positionRtnKm: [0, -2, 0], velocityRtnKmPerS: [0.5 * n, 0, 0] };
  assert.equal(patternOf(flown(start, { durationS: 0.5 * revolutionS })), 'hop');
});

test('closing in along one line is a straight-line approach', () => {
  const line = flown({ positionRtnKm: [0, 1, 0], velocityRtnKmPerS: [0, 0, 0] }, { durationS: 1200 }).map(
    (state, i): RelativeState => ({
      ...state,
      positionRtnKm: [0, 2 - 0.022 * i, 0],
      velocityRtnKmPerS: [0, -0.00163, 0],
    }),
  );
  assert.equal(patternOf(line), 'straight-line approach');
});

test('a loop to one side that an impulse closes is a teardrop', () => {
  // Center 1 km above, ellipse such that the path crosses itself two radians later, where vx turns from up to down.
  const [radialKm, loopS] = [0.75 / Math.sin(1), 2 / n];
  const start: CwState = {
    positionRtnKm: [1 - radialKm * Math.cos(1), 0, 0],
    velocityRtnKmPerS: [-0.75 * n, n * (2 * radialKm * Math.cos(1) - 1.5), 0],
  };
  const impulses = [1, 2].map((loop) => ({ timeS: loop * loopS, deltaVRtnKmPerS: [-1.5 * n, 0, 0] as const }));
  assert.equal(patternOf(flown(start, { durationS: 3 * loopS, impulses })), 'teardrop');
});

test('without the own orbit an ellipse is not told from a forced circle', () => {
  assert.equal(describeMotion(flown(ellipse(n, { radialKm: 0.5 }))).pattern, 'unclassified');
});

test('simulated holds, and nothing else that is simulated, are held', () => {
  const held = (motion: 'hovering' | 'collision' | 'flyby' | 'randomness') =>
    Array.from({ length: 20 }, (_, seed) => {
      const { track } = flyScenario({ seed, motion, noiseFraction: 0.01 });
      const { pattern } = describeMotion(track.states, track.context);
      return pattern.endsWith('hold') || pattern === 'perch';
    }).filter(Boolean).length;
  assert.ok(held('hovering') >= 18, `${held('hovering')} of 20`);
  assert.equal(held('collision') + held('flyby') + held('randomness'), 0);
});
