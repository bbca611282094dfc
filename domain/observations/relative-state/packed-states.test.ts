import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RelativeState } from '../track.ts';
import { PackedStates } from './packed-states.ts';

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constant('push' as const), value: fc.double({ noNaN: true }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('pop' as const), value: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('take' as const), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

const stateOf = (line: number, value: number): RelativeState => ({
  line,
  epochUtcMs: 1000 * line,
  positionRtnKm: [value, -value, value / 3],
  velocityRtnKmPerS: [line, value, 7],
});

test('behaves as a plain list does, whatever is pushed, popped and taken', () => {
  fc.assert(
    fc.property(fc.array(step, { size: 'large' }), (steps) => {
      const packed = new PackedStates();
      let plain: RelativeState[] = [];
      for (const [line, { act, value }] of steps.entries()) {
        const count = Math.floor(value * plain.length);
        if (act === 'push') {
          packed.push(stateOf(line, value));
          plain.push(stateOf(line, value));
        } else if (act === 'take') {
          assert.deepEqual(packed.takeOldest(count), plain.slice(0, count));
          plain = plain.slice(count);
        } else if (plain.length > 0) {
          packed.pop();
          plain.pop();
        }
        assert.equal(packed.count, plain.length);
        assert.deepEqual([packed.at(0), packed.at(-1), packed.at(-2)], [plain[0], plain.at(-1), plain.at(-2)]);
      }
      for (const state of plain) assert.deepEqual(packed.atEpoch(state.epochUtcMs), state);
      assert.equal(packed.atEpoch(0.5), undefined);
    }),
    { numRuns: 200 },
  );
});
