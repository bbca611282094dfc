import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flyScenario } from '../../scenarios/fly-scenario.ts';
import { collectReadings } from '../../testing/collect-readings.ts';
import type { RelativeState, Track } from '../track.ts';
import { readRelativeStates } from './read-relative-states.ts';
import { writeRelativeStateLog } from './write-relative-state-log.ts';

async function* chunksOf(lines: Iterable<string>) {
  yield* lines;
}

const words = fc.option(
  fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replaceAll(/[\r\n\0]/g, '_').trim() || 'x'),
  { nil: undefined },
);

const reported = fc.record({
  ownSpacecraft: words,
  size: words,
  cooperation: words,
  device: words,
  lighting: words,
  electromagnetic: words,
});

/** Steps of 1 ms or more, with fractions; too slow for any unit to be in doubt. Adding 0 turns -0, which text lacks, into 0. */
const states = fc
  .array(fc.tuple(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 20,
  })
  .map((steps) => {
    let epochUtcMs = Date.UTC(2026, 0, 1);
    return steps.map(([stepMs, value], i): Omit<RelativeState, 'line'> => {
      epochUtcMs += stepMs;
      return {
        epochUtcMs,
        positionRtnKm: [10 + value, value / 3 + 0, i * 1e-7],
        velocityRtnKmPerS: [0.01, value / 1000 + 0, 0],
      };
    });
  });

const withoutLines = (tracks: readonly Track[]) =>
  tracks.map((track) => ({ ...track, states: track.states.map(({ line, ...state }) => state) }));

for (const format of ['csv', 'jsonl'] as const) {
  test(`reading what was written as ${format} gives the same tracks`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ states, reported }), { minLength: 1, maxLength: 4 }), async (drawn) => {
        const tracks = drawn.map(({ states, reported }, i): Track => {
          const lined = states.map((state) => ({ ...state, line: 0 }));
          return { kind: 'track', targetId: `target ${i}, "east"`, source: 'log', states: lined, reported };
        });
        const log = await collectReadings(readRelativeStates(chunksOf(writeRelativeStateLog(tracks, format)), 'log'));
        assert.deepEqual(log.rejected, []);
        assert.deepEqual(
          withoutLines(log.accepted).map((track) => ({ ...track, reported: known(track.reported) })),
          withoutLines(tracks).map((track) => ({ ...track, reported: known(track.reported) })),
        );
      }),
      { numRuns: 60 },
    );
  });
}

test('the own orbit comes back within two units in the last place', async () => {
  const ulps = 2 * Number.EPSILON;
  const { track } = flyScenario({ seed: 1 });
  const ownOrbit = fc.record({
    ownMeanMotionRadPerS: fc.double({ min: 1e-6, max: 2e-3, noNaN: true }),
    ownEccentricity: fc.double({ min: 0, max: 0.99, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(ownOrbit, fc.constantFrom('csv', 'jsonl'), async (drawn, format) => {
      const written = {
        ...track,
        states: track.states.slice(0, 1),
        context: { origin: 'observed', ...drawn },
      } as const;
      const log = chunksOf(writeRelativeStateLog([written], format));
      const { accepted } = await collectReadings(readRelativeStates(log, 'log'));
      const { ownMeanMotionRadPerS, ownEccentricity } = accepted[0]!.context!;
      const error = Math.abs(ownMeanMotionRadPerS! / drawn.ownMeanMotionRadPerS - 1);
      assert.ok(error <= ulps, `relative error ${error}`);
      assert.equal(ownEccentricity, drawn.ownEccentricity);
    }),
    { numRuns: 200 },
  );
});

test('remarks stand in the first row of a target alone', () => {
  const { track } = flyScenario({ seed: 1 });
  const told = { ...track, reported: { ...track.reported, remarks: 'It carries a camera, we think.' } };
  const rows = [...writeRelativeStateLog([told], 'csv')];
  assert.equal(rows.filter((row) => row.includes('"It carries a camera, we think."')).length, 1);
  assert.ok(rows[1]!.includes('we think'));
});

test('no row of a simulated log is refused, whatever the motion', async () => {
  const tracks = Array.from({ length: 140 }, (_, seed) => flyScenario({ seed }).track);
  const { rejected, accepted } = await collectReadings(
    readRelativeStates(chunksOf(writeRelativeStateLog(tracks, 'csv')), 'log'),
  );
  assert.deepEqual(rejected, []);
  assert.equal(
    accepted.reduce((sum, { states }) => sum + states.length, 0),
    tracks.reduce((sum, { states }) => sum + states.length, 0),
  );
});

/** Without the facts that are undefined. */
function known(facts: object): object {
  return Object.fromEntries(Object.entries(facts).filter(([, words]) => words !== undefined));
}
