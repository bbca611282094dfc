import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectReadings } from '../../testing/collect-readings.ts';
import { readOem } from './read-oem.ts';

const folder = new URL('../../../data/golden/oem/', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, folder), 'utf8');

async function* chunksOf(text: string) {
  yield text;
}

const read = (text: string) => collectReadings(readOem(chunksOf(text), 'sample', text.startsWith('<') ? 'xml' : 'kvn'));

/**
 * Most published samples are of Mars Global Surveyor, and so refused. To see what else they say, they are moved to the
 * Earth: another center, and ten thousand kilometers added to the size of x, which lifts the states out of the Earth.
 */
const movedToEarth = (text: string) =>
  text
    .replaceAll(/MARS(?: BARYCENTER)?(?=<|\s*$)/gm, 'EARTH')
    .replaceAll(/(?<=^\d{4}-\S+\s+-?|<X>-?)(?=\d{4}\.)/gm, '1');

/** Codes of what was refused and warned of, each once, without the consequences for the states of a refused segment. */
async function codesOf(text: string) {
  const { accepted, rejected, warnings } = await read(text);
  const codes = [...rejected, ...warnings].map(({ code }) => code.replace('domain.', ''));
  const states = accepted.map((segment) => segment.states.length);
  return { states, codes: [...new Set(codes)].filter((code) => code !== 'unusable_segment') };
}

/** By file: states of each segment that is taken, and codes. Why, where it is not plain. */
type Expected = readonly [file: string, states: readonly number[], codes: readonly string[], why?: string];

const validBradsease: readonly Expected[] = [
  ['v1_0-sample01', [3], []],
  ['v1_0-sample02', [4, 4], []],
  ['v2_0-sample01', [3], []],
  ['v2_0-sample02', [3], []],
  ['v2_0-sample03', [3], []],
  ['v2_0-sample04', [3, 3], []],
  ['v2_0-sample05', [3], []],
  ['v2_0-sample06', [3], []],
  ['v2_0-sample07', [3], []],
  ['v2_0-sample08', [3], []],
  ['v2_0-sample09', [3], []],
  ['v2_0-sample10', [4], []],
  ['v2_0-sample11', [], ['unsupported'], 'TIME_SYSTEM = ABCD: valid in form, but nobody knows its offset to UTC'],
  ['v2_0-sample12', [3], []],
  ['v3_0-sample01', [3], ['unknown_keyword'], 'MESSAGE_ID belongs in the header, table 5-2; in metadata a warning'],
  ['v3_0-sample02', [3], []],
];

const invalidBradsease: readonly Expected[] = [
  ['v1_0-sample01', [3], [], 'REF_FRAME_EPOCH came with version 2.0, but changes nothing for EME2000'],
  ['v1_0-sample02', [], ['wrong_column_count', 'empty_segment'], 'accelerations came with version 2.0'],
  ['v1_0-sample03', [3], ['unsupported'], 'covariances came with version 2.0'],
  ['v1_0-sample04', [4], ['unsupported'], 'covariances came with version 2.0'],
  ['v1_0-sample05', [], ['wrong_column_count', 'empty_segment'], 'accelerations came with version 2.0'],
  ['v2_0-sample05', [], ['empty_segment'], 'covariances without states'],
  ['v2_0-sample06', [], ['not_a_number'], 'INTERPOLATION_DEGREE = 7.1'],
  ['v2_0-sample07', [], ['contradictory_metadata'], 'USEABLE_START_TIME after USEABLE_STOP_TIME'],
  ['v2_0-sample08', [], ['contradictory_metadata'], 'USEABLE_START_TIME before START_TIME'],
  ['v2_0-sample09', [], ['contradictory_metadata'], 'USEABLE_START_TIME alone'],
  ['v2_0-sample10', [], ['missing_field'], 'INTERPOLATION without its degree'],
  ['v2_0-sample11', [], ['missing_field'], 'no START_TIME and STOP_TIME'],
  ['v2_0-sample12', [3], ['unknown_keyword'], 'an unknown keyword costs nothing: producers add their own'],
  ['v2_0-sample13', [3], [], 'acceleration in some lines: no clause forbids it, and Orekit has such files'],
  ['v2_0-sample14', [3], ['overlapping_segment'], 'two segments of the same useable times'],
  ['v2_0-sample15', [3], ['unknown_keyword'], 'MESSAGE_ID in metadata, as in the valid v3_0-sample01'],
  ['v2_0-sample16', [2], ['wrong_column_count']],
  ['v2_0-sample17', [2], ['not_a_number']],
  ['v2_0-sample18', [3], ['broken_message'], 'an unknown keyword within a matrix spoils the matrix'],
  ['v2_0-sample19', [3], ['broken_message']],
  ['v2_0-sample20', [3], ['broken_message'], 'a row of four elements where five belong'],
  ['v2_0-sample21', [3], ['repeated_keyword'], 'ORIGINATOR twice'],
  ['v2_0-sample22', [3], ['broken_message', 'incomplete_header'], 'ORIGINATOR without its equals sign'],
  ['v2_0-sample23', [], ['repeated_keyword'], 'OBJECT_NAME twice'],
  ['v2_0-sample24', [], ['broken_message', 'missing_field'], 'OBJECT_NAME without its equals sign'],
  ['v2_0-sample25', [3], ['broken_message'], '= 1234 within a matrix'],
];

const twice = 'the third segment begins as the second does: two orbits for one time';

const orekit: readonly Expected[] = [
  ['ISS.resampled.truncated.txt', [25], []],
  ['OEM-Issue839.txt', [4, 4], ['duplicate_epoch', 'overlapping_segment'], twice],
  ['OEM-covariance-number-format-error.txt', [4, 4], ['not_a_number', 'duplicate_epoch', 'overlapping_segment'], twice],
  ['OEM-ephemeris-number-format-error.txt', [4, 3], ['not_a_number', 'duplicate_epoch', 'overlapping_segment'], twice],
  ['OEM-inconsistent-time-systems.txt', [4, 4], ['unsupported', 'duplicate_epoch'], 'TCG in the second segment'],
  ['OEM-keyword-within-ephemeris.txt', [4, 4], ['broken_message', 'duplicate_epoch', 'overlapping_segment'], twice],
  ['OEMExample1.txt', [4, 4], ['duplicate_epoch', 'overlapping_segment'], twice],
  ['OEMExample2.txt', [], ['unsupported'], 'TIME_SYSTEM = MRT'],
  ['OEMExample3.txt', [3, 3], ['overlapping_segment'], twice],
  ['OEMExample3.xml', [4], []],
  ['OEMExample4.txt', [3], []],
  ['OEMExample5.txt', [49], []],
  ['OEMExample5ITRF.txt', [49], []],
  ['OEMExample6.txt', [3, 3], ['overlapping_segment'], twice],
  ['OEMExample8.txt', [4], ['missing_field'], 'INTERPOLATION without its degree in the first segment'],
  ['oemLowerCaseValue.oem', [6], []],
  ['test_cov.oem', [], ['unsupported'], 'REF_FRAME = TOD'],
];

const tables = [
  ['bradsease/valid/', '.oem', validBradsease],
  ['bradsease/invalid/', '.oem', invalidBradsease],
  ['orekit/', '', orekit],
] as const;

test('published samples, moved to the Earth, are taken or refused for what is wrong with them', async () => {
  for (const [place, ending, expected] of tables) {
    for (const [file, states, codes] of expected) {
      assert.deepEqual(await codesOf(movedToEarth(textOf(`${place}${file}${ending}`))), { states, codes }, file);
    }
  }
});

test('every published sample is in the tables, or begins with a comment', async () => {
  for (const [place, ending, expected] of tables) {
    const files = readdirSync(new URL(place, folder)).filter(
      (file) => file !== 'v2_0-sample01.oem' || !/invalid/.test(place),
    );
    assert.deepEqual(files.sort(), expected.map(([file]) => `${file}${ending}`).sort());
  }
  await assert.rejects(read(textOf('bradsease/invalid/v2_0-sample01.oem')), { code: 'domain.not_oem' });
});

test('a published sample about Mars is refused as it stands: its metadata, its states and its covariances', async () => {
  const aboutMars = tables.flatMap(([place, ending, expected]) =>
    expected
      .map(([file]) => textOf(`${place}${file}${ending}`))
      .filter((text) => /MARS(?: BARYCENTER)?(?=<|\s*$)/m.test(text)),
  );
  assert.equal(aboutMars.length, 53);
  for (const text of aboutMars) {
    const { accepted, rejected } = await read(text);
    assert.deepEqual(accepted, []);
    assert.ok(rejected.some(({ message }) => message.includes('expected CENTER_NAME EARTH, got "MARS')));
  }
});

test('published samples about the Earth are taken as they stand', async () => {
  const aboutEarth = ['bradsease/LEO_10s.oem', 'orekit/ISS.resampled.truncated.txt', 'orekit/OEMExample5.txt']
    .concat('orekit/OEMExample5ITRF.txt', 'orekit/oemLowerCaseValue.oem')
    .map(textOf);
  for (const text of aboutEarth) {
    const { accepted, rejected, warnings } = await read(text);
    assert.deepEqual([accepted.length, rejected, warnings], [1, [], []]);
  }
});

test('the numbers of a sample are those in its file', async () => {
  const { accepted } = await read(textOf('bradsease/LEO_10s.oem'));
  const { states, frame, usableWindow, interpolation } = accepted[0]!;
  assert.deepEqual([frame, interpolation], ['GCRF', { method: 'LAGRANGE', degree: 7 }]);
  assert.deepEqual(usableWindow, { startUtcMs: Date.UTC(2020, 5, 1, 12), endUtcMs: Date.UTC(2020, 5, 1, 13) });
  assert.equal(states.length, 361);
  assert.deepEqual(states[1], {
    epochUtcMs: Date.UTC(2020, 5, 1, 12, 0, 10),
    positionKm: [-4.700265430169727e3, -2.983139300409308e3, 3.892147727341395e3],
    velocityKmPerS: [6.675304710453071e-1, -6.432795791294935, -4.109703057519924],
    line: 25,
  });
});
