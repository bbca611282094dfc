import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packStates, unpackStates } from './packed-states.ts';

const number = fc.double({ noNaN: true });
const triple = fc.tuple(number, number, number);
const state = fc.record(
  { line: fc.nat(), epochUtcMs: number, positionRtnKm: triple, velocityRtnKmPerS: triple },
  { noNullPrototype: true },
);

test('states come back from their packed form bit for bit', () => {
  fc.assert(
    fc.property(fc.array(state), (states) => {
      assert.deepEqual(unpackStates(packStates(states)), states);
    }),
  );
});
