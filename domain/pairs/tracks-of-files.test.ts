import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import type { InertialState } from '../frames/inertial-state.ts';
import { gatherEvidence, standardFactsOf } from '../intentions/gather-evidence.ts';
import { motionLabels } from '../intentions/labels.ts';
import { reason, toIntention } from '../intentions/reasoning.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import { writeOem } from '../observations/oem/write-oem.ts';
import { readObservations } from '../observations/read-observations.ts';
import type { Reading } from '../observations/reading.ts';
import type { Track } from '../observations/track.ts';
import { flyAbsolute } from '../scenarios/fly-scenario.ts';
import { length } from '../vectors/vector.ts';
import { type FileReadings, type PairOptions, tracksOfFiles } from './tracks-of-files.ts';

const oneMeterKm = 1e-3;

const goldenFile = (name: string): FileReadings => {
  const url = new URL(`../../data/golden/${name}`, import.meta.url);
  return { source: name, readings: readObservations(createReadStream(url), name) };
};

function ephemerisFile(objectName: string, objectId: string, states: readonly InertialState[]): FileReadings {
  async function* chunks() {
    yield* writeOem({ objectName, objectId, originator: 'TEST', creationUtcMs: 0, states });
  }
  return { source: `${objectName}.oem`, readings: readObservations(chunks(), `${objectName}.oem`) };
}

async function tracksIn(files: readonly FileReadings[], options?: PairOptions) {
  const readings: Reading<Track>[] = [];
  for await (const reading of tracksOfFiles(files, options)) readings.push(reading);
  return {
    tracks: readings.flatMap((reading) => (reading.kind === 'accepted' ? [reading.value] : [])),
    rejected: readings.flatMap((reading) => (reading.kind === 'rejected' ? [reading.rejection.code] : [])),
    warned: readings.flatMap((reading) => (reading.kind === 'warning' ? [reading.warning.code] : [])),
  };
}

for (const motion of motionLabels) {
  test(`two ephemerides of a flown ${motion} give that motion, with the light on the target`, async () => {
    for (const orbit of ['low', 'geostationary'] as const) {
      const flown = flyAbsolute({ seed: 3, motion, orbit });
      const files = [
        ephemerisFile(
          'OWN',
          '2026-001A',
          flown.map(({ own }) => own),
        ),
        ephemerisFile(
          'TARGET',
          '2026-002A',
          flown.map(({ target }) => target),
        ),
      ];
      const { tracks, rejected } = await tracksIn(files, { own: 'own' });
      assert.deepEqual([rejected, tracks.length], [[], 1]);
      const evidence = gatherEvidence(tracks[0]!);
      assert.equal(toIntention(reason(rulebook, standardFactsOf(evidence))).motion, motion);
      assert.deepEqual([evidence.elements.lighting.origin, evidence.context?.ownName], ['computed', 'OWN (2026-001A)']);
    }
  });
}

test('catalog entries docked to a station are told as not resolvable, and never as a pattern', async () => {
  const { tracks } = await tracksIn([goldenFile('omm/celestrak-stations.csv')], {
    own: '25544',
    targets: ['SOYUZ-MS 25'],
  });
  const { motionFacts, elements } = gatherEvidence(tracks[0]!);
  assert.equal(motionFacts.pattern, 'unclassified');
  assert.equal(elements.motion.reliability.grade, 'not resolvable');
});

test('of a whole catalog, objects that are never near are told and cost nothing', async () => {
  const { tracks, rejected, warned } = await tracksIn([goldenFile('omm/celestrak-stations.csv')], {
    own: 'iss (zarya)',
  });
  assert.deepEqual(rejected, []);
  assert.ok(tracks.length >= 6 && warned.filter((code) => code === 'domain.never_near').length >= 10);
});

test('an object that was asked for and is never near is refused', async () => {
  const asked = await tracksIn([goldenFile('omm/celestrak-stations.csv')], { own: '25544', targets: ['48274'] });
  assert.deepEqual([asked.tracks, asked.rejected], [[], ['domain.never_near']]);
});

test('without a named own spacecraft the first object is taken, and that is said', async () => {
  const { tracks, warned } = await tracksIn([goldenFile('omm/celestrak-stations.csv')]);
  assert.ok(warned.includes('domain.own_assumed'));
  assert.equal(tracks[0]?.context?.ownName, 'ISS (ZARYA) (25544)');
});

test('an own spacecraft that is not there is refused with the objects that are', async () => {
  await assert.rejects(tracksIn([goldenFile('omm/celestrak-stations.csv')], { own: '99999' }), {
    code: 'domain.own_unknown',
    hint: /^objects: ISS \(ZARYA\) \(25544\)/,
  });
});

test('a single object makes no pair', async () => {
  await assert.rejects(tracksIn([goldenFile('omm/sample_omm.csv')]), { code: 'domain.no_pair' });
});

test('two ephemerides that never overlap in time are refused', async () => {
  const flown = flyAbsolute({ seed: 3, motion: 'flyby', orbit: 'low' });
  const half = flown.length >> 1;
  const files = [
    ephemerisFile(
      'OWN',
      '1',
      flown.slice(0, half).map(({ own }) => own),
    ),
    ephemerisFile(
      'TARGET',
      '2',
      flown.slice(half).map(({ target }) => target),
    ),
  ];
  assert.deepEqual((await tracksIn(files)).rejected, ['domain.no_common_time']);
});

// The message gives a miss distance of 715 m; its states, read as it declares them, are 715.75 m apart.
test('a conjunction message gives the encounter around its closest approach', async () => {
  const { tracks, warned } = await tracksIn([goldenFile('cdm/orekit-CDMExample2.txt')]);
  const { minRangeKm, rangeTrend, pattern } = gatherEvidence(tracks[0]!).motionFacts;
  assert.ok(Math.abs(minRangeKm - 0.71575) < oneMeterKm);
  assert.deepEqual([rangeTrend, pattern], ['falling then growing', 'crossing']);
  assert.deepEqual(warned, ['domain.states_disagree']);
});

test('the other object of a conjunction message may be the own spacecraft', async () => {
  const [one] = (await tracksIn([goldenFile('cdm/orekit-CDMExample2.txt')])).tracks;
  const [other] = (await tracksIn([goldenFile('cdm/orekit-CDMExample2.txt')], { own: '30337' })).tracks;
  assert.deepEqual([one?.targetId, other?.targetId], ['30337', '12345']);
  const closest = (track: Track) => Math.min(...track.states.map(({ positionRtnKm }) => length(positionRtnKm)));
  assert.ok(Math.abs(closest(one!) - closest(other!)) < oneMeterKm);
});

test('an ephemeris of the own spacecraft under another name is refused as a target', async () => {
  const states = flyAbsolute({ seed: 3, motion: 'flyby', orbit: 'low' }).map(({ own }) => own);
  const files = [ephemerisFile('ISS', '1998-067-A', states), ephemerisFile('ZARYA', '1998-067A', states)];
  assert.deepEqual((await tracksIn(files, { own: 'iss' })).rejected, ['domain.same_object']);
});

test('an own spacecraft that escapes, or falls straight, is refused and stops nothing', async () => {
  for (const velocityGcrfKmPerS of [
    [0, 14, 0],
    [3, 0, 0],
  ] as const) {
    const states = Array.from({ length: 5 }, (_, i) => ({
      epochUtcMs: 60_000 * i,
      positionGcrfKm: [9000 + 60 * i * velocityGcrfKmPerS[0], 60 * i * velocityGcrfKmPerS[1], 0] as const,
      velocityGcrfKmPerS,
    }));
    const files = [ephemerisFile('OWN', '1', states), ephemerisFile('TARGET', '2', states)];
    assert.deepEqual((await tracksIn(files)).rejected, ['domain.not_an_ellipse']);
  }
});

test('a window that is open at one end begins or ends with the sources', async () => {
  const window = { startUtcMs: Date.UTC(2024, 4, 9), endUtcMs: Number.POSITIVE_INFINITY };
  const options = { own: '25544', targets: ['49044'], window };
  const { tracks } = await tracksIn([goldenFile('tle/celestrak-stations.tle')], options);
  assert.equal(tracks[0]!.states[0]!.epochUtcMs, window.startUtcMs);
});

test('an older message of the same event is told as superseded', async () => {
  const { tracks, warned } = await tracksIn([
    goldenFile('cdm/orekit-CDMExample2.txt'),
    goldenFile('cdm/orekit-CDMExample2.txt'),
  ]);
  assert.equal(tracks.length, 1);
  assert.ok(warned.includes('domain.superseded'));
});

test('a conjunction message without usable states is refused', async () => {
  assert.deepEqual((await tracksIn([goldenFile('cdm/orekit-CDMExample3.txt')])).rejected, ['domain.states_disagree']);
});

test('a file of an unknown kind is refused as a whole', async () => {
  async function* chunks() {
    yield 'Dear analyst,\nplease find nothing attached.\n';
  }
  const files = [{ source: 'letter.txt', readings: readObservations(chunks(), 'letter.txt') }];
  await assert.rejects(tracksIn(files), { code: 'domain.unknown_format' });
});
