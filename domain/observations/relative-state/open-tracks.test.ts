import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { collectReadings } from '../../testing/collect-readings.ts';
import type { RelativeState, Track } from '../track.ts';
import { defaultLimits, type TrackLimits } from './open-tracks.ts';
import { readRelativeStates } from './read-relative-states.ts';

const header = 'target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s,device';
const startUtcMs = Date.UTC(2026, 2, 1);

interface DrawnRow {
  readonly target: string;
  /** Minutes after the row before it, of whatever target; below 0 goes back in time. */
  readonly stepMin: number;
  /** 1000 puts meters where kilometers belong. */
  readonly factor: number;
}

const rows = fc.array(
  fc.record<DrawnRow>({
    target: fc.constantFrom('A', 'B', 'C'),
    stepMin: fc.oneof(
      { weight: 6, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.integer({ min: -4, max: 3 }) },
    ),
    factor: fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(1000) }),
  }),
  { minLength: 1, maxLength: 80, size: 'max' },
);

function logOf(drawn: readonly DrawnRow[]): string {
  let minute = 0;
  const lines = drawn.map(({ target, stepMin, factor }) => {
    minute += stepMin;
    const epoch = new Date(startUtcMs + 60_000 * minute).toISOString();
    return `${target},${epoch},${0.1 * factor},${(0.5 + 0.006 * minute) * factor},0,0,0.0001,0,`;
  });
  return [header, ...lines].join('\n');
}

/** One row a minute for each target in turn. */
const inTurn = (targets: readonly string[], rounds: number) =>
  logOf(
    Array.from({ length: rounds * targets.length }, (_, i) => ({
      target: targets[i % targets.length]!,
      stepMin: i % targets.length === 0 ? 1 : 0,
      factor: 1,
    })),
  );

async function* asChunks(text: string, ...cuts: number[]) {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => Math.round(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) yield bytes.slice(places[i - 1], places[i]);
}

const readAll = (text: string, limits: TrackLimits = defaultLimits) =>
  collectReadings(readRelativeStates(asChunks(text), 'log.csv', { limits }));

/** The states of each target, its windows put together again. */
function statesByTarget(tracks: readonly Track[]): ReadonlyMap<string, readonly RelativeState[]> {
  const byTarget = new Map<string, readonly RelativeState[]>();
  for (const { targetId, states } of tracks) byTarget.set(targetId, [...(byTarget.get(targetId) ?? []), ...states]);
  return byTarget;
}

const linesOf = (rejected: readonly { readonly line: number }[]) =>
  rejected.map(({ line }) => line).sort((a, b) => a - b);

test('windows only cut tracks: the same rows are taken and refused as without them', async () => {
  const limits = fc.record({
    statesPerTrack: fc.integer({ min: 4, max: 12 }),
    states: fc.integer({ min: 8, max: 40 }),
    targets: fc.constant(10),
  });
  await fc.assert(
    fc.asyncProperty(rows, limits, async (drawn, drawnLimits) => {
      const whole = await readAll(logOf(drawn));
      const cut = await readAll(logOf(drawn), drawnLimits);
      assert.deepEqual(statesByTarget(cut.accepted), statesByTarget(whole.accepted));
      assert.deepEqual(linesOf(cut.rejected), linesOf(whole.rejected));
      for (const { states } of cut.accepted) assert.ok(states.length <= drawnLimits.statesPerTrack);
    }),
    { numRuns: 300 },
  );
});

test('the readings do not depend on how the file is cut into chunks', async () => {
  const limits = { statesPerTrack: 6, states: 14, targets: 2 };
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  const read = async (text: string, ...places: number[]) => {
    const readings: unknown[] = [];
    for await (const reading of readRelativeStates(asChunks(text, ...places), 'log.csv', { limits }))
      readings.push(reading);
    return readings;
  };
  await fc.assert(
    fc.asyncProperty(rows, cuts, async (drawn, places) => {
      assert.deepEqual(await read(logOf(drawn), ...places), await read(logOf(drawn)));
    }),
    { numRuns: 200 },
  );
});

test('a track fuller than the limit gives away its older half, and the target goes on', async () => {
  const { accepted } = await readAll(inTurn(['A'], 25), { ...defaultLimits, statesPerTrack: 10 });
  assert.deepEqual(
    accepted.map(({ states }) => states.length),
    [5, 5, 5, 10],
  );
});

test('each window has the facts that were known of the target when it was given', async () => {
  const lines = inTurn(['A'], 25).split('\n');
  const told = [...lines.slice(0, 3), `${lines[3]}imager`, ...lines.slice(4)].join('\n');
  const { accepted } = await readAll(told, { ...defaultLimits, statesPerTrack: 10 });
  assert.deepEqual(
    accepted.map(({ reported }) => reported.device),
    ['imager', 'imager', 'imager', 'imager'],
  );
});

test('a row repeated from a window that was given away is refused', async () => {
  const log = inTurn(['A'], 25);
  const repeated = `${log}\n${log.split('\n')[2]}`;
  const { accepted, rejected } = await readAll(repeated, { ...defaultLimits, statesPerTrack: 10 });
  assert.equal(statesByTarget(accepted).get('A')?.length, 25);
  assert.deepEqual(linesOf(rejected), [27]);
});

test('beyond the limit of all states the longest track makes room', async () => {
  const { accepted } = await readAll(inTurn(['A', 'B'], 10), { ...defaultLimits, states: 16 });
  assert.deepEqual(
    accepted.map(({ targetId, states }) => [targetId, states.length]),
    [
      ['A', 4],
      ['A', 6],
      ['B', 10],
    ],
  );
});

test('beyond the limit of targets those not seen for longest are ended', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `T${i}`);
  const log = [inTurn(names, 1), ...inTurn(['T11', 'T0'], 3).split('\n').slice(1)].join('\n');
  const { accepted } = await readAll(log, { ...defaultLimits, targets: 10 });
  assert.deepEqual(accepted[0]!.targetId, 'T0');
  assert.equal(accepted.filter(({ targetId }) => targetId === 'T0').length, 2);
  assert.equal(accepted.length, 13);
});
