import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeMotion } from '../proximity/motion-facts.ts';
import { flyScenario } from '../scenarios/fly-scenario.ts';
import { type MotionLabel, motionLabels } from './labels.ts';
import { checkPhysics } from './physics-check.ts';

/** Labels the numbers of a flown motion allow; the others are ruled out. */
const allowedFor = {
  hovering: ['hovering'],
  flyby: ['flyby'],
  rendezvous: ['rendezvous'],
  collision: ['collision'],
  retreat: ['flyby', 'retreat'],
} as const satisfies Partial<Record<MotionLabel, readonly MotionLabel[]>>;

const factsOf = (motion: MotionLabel, seed = 1) => {
  const { track } = flyScenario({ seed, motion, noiseFraction: 0.002 });
  return describeMotion(track.states, track.context);
};

for (const motion of Object.keys(allowedFor) as (keyof typeof allowedFor)[]) {
  test(`the numbers of a ${motion} allow ${allowedFor[motion].join(', ')} and nothing else`, () => {
    const facts = factsOf(motion);
    const allowed = motionLabels.filter((label) => checkPhysics(facts, label).agrees);
    assert.deepEqual(allowed, [...allowedFor[motion]]);
  });
}

test('what cannot be resolved contradicts nothing, and the reason says so', () => {
  const flown = factsOf('flyaround');
  const rangeTrend = { grade: 'not resolvable', reason: 'the shape measures 1 km, the source errs by 1 km' } as const;
  const facts = { ...flown, trust: { ...flown.trust, rangeTrend } };
  assert.deepEqual(checkPhysics(facts, 'collision'), {
    isResolvable: false,
    agrees: true,
    reason: 'collision cannot be checked: the shape measures 1 km, the source errs by 1 km.',
  });
});

test('a flyaround is no hovering and wandering is no rendezvous', () => {
  assert.equal(checkPhysics(factsOf('flyaround'), 'hovering').agrees, false);
  assert.equal(checkPhysics(factsOf('randomness'), 'rendezvous').agrees, false);
});

test('the reason gives the numbers that rule a label out', () => {
  const flown = factsOf('collision');
  const facts = { ...flown, rangeCourse: { ...flown.rangeCourse, arrivalSpeedKmPerS: 0.004 }, paceKmPerS: 0.004 };
  assert.deepEqual(checkPhysics(facts, 'rendezvous'), {
    isResolvable: true,
    agrees: false,
    reason: 'rendezvous does not fit: the speed there was 4 m/s, against 4 m/s to cover the range in the time.',
  });
});
