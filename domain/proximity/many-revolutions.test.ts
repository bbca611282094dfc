import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMotionWords } from '../testing/read-motion-words.ts';
import {
  ellipse,
  geostationaryRadPerS,
  lowOrbitRadPerS,
  type Simulation,
  simulate,
  simulationStartUtcMs,
} from '../testing/simulated-track.ts';
import { describeMotion } from './motion-facts.ts';

const dayS = 86_400;

const factsOf = (simulation: Omit<Simulation, 'noiseShare'>) =>
  describeMotion(simulate({ ...simulation, noiseShare: 0.005 }), {
    origin: 'observed',
    ownMeanMotionRadPerS: simulation.meanMotionRadPerS,
  });

test('two weeks beside a geostationary neighbor are hovering, co-located', () => {
  const facts = factsOf({
    start: ellipse(geostationaryRadPerS, { radialKm: 3, aheadKm: 30, crossTrackKm: 2 }),
    meanMotionRadPerS: geostationaryRadPerS,
    durationS: 14 * dayS,
    count: 400,
  });
  assert.equal(readMotionWords(facts), 'hovering');
  assert.equal(facts.isColocated, true);
  assert.equal(facts.pattern, 'V-bar hold');
});

test('two weeks on an ellipse that encloses the own craft are a flyaround', () => {
  const facts = factsOf({
    start: ellipse(geostationaryRadPerS, { radialKm: 8, aheadKm: 3, crossTrackKm: 5 }),
    meanMotionRadPerS: geostationaryRadPerS,
    durationS: 14 * dayS,
    count: 400,
  });
  assert.equal(readMotionWords(facts), 'flyaround');
  assert.equal(facts.isColocated, true);
});

test('a slow drift past over two weeks is a flyby, however much it swings each day', () => {
  const facts = factsOf({
    start: ellipse(geostationaryRadPerS, { radialKm: 2, aboveKm: -1.2, aheadKm: -80, crossTrackKm: 1 }),
    meanMotionRadPerS: geostationaryRadPerS,
    durationS: 14 * dayS,
    count: 400,
  });
  assert.equal(facts.rangeTrend, 'falling then growing');
  assert.equal(readMotionWords(facts), 'flyby');
  assert.equal(facts.pattern, 'drift');
  assert.equal(facts.isColocated, false);
});

test('two months of a helix about the other are a flyaround, with three looks a revolution as well', () => {
  const helix = { start: ellipse(lowOrbitRadPerS, { radialKm: 0.3, crossTrackKm: 0.25 }), durationS: 60 * dayS };
  for (const count of [2800, 9000]) {
    const facts = factsOf({ ...helix, meanMotionRadPerS: lowOrbitRadPerS, count });
    assert.equal(readMotionWords(facts), 'flyaround');
    assert.equal(facts.pattern, 'safety ellipse');
  }
});

test('a month of trailing by 200 km is hovering', () => {
  const facts = factsOf({
    start: ellipse(lowOrbitRadPerS, { radialKm: 0.2, aheadKm: 200, crossTrackKm: 0.3 }),
    meanMotionRadPerS: lowOrbitRadPerS,
    durationS: 30 * dayS,
    count: 3000,
  });
  assert.equal(readMotionWords(facts), 'hovering');
  assert.equal(facts.pattern, 'V-bar hold');
});

test('a crossing at 15 km/s within minutes is a flyby', () => {
  const facts = describeMotion(
    simulate({
      start: { positionRtnKm: [-1, -600, -2000], velocityRtnKmPerS: [0, 4.2, 14.03] },
      meanMotionRadPerS: lowOrbitRadPerS,
      durationS: 285,
      count: 60,
      noiseShare: 0.001,
    }),
    { origin: 'observed', ownMeanMotionRadPerS: lowOrbitRadPerS },
  );
  assert.equal(facts.rangeTrend, 'falling then growing');
  assert.equal(facts.endSpeed, 'fast');
  assert.equal(facts.turn, 'part turn');
  assert.equal(facts.course, 'no swerve');
  assert.equal(facts.pattern, 'crossing');
});

test('about an eccentric orbit a range that breathes with each revolution is steady over many', () => {
  const n = lowOrbitRadPerS;
  const states = simulate({
    start: ellipse(n, { aheadKm: 40 }),
    meanMotionRadPerS: n,
    durationS: 20 * 5700,
    count: 600,
    noiseShare: 0.005,
  }).map((state) => {
    const breath = 1 + 0.5 * Math.cos((n * (state.epochUtcMs - simulationStartUtcMs)) / 1000);
    const [r, t, c] = state.positionRtnKm;
    return { ...state, positionRtnKm: [r, t * breath, c] as const };
  });
  const facts = describeMotion(states, { origin: 'observed', ownMeanMotionRadPerS: n, ownEccentricity: 0.5 });
  assert.equal(readMotionWords(facts), 'hovering');
  assert.ok(facts.maxRangeKm > 2.5 * facts.minRangeKm);
});
