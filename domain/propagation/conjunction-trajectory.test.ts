import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConjunctionMessage, ConjunctionObject } from '../observations/cdm/conjunction-message.ts';
import { distance, subtract, type Vec3 } from '../vectors/vector.ts';
import { conjunctionTrajectories } from './conjunction-trajectory.ts';
import { propagate } from './numerical.ts';

const tcaUtcMs = Date.UTC(2026, 2, 20, 6);
const minuteMs = 60_000;

/** Inclined by 53 degrees, over the equator, where the oblateness pulls hardest. */
const positionKm: Vec3 = [6878, 0, 0];
const velocityKmPerS: Vec3 = [0, 4.58, 6.08];

const object = (designator: string, offsetKm: Vec3, change: Partial<ConjunctionObject> = {}): ConjunctionObject => ({
  designator,
  objectName: `OBJECT ${designator}`,
  internationalDesignator: undefined,
  objectType: undefined,
  maneuverable: undefined,
  frame: 'GCRF',
  state: {
    positionKm: [positionKm[0] + offsetKm[0], positionKm[1] + offsetKm[1], positionKm[2] + offsetKm[2]],
    velocityKmPerS,
  },
  positionCovarianceRtnM2: undefined,
  ...change,
});

const message = (change: Partial<ConjunctionMessage> = {}): ConjunctionMessage => ({
  kind: 'conjunction message',
  source: 'warnings.cdm',
  line: 1,
  messageId: 'M-1',
  originator: undefined,
  creationUtcMs: undefined,
  tcaUtcMs,
  missDistanceM: 1000,
  relativeSpeedMPerS: undefined,
  relativePositionRtnM: undefined,
  relativeVelocityRtnMPerS: undefined,
  collisionProbability: undefined,
  collisionProbabilityMethod: undefined,
  object1: object('25544', [0, 0, 0]),
  object2: object('100123', [0.2, 0.6, 0.77]),
  ...change,
});

test('reaches ten minutes to either side of closest approach', () => {
  const [first, second] = conjunctionTrajectories(message())!;
  for (const trajectory of [first, second]) {
    assert.deepEqual(trajectory.spans, [{ startUtcMs: tcaUtcMs - 10 * minuteMs, endUtcMs: tcaUtcMs + 10 * minuteMs }]);
    assert.equal(trajectory.stateAt(tcaUtcMs + 10 * minuteMs + 1), undefined);
    assert.equal(trajectory.origin, 'conjunction message');
    assert.equal(trajectory.source, 'warnings.cdm');
  }
  assert.deepEqual(first.stateAt(tcaUtcMs)!.positionGcrfKm, positionKm);
  assert.deepEqual([first.objectId, first.objectName], ['25544', 'OBJECT 25544']);
});

test('leaves out oblateness: two kilometers ten minutes away, 20 m a minute away, a meter between neighbors', () => {
  const [first, second] = conjunctionTrajectories(message())!;
  const offAt = (atUtcMs: number) => {
    const truth = [first, second].map((trajectory) => propagate(trajectory.stateAt(tcaUtcMs)!, atUtcMs)!);
    const coasted = [first, second].map((trajectory) => trajectory.stateAt(atUtcMs)!);
    return {
      absoluteKm: distance(truth[0]!.positionGcrfKm, coasted[0]!.positionGcrfKm),
      relativeKm: distance(
        subtract(truth[1]!.positionGcrfKm, truth[0]!.positionGcrfKm),
        subtract(coasted[1]!.positionGcrfKm, coasted[0]!.positionGcrfKm),
      ),
    };
  };
  for (const side of [-1, 1]) {
    const [far, near] = [offAt(tcaUtcMs + side * 10 * minuteMs), offAt(tcaUtcMs + side * minuteMs)];
    assert.ok(far.absoluteKm > 1 && far.absoluteKm < 2.5, `${far.absoluteKm} km`);
    assert.ok(near.absoluteKm < 0.025, `${near.absoluteKm} km`);
    assert.ok(far.relativeKm < 1e-3, `${far.relativeKm} km`);
    assert.ok(near.relativeKm < 1e-5, `${near.relativeKm} km`);
  }
});

test('is nothing when the message has no state for one of the objects', () => {
  assert.equal(conjunctionTrajectories(message({ object2: object('7', [0, 0, 0], { state: undefined }) })), undefined);
  assert.equal(conjunctionTrajectories(message({ object1: object('7', [0, 0, 0], { state: undefined }) })), undefined);
});

test('expects the error of the covariance, and 300 m in a message without', () => {
  const positionCovarianceRtnM2 = [
    [100, 5, 0],
    [5, 2900, 0],
    [0, 0, 0],
  ];
  const [known, unknown] = conjunctionTrajectories(
    message({ object1: object('7', [0, 0, 0], { positionCovarianceRtnM2 }) }),
  )!;
  assert.ok(Math.abs(known.positionSigmaKm(tcaUtcMs) - Math.sqrt(1000) / 1000) < 1e-15);
  assert.equal(unknown.positionSigmaKm(tcaUtcMs), 0.3);
});

test('takes states in the turning frame of the Earth', () => {
  const [first] = conjunctionTrajectories(message({ object1: object('7', [0, 0, 0], { frame: 'ITRF' }) }))!;
  const speedKmPerS = Math.hypot(...first.stateAt(tcaUtcMs)!.velocityGcrfKmPerS);
  // Eastward over the equator the Earth's turning adds 0.5 km/s to the eastward 4.58 km/s.
  assert.ok(Math.abs(speedKmPerS - Math.hypot(4.58 + 6878 * 7.292115e-5, 6.08)) < 1e-4);
});
