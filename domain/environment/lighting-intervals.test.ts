import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InertialState } from '../frames/inertial-state.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import { coastTwoBody } from '../propagation/two-body.ts';
import type { TimeWindow } from '../time/time-window.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { lightingIntervals } from './lighting-intervals.ts';
import { lightingAt } from './shadow.ts';
import { sunPositionGcrfKm } from './sun.ts';

interface EclipseCase {
  readonly name: string;
  readonly start: string;
  readonly durationS: number;
  readonly positionGcrfKm: Vec3;
  readonly velocityGcrfKmPerS: Vec3;
  readonly edges: readonly { cone: 'penumbra' | 'umbra'; way: 'entry' | 'exit'; afterStartS: number }[];
}

/** Roots of cone surfaces on two-body orbits under ERFA's Sun: data/golden/eclipses, scripts/golden/eclipses.py. */
const golden: readonly EclipseCase[] = JSON.parse(
  readFileSync(new URL('../../data/golden/eclipses/edges.json', import.meta.url), 'utf8'),
);

const trajectoryThrough = (state: InertialState, spans: readonly TimeWindow[]): Trajectory => ({
  kind: 'trajectory',
  objectId: '7',
  objectName: 'OWL',
  source: 'test',
  origin: 'ephemeris',
  spans,
  coverage: { startUtcMs: spans[0]!.startUtcMs, endUtcMs: spans.at(-1)!.endUtcMs },
  stateAt: (epochUtcMs) =>
    spans.some((span) => span.startUtcMs <= epochUtcMs && epochUtcMs <= span.endUtcMs)
      ? coastTwoBody(state, epochUtcMs)
      : undefined,
  positionSigmaKm: () => 0,
});

function intervalsOf(name: string) {
  const found = golden.find((each) => each.name === name)!;
  const startUtcMs = Date.parse(found.start);
  const window = { startUtcMs, endUtcMs: startUtcMs + 1000 * found.durationS };
  const trajectory = trajectoryThrough({ epochUtcMs: startUtcMs, ...found }, [window]);
  return { found, window, trajectory, intervals: lightingIntervals(trajectory, window) };
}

/** Compares the edges found with the golden ones, in order, and answers with the largest difference. */
function worstEdgeS(name: string): number {
  const { found, window, intervals } = intervalsOf(name);
  const edges = intervals.slice(1).map(({ startUtcMs, lighting }, i) => {
    const before = intervals[i]!.lighting;
    const cone = lighting === 'eclipse' || before === 'eclipse' ? 'umbra' : 'penumbra';
    const way = lighting === 'eclipse' || before === 'full sunlight' ? 'entry' : 'exit';
    return { cone, way, afterStartS: (startUtcMs - window.startUtcMs) / 1000 };
  });
  assert.deepEqual(
    edges.map(({ cone, way }) => `${cone} ${way}`),
    found.edges.map(({ cone, way }) => `${cone} ${way}`),
  );
  return Math.max(...edges.map((edge, i) => Math.abs(edge.afterStartS - found.edges[i]!.afterStartS)));
}

test('finds every edge of shadow of a low orbit within a second', () => {
  const aSecond = 1;
  assert.ok(worstEdgeS('low orbit') < aSecond);
});

test('finds every edge of shadow of a geostationary and a Molniya orbit at the equinox within two seconds', () => {
  const twoSeconds = 2;
  assert.ok(worstEdgeS('geostationary at the equinox') < twoSeconds);
  assert.ok(worstEdgeS('Molniya') < twoSeconds);
});

test('finds passes shorter than its steps, and the edges of these within six seconds', () => {
  // The orbit runs along the edge of the shadow, where a hundredth of a degree of the Sun's place is seconds.
  const sixSeconds = 6;
  assert.ok(worstEdgeS('low orbit that grazes the shadow') < sixSeconds);
  assert.ok(worstEdgeS('geostationary at the end of the season') < sixSeconds);
});

test('intervals abut from end to end of the window, and each is in the light it is named by', () => {
  const { trajectory, window } = intervalsOf('low orbit');
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, share, (from, to, at) => {
      const lengthMs = window.endUtcMs - window.startUtcMs;
      const [startUtcMs, endUtcMs] = [from, to].sort((a, b) => a - b).map((x) => window.startUtcMs + x * lengthMs);
      fc.pre(endUtcMs! - startUtcMs! > 1);
      const part = { startUtcMs: startUtcMs!, endUtcMs: endUtcMs! };
      const intervals = lightingIntervals(trajectory, part);
      assert.equal(intervals[0]!.startUtcMs, part.startUtcMs);
      assert.equal(intervals.at(-1)!.endUtcMs, part.endUtcMs);
      for (const [i, interval] of intervals.entries()) {
        if (i > 0) assert.equal(interval.startUtcMs, intervals[i - 1]!.endUtcMs);
        if (i > 0) assert.notEqual(interval.lighting, intervals[i - 1]!.lighting);
        const insideUtcMs = interval.startUtcMs + (0.05 + 0.9 * at) * (interval.endUtcMs - interval.startUtcMs);
        const { positionGcrfKm } = trajectory.stateAt(insideUtcMs)!;
        if (interval.endUtcMs - interval.startUtcMs > 1000) {
          assert.equal(lightingAt(positionGcrfKm, sunPositionGcrfKm(insideUtcMs)), interval.lighting);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('joins spans that follow on each other and leaves a gap where nothing is known', () => {
  const { found, window, intervals } = intervalsOf('low orbit');
  const at = (share: number) => window.startUtcMs + share * (window.endUtcMs - window.startUtcMs);
  const spans = [
    { startUtcMs: at(0), endUtcMs: at(0.31) },
    { startUtcMs: at(0.31), endUtcMs: at(0.6) },
    { startUtcMs: at(0.9), endUtcMs: at(1) },
  ];
  const trajectory = trajectoryThrough({ epochUtcMs: window.startUtcMs, ...found }, spans);
  const broken = lightingIntervals(trajectory, window);
  const totalMs = broken.reduce((sum, { startUtcMs, endUtcMs }) => sum + endUtcMs - startUtcMs, 0);
  assert.ok(Math.abs(totalMs - 0.7 * (window.endUtcMs - window.startUtcMs)) < 1);
  assert.ok(broken.every(({ startUtcMs, endUtcMs }) => endUtcMs <= at(0.6) || startUtcMs >= at(0.9)));
  const edgesWithinFirstTwo = (list: typeof broken) =>
    list.slice(1).filter(({ startUtcMs }) => startUtcMs < at(0.6)).length;
  assert.equal(edgesWithinFirstTwo(broken), edgesWithinFirstTwo(intervals));
});

test('tells nothing beyond the epoch at which propagation fails, and nothing outside the spans', () => {
  const { trajectory, window } = intervalsOf('low orbit');
  const failsUtcMs = window.startUtcMs + 3_000_000;
  const decaying: Trajectory = {
    ...trajectory,
    stateAt: (epochUtcMs) => (epochUtcMs < failsUtcMs ? trajectory.stateAt(epochUtcMs) : undefined),
  };
  assert.ok(lightingIntervals(decaying, window).at(-1)!.endUtcMs < failsUtcMs);
  const before = { startUtcMs: window.startUtcMs - 1000, endUtcMs: window.startUtcMs - 1 };
  assert.deepEqual(lightingIntervals(trajectory, before), []);
});
