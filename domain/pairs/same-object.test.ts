import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trajectory } from '../propagation/trajectory.ts';
import { isSameObject } from './same-object.ts';

const object = (objectId: string, designator?: string): Trajectory => ({
  kind: 'trajectory',
  objectId,
  objectName: objectId,
  designator,
  source: 'test',
  origin: 'ephemeris',
  spans: [],
  coverage: { startUtcMs: 0, endUtcMs: 0 },
  stateAt: () => undefined,
  positionSigmaKm: () => 0,
});

test('an ephemeris and an element set of one object are told by the designator, however it is spelt', () => {
  for (const spelt of ['1998-067A', '1998-067-A', '98067A', ' 1998-067a ']) {
    assert.ok(isSameObject(object(spelt), object('25544', '1998-067A')), spelt);
  }
  assert.ok(isSameObject(object('025544'), object('25544')));
});

test('pieces of one launch, and objects without a designator, are different objects', () => {
  assert.ok(!isSameObject(object('1998-067A'), object('49044', '1998-067RZ')));
  assert.ok(!isSameObject(object('DRAGON', ''), object('SOYUZ', '')));
});
