import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import { explainEvidence } from '../intentions/explain-evidence.ts';
import { gatherEvidence } from '../intentions/gather-evidence.ts';
import { readObservations } from '../observations/read-observations.ts';
import type { ElementSet } from '../orbits/element-set.ts';
import { createRandom } from '../scenarios/random.ts';
import { geostationaryHistory } from '../testing/geostationary-history.ts';
import { readMotionWords } from '../testing/read-motion-words.ts';
import { msPerDay } from '../units.ts';
import { type FileReadings, type PairOptions, tracksOfFiles } from './tracks-of-files.ts';

const goldenFile = (name: string): FileReadings => {
  const url = new URL(`../../data/golden/tle/${name}`, import.meta.url);
  return { source: name, readings: readObservations(createReadStream(url), name) };
};

function fileOf(source: string, sets: readonly ElementSet[]): FileReadings {
  async function* readings() {
    for (const [i, value] of sets.entries()) yield { kind: 'accepted', line: 2 * i + 1, value } as const;
  }
  return { source, readings: readings() };
}

async function evidencesOf(files: readonly FileReadings[], options: PairOptions) {
  const evidences = [];
  for await (const reading of tracksOfFiles(files, options)) {
    if (reading.kind === 'accepted') evidences.push(gatherEvidence(reading.value));
    if (reading.kind === 'rejected') assert.fail(reading.rejection.message);
  }
  return evidences;
}

/** Numbers that JSON cannot say. */
function unsayable(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(unsayable);
}

// Collision of 2009-02-10, 16:55:59.8 UTC at 11.65 km/s, predicted from element sets as a miss by 584 m: Kelso 2009,
// AAS 09-368.
test('the last element sets before a collision tell of the crossing, and that they cannot tell a hit from a miss', async () => {
  const [evidence] = await evidencesOf([goldenFile('iridium-33-cosmos-2251.tle')], { own: '24946' });
  const { motionFacts: facts } = evidence!;
  assert.ok(Math.abs(facts.closestEpochUtcMs - Date.UTC(2009, 1, 10, 16, 55, 59, 800)) < 1000);
  assert.ok(Math.abs(facts.closestSpeedKmPerS - 11.65) < 0.02 && facts.minRangeKm < 1);
  assert.deepEqual(
    [readMotionWords(facts), facts.pattern, facts.trust.course.grade],
    ['flyby', 'crossing', 'not resolvable'],
  );
  assert.ok(explainEvidence(evidence!).some((sentence) => sentence.includes('neither contact nor a miss')));
});

const startUtcMs = Date.UTC(2026, 2, 1);
const atDay = (epochUtcMs: number) => (epochUtcMs - startUtcMs) / msPerDay;

/** Two histories over a month, a set every 17 hours, each 1 km wrong along the orbit. */
function pairOf(aheadKm: (day: number) => number, seed = 1) {
  const random = createRandom(seed);
  const epochsUtcMs = Array.from({ length: 44 }, (_, i) => startUtcMs + (i * 17 * msPerDay) / 24);
  const history = (catalogId: string, placeKm: (day: number) => number) =>
    geostationaryHistory({
      catalogId,
      epochsUtcMs,
      aheadKm: (epochUtcMs) => placeKm(atDay(epochUtcMs)),
      errorKm: 1,
      random: random.fork(catalogId),
    });
  return [
    fileOf(
      'own.tle',
      history('1', () => 0),
    ),
    fileOf('target.tle', history('2', aheadKm)),
  ];
}

/** Drifts in at 70 km a day, stays a week, drifts out again. */
const inspector = (day: number) => 30 + 70 * (Math.max(0, 12 - day) + Math.max(0, day - 19));

// A change of drift by 70 km a day along the orbit takes 70 km / 86400 s / 3 = 0.270 m/s, against the motion each time.
test('a drift that stops and starts again is told as two maneuvers with their delta-v', async () => {
  const [evidence] = await evidencesOf(pairOf(inspector), { own: '1' });
  const { maneuvers } = evidence!.motionFacts;
  assert.equal(maneuvers.length, 2);
  for (const [i, day] of [12, 19].entries()) {
    const { window, deltaVRtnKmPerS, sigmaKmPerS } = maneuvers[i]!;
    assert.ok(
      atDay(window.startUtcMs) < day + 0.5 && atDay(window.endUtcMs) > day - 0.5,
      `${atDay(window.startUtcMs)}`,
    );
    assert.ok(Math.abs(deltaVRtnKmPerS[1] + 0.27e-3) < 0.04e-3, `${deltaVRtnKmPerS}`);
    assert.ok(Math.abs(deltaVRtnKmPerS[0]) < 4 * sigmaKmPerS);
  }
});

test('slices of a history tell its story in order', async () => {
  const slices = await evidencesOf(pairOf(inspector), { own: '1', sliceS: (6.2 * msPerDay) / 1000 });
  assert.deepEqual(
    slices.map(({ motionFacts }) => motionFacts.rangeTrend),
    ['falling', 'falling', 'steady', 'growing', 'growing'],
  );
});

test('a slow drift through the slot is a flyby over its whole month, without maneuvers', async () => {
  const [evidence] = await evidencesOf(
    pairOf((day) => 60 * (15 - day)),
    { own: '1' },
  );
  const { motionFacts: facts, window } = evidence!;
  assert.deepEqual([readMotionWords(facts), facts.maneuvers], ['flyby', []]);
  assert.ok(window.endUtcMs - window.startUtcMs > 29 * msPerDay);
});

test('a rendezvous that ends docked for weeks is still a rendezvous', async () => {
  const [evidence] = await evidencesOf(
    pairOf((day) => 100 * Math.max(0, 8 - day)),
    { own: '1' },
  );
  const { motionFacts: facts } = evidence!;
  assert.equal(readMotionWords(facts), 'rendezvous');
  assert.equal(facts.trust.endSpeed.grade, 'not resolvable');
});

test('neighbors in a slot hover there, while each drifts to and fro', async () => {
  const [evidence] = await evidencesOf(
    pairOf((day) => 40 + 16 * Math.sin(day)),
    { own: '1' },
  );
  const { motionFacts: facts } = evidence!;
  assert.deepEqual([readMotionWords(facts), facts.isColocated], ['hovering', true]);
});

test('docked objects are steady and not resolvable, whatever their element sets wander, and JSON can say it all', async () => {
  for (const seed of [1, 2, 3]) {
    const [evidence] = await evidencesOf(
      pairOf(() => 0, seed),
      { own: '1' },
    );
    const { motionFacts: facts, elements } = evidence!;
    assert.deepEqual([facts.rangeTrend, facts.maneuvers, facts.pattern], ['steady', [], 'unclassified']);
    assert.equal(elements.motion.reliability.grade, 'not resolvable');
    assert.ok(!unsayable(evidence));
  }
});
