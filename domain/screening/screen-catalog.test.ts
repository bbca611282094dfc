import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElementSet } from '../orbits/element-set.ts';
import { elementSetTrajectories } from '../propagation/element-set-trajectory.ts';
import { sgp4Propagator } from '../propagation/sgp4.ts';
import { distance, length } from '../vectors/vector.ts';
import { tabulateAsset } from './asset-table.ts';
import { shellOf, shellsMeet } from './orbit-shell.ts';
import { type ScreenedApproach, screenCatalog } from './screen-catalog.ts';
import { crowdedAsset, simulatedCatalog, simulatedCompanions } from './testing/simulated-catalog.ts';

const startUtcMs = Date.UTC(2026, 10, 20);
const hoursLater = (hours: number) => startUtcMs + hours * 3_600_000;
const trajectoryOf = (set: ElementSet) => elementSetTrajectories([set], 'test')[0]!;
const oneMeterKm = 1e-3;

/** Minima of range at a step of ten seconds, one per dip below the gate. */
function dipsByStepping(asset: ElementSet, object: ElementSet, endUtcMs: number, gateKm: number): number[] {
  const [own, other] = [sgp4Propagator(asset), sgp4Propagator(object)];
  const ranges: { readonly epochUtcMs: number; readonly rangeKm: number }[] = [];
  for (let epochUtcMs = startUtcMs; epochUtcMs <= endUtcMs; epochUtcMs += 10_000) {
    const [a, b] = [own(epochUtcMs), other(epochUtcMs)];
    assert.ok(a.kind === 'state' && b.kind === 'state');
    ranges.push({ epochUtcMs, rangeKm: distance(a.positionTemeKm, b.positionTemeKm) });
  }
  return ranges
    .filter(({ rangeKm }, i) => {
      const before = ranges[i - 1]?.rangeKm ?? Number.POSITIVE_INFINITY;
      const after = ranges[i + 1]?.rangeKm ?? Number.POSITIVE_INFINITY;
      return rangeKm <= gateKm && rangeKm <= before && rangeKm < after;
    })
    .map(({ epochUtcMs }) => epochUtcMs);
}

function screenAll(asset: ElementSet, catalog: readonly ElementSet[], endUtcMs: number, rangeKm: number) {
  const results = [...screenCatalog(trajectoryOf(asset), catalog, { startUtcMs, endUtcMs }, { rangeKm })];
  return { results, approaches: results.flatMap((result) => result.approaches) };
}

const low = crowdedAsset(startUtcMs);
const geostationary = { ...low, meanMotionRevPerDay: 1.0027, inclinationDeg: 0.05 };
for (const { name, asset, hours, gateKm } of [
  { name: 'a low orbit', asset: low, hours: 12, gateKm: 20 },
  { name: 'the geostationary orbit', asset: geostationary, hours: 48, gateKm: 150 },
]) {
  test(`finds each approach that stepping through ten seconds at a time finds, in ${name}`, () => {
    const companions = [...simulatedCompanions(asset, 3, 25)];
    const { approaches } = screenAll(asset, companions, hoursLater(hours), gateKm);
    const found = (id: string) => approaches.filter(({ objectId }) => objectId === id).map(({ tcaUtcMs }) => tcaUtcMs);
    const dips = companions.flatMap((set) =>
      dipsByStepping(asset, set, hoursLater(hours), gateKm).map((epochUtcMs) => ({ id: set.catalogId, epochUtcMs })),
    );
    assert.ok(dips.length > 5, `expected several dips, got ${dips.length}`);
    const missed = dips.filter(({ id, epochUtcMs }) => !found(id).some((tca) => Math.abs(tca - epochUtcMs) <= 10_001));
    assert.deepEqual(missed, []);
  });
}

test('finds a pass of half a second through the gate, between two steps of any search', () => {
  const asset = crowdedAsset(startUtcMs);
  // The same orbit flown the other way round: the two meet twice a revolution at 15 km/s.
  const opposite = { ...asset, catalogId: '2', inclinationDeg: 180 - 53, raanDeg: 200, meanAnomalyDeg: 140 };
  const { approaches } = screenAll(asset, [opposite], hoursLater(24), 50);
  assert.ok(approaches.length > 0);
  assert.ok(approaches.every(({ relativeSpeedKmPerS }) => relativeSpeedKmPerS > 5));
});

test('leaves out by geometry only objects that never come near', () => {
  const asset = crowdedAsset(startUtcMs);
  const shell = shellOf(asset);
  const apart = [...simulatedCatalog(5, 400, startUtcMs)]
    .filter((set) => !shellsMeet(shell, shellOf(set), 5))
    .slice(0, 40);
  assert.ok(apart.length > 20);
  for (const set of apart) assert.deepEqual(dipsByStepping(asset, set, hoursLater(3), 5), []);
});

test('keeps every object within its shell over two days', () => {
  for (const set of simulatedCatalog(7, 300, startUtcMs)) {
    const propagate = sgp4Propagator(set);
    const { leastRadiusKm, mostRadiusKm, mostSpeedKmPerS } = shellOf(set);
    for (let hour = 0; hour <= 48; hour += 0.3) {
      const state = propagate(hoursLater(hour));
      if (state.kind === 'failed') break;
      const radiusKm = length(state.positionTemeKm);
      assert.ok(radiusKm >= leastRadiusKm && radiusKm <= mostRadiusKm, `${set.catalogId}: ${radiusKm} km`);
      assert.ok(length(state.velocityTemeKmPerS) <= mostSpeedKmPerS);
    }
  }
});

test('interpolates the asset to a meter between the nodes of its table', () => {
  const asset = crowdedAsset(startUtcMs);
  const table = tabulateAsset(trajectoryOf(asset), { startUtcMs, endUtcMs: hoursLater(3) });
  const propagate = sgp4Propagator(asset);
  for (let minute = 0.13; minute < 180; minute += 1.7) {
    const state = propagate(hoursLater(minute / 60));
    assert.ok(state.kind === 'state');
    assert.ok(distance(table.stateAt(hoursLater(minute / 60)).positionTemeKm, state.positionTemeKm) < oneMeterKm);
  }
});

test('tells the position in RTN of the asset, with the range as its length', () => {
  const asset = crowdedAsset(startUtcMs);
  const { approaches } = screenAll(asset, [...simulatedCompanions(asset, 3, 10)], hoursLater(6), 20);
  for (const { positionRtnKm, rangeKm } of approaches)
    assert.ok(Math.abs(length(positionRtnKm) - rangeKm) < oneMeterKm);
});

test('the speed gate keeps the slow passes', () => {
  const asset = crowdedAsset(startUtcMs);
  const catalog = [...simulatedCompanions(asset, 3, 20)];
  const window = { startUtcMs, endUtcMs: hoursLater(6) };
  const speeds = (relativeSpeedKmPerS?: number): number[] =>
    [...screenCatalog(trajectoryOf(asset), catalog, window, { rangeKm: 30, relativeSpeedKmPerS })]
      .flatMap(({ approaches }) => approaches)
      .map((approach: ScreenedApproach) => approach.relativeSpeedKmPerS);
  const limit = 0.01;
  assert.deepEqual(
    speeds(limit),
    speeds().filter((speed) => speed <= limit),
  );
  assert.ok(speeds(limit).length > 0 && speeds(limit).length < speeds().length);
});

test('passes over the asset itself and over an object that has decayed', () => {
  const asset = crowdedAsset(startUtcMs);
  const sinking = { ...asset, catalogId: '3', meanMotionRevPerDay: 16.6, bstarPerEarthRadius: 1 };
  const { results } = screenAll(asset, [asset, sinking], hoursLater(6), 500);
  assert.equal(results[0]!.outcome, 'is the asset');
  assert.deepEqual(results[1]!.approaches, []);
});

test('refuses a window in which the asset is not known', () => {
  const window = { startUtcMs, endUtcMs: hoursLater(24 * 30) };
  assert.throws(() => [...screenCatalog(trajectoryOf(crowdedAsset(startUtcMs)), [], window, { rangeKm: 5 })], {
    code: 'domain.no_common_time',
  });
});
