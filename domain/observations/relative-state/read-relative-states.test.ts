import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectReadings } from '../../testing/collect-readings.ts';
import { revPerDayToRadPerS } from '../../units.ts';
import type { Chunks } from '../reading.ts';
import { readRelativeStates } from './read-relative-states.ts';

const header = 'target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s';

/** A row of a target that drifts along the in-track axis at 1 m/s, one a minute. */
function csvRow(minute: number, changes: { target?: string; epoch?: string; cells?: readonly string[] } = {}): string {
  const epoch = changes.epoch ?? `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`;
  const cells = changes.cells ?? ['0.1', String(5 + 0.06 * minute), '0', '0', '0.001', '0'];
  return [changes.target ?? 'A', epoch, ...cells].join(',');
}

function jsonRow(minute: number, changes: Record<string, unknown> = {}): string {
  const [target, epoch_utc, ...numbers] = csvRow(minute).split(',');
  const [r_km, t_km, n_km, vr_km_s, vt_km_s, vn_km_s] = numbers.map(Number);
  return JSON.stringify({ target, epoch_utc, r_km, t_km, n_km, vr_km_s, vt_km_s, vn_km_s, ...changes });
}

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

/** A log as a whole, and how many rows it accepted. */
async function readLog(chunks: Chunks, source: string) {
  const { accepted: tracks, ...others } = await collectReadings(readRelativeStates(chunks, source));
  return { tracks, ...others, acceptedCount: tracks.reduce((sum, { states }) => sum + states.length, 0) };
}

const readCsv = (...rows: string[]) => readLog(chunksOf([header, ...rows].join('\n')), 'log.csv');
const readJson = (...rows: string[]) => readLog(chunksOf(rows.join('\n')), 'log.jsonl');
const good = [csvRow(0), csvRow(1), csvRow(2)];

/** Code and line of the only rejection; all other rows must have been accepted. */
async function onlyRejection(log: ReturnType<typeof readCsv>, rowCount: number) {
  const { rejected, acceptedCount } = await log;
  assert.equal(rejected.length, 1, JSON.stringify(rejected));
  assert.equal(acceptedCount, rowCount - 1);
  return rejected[0]!;
}

test('reads CSV and JSON lines to the same tracks', async () => {
  const [csv] = (await readCsv(...good)).tracks;
  const [json] = (await readJson(jsonRow(0), jsonRow(1), jsonRow(2))).tracks;
  assert.deepEqual(
    csv!.states.map((state) => ({ ...state, line: state.line - 1 })),
    json!.states,
  );
  assert.deepEqual(csv!.states[1], {
    epochUtcMs: Date.UTC(2026, 2, 1, 12, 1),
    positionRtnKm: [0.1, 5.06, 0],
    velocityRtnKmPerS: [0, 0.001, 0],
    line: 3,
  });
});

test('separates targets whose rows are mixed', async () => {
  const { tracks } = await readCsv(csvRow(0), csvRow(0, { target: 'B' }), csvRow(1), csvRow(1, { target: 'B' }));
  assert.deepEqual(
    tracks.map(({ targetId, states }) => [targetId, states.map(({ line }) => line)]),
    [
      ['A', [2, 4]],
      ['B', [3, 5]],
    ],
  );
});

test('keeps the latest report of each fact, and takes null and blank for unknown', async () => {
  const { tracks } = await readJson(
    jsonRow(0, { size: 'small', device: 'imager' }),
    jsonRow(1, { size: null, lighting: ' ' }),
    jsonRow(2, { size: 'large' }),
  );
  assert.equal(tracks[0]!.reported.size, 'large');
  assert.equal(tracks[0]!.reported.device, 'imager');
  assert.equal(tracks[0]!.reported.lighting, undefined);
});

test('lines may be cut anywhere between chunks, end in CRLF, and start with a byte order mark', async () => {
  const bytes = new TextEncoder().encode(`\ufeff${[header, ...good].join('\r\n')}`);
  const { acceptedCount, rejected } = await readLog(
    chunksOf(...Array.from(bytes, (byte) => Uint8Array.of(byte))),
    'log.csv',
  );
  assert.equal(acceptedCount, 3);
  assert.deepEqual(rejected, []);
});

test('a broken JSON line is refused with its line and what it holds', async () => {
  const rejection = await onlyRejection(readJson(jsonRow(0), '{"target": "A", "epo', jsonRow(1)), 3);
  assert.deepEqual(rejection, {
    source: 'log.jsonl',
    line: 2,
    code: 'domain.broken_json',
    message: 'expected one JSON object on the line, got "{\\"target\\": \\"A\\", \\"epo"',
  });
});

test('a broken first line of a .jsonl file costs only itself', async () => {
  assert.equal((await onlyRejection(readJson('oops', jsonRow(0), jsonRow(1)), 3)).code, 'domain.broken_json');
});

test('a row with too few columns is refused', async () => {
  const { code, message } = await onlyRejection(readCsv(csvRow(0), 'A,2026-03-01T12:01:00Z,1', csvRow(2)), 3);
  assert.equal(code, 'domain.wrong_column_count');
  assert.equal(message, 'expected 8 columns as in the header, got 3');
});

test('a quote that does not close costs its own line only', async () => {
  const row = csvRow(1, { target: '"A' });
  assert.equal((await onlyRejection(readCsv(csvRow(0), row, csvRow(2)), 3)).code, 'domain.broken_csv');
});

test('a missing field is named', async () => {
  const { code, message, line } = await onlyRejection(
    readJson(jsonRow(0), jsonRow(1, { t_km: undefined }), jsonRow(2)),
    3,
  );
  assert.deepEqual(
    { code, line, message },
    {
      code: 'domain.missing_field',
      line: 2,
      message: 'expected a value for t_km, got none',
    },
  );
});

test('all faults of a row are told at once', async () => {
  const cells = ['NaN', '', '0', '0', 'fast', '0'];
  const { message } = await onlyRejection(readCsv(csvRow(0), csvRow(1, { cells }), csvRow(2)), 3);
  assert.match(message, /value for t_km/);
  assert.match(message, /finite number for r_km, got "NaN"/);
  assert.match(message, /finite number for vt_km_s, got "fast"/);
});

for (const [name, text] of [
  ['NaN', 'NaN'],
  ['minus infinity', '-Infinity'],
  ['a number too large for a double', '1e999'],
  ['text', '"5.0"'],
  ['a list', '[5]'],
]) {
  test(`${name} where a number belongs is refused`, async () => {
    const row = jsonRow(1).replace('"t_km":5.06', `"t_km":${text}`);
    const { code, message } = await onlyRejection(readJson(jsonRow(0), row, jsonRow(2)), 3);
    assert.equal(code, 'domain.not_a_number');
    assert.match(message, /^expected a finite number for t_km, got /);
  });
}

test('a number where text belongs is refused, except for the target', async () => {
  const log = readJson(
    jsonRow(0, { target: 25544 }),
    jsonRow(1, { target: 25544, size: 3 }),
    jsonRow(2, { target: '25544' }),
  );
  assert.equal((await onlyRejection(log, 3)).code, 'domain.not_text');
});

test('a reported fact that no prompt has room for is refused', async () => {
  const log = readJson(jsonRow(0), jsonRow(1, { device: 'camera '.repeat(100) }), jsonRow(2));
  const { code, message } = await onlyRejection(log, 3);
  assert.equal(code, 'domain.words_too_long');
  assert.match(message, /at most 64 bytes of text for device, got "camera /);
});

test('remarks have room for some sentences, and no more', async () => {
  const remarks = 'It carries a camera. '.repeat(24).trim();
  const { tracks } = await readJson(jsonRow(0), jsonRow(1, { remarks }), jsonRow(2));
  assert.equal(tracks[0]!.reported.remarks, remarks);
  const { message } = await onlyRejection(
    readJson(jsonRow(0), jsonRow(1, { remarks: 'x'.repeat(513) }), jsonRow(2)),
    3,
  );
  assert.match(message, /at most 512 bytes of text for remarks, got "x/);
});

test('a target whose name is longer than 256 bytes is refused', async () => {
  const { code, message } = await onlyRejection(readJson(jsonRow(0), jsonRow(1, { target: 'ü'.repeat(129) })), 2);
  assert.equal(code, 'domain.words_too_long');
  assert.match(message, /at most 256 bytes of text for target, got "ü/);
});

for (const [name, text] of [
  ['NUL', 'a\\u0000b'],
  ['half a surrogate pair', 'a\\ud800b'],
]) {
  test(`${name} in a text is refused, for a database would`, async () => {
    const row = jsonRow(1).replace('"A"', `"${text}"`);
    assert.equal((await onlyRejection(readJson(jsonRow(0), row), 2)).code, 'domain.not_text');
  });
}

test('what is known of the own orbit comes with the track, the latest report of each', async () => {
  const { tracks } = await readJson(
    jsonRow(0, { own_mean_motion_rev_per_day: 15, own_eccentricity: 0.01 }),
    jsonRow(1, { own_mean_motion_rev_per_day: 15.5 }),
    jsonRow(2),
  );
  assert.deepEqual(tracks[0]!.context, {
    origin: 'observed',
    ownMeanMotionRadPerS: revPerDayToRadPerS(15.5),
    ownEccentricity: 0.01,
  });
});

for (const [column, value] of [
  ['own_mean_motion_rev_per_day', 0],
  ['own_mean_motion_rev_per_day', -15],
  ['own_eccentricity', 1],
  ['own_eccentricity', -0.1],
] as const) {
  test(`${value} as ${column} is refused`, async () => {
    const { code, message } = await onlyRejection(readJson(jsonRow(0), jsonRow(1, { [column]: value })), 2);
    assert.equal(code, 'domain.bad_own_orbit');
    assert.match(message, new RegExp(`for ${column}, got ${value}$`));
  });
}

for (const epoch of [
  '2026-03-01T12:01:00',
  '2026-03-01T12:01:00+02:00',
  '2026-02-30T12:01:00Z',
  '2026-03-01',
  'noon',
]) {
  test(`the epoch ${epoch} is refused`, async () => {
    const { code, message } = await onlyRejection(readCsv(csvRow(0), csvRow(1, { epoch }), csvRow(2)), 3);
    assert.equal(code, 'domain.bad_epoch');
    assert.ok(message.endsWith(`got "${epoch}"`));
  });
}

test('a duplicate epoch is refused and the first row kept', async () => {
  const rejection = await onlyRejection(readCsv(csvRow(0), csvRow(1), csvRow(1), csvRow(2)), 4);
  assert.equal(rejection.code, 'domain.duplicate_epoch');
  assert.equal(rejection.line, 4);
});

test('an epoch that was there long before is a duplicate too', async () => {
  const rejection = await onlyRejection(readCsv(csvRow(0), csvRow(1), csvRow(2), csvRow(0), csvRow(3)), 5);
  assert.equal(rejection.code, 'domain.duplicate_epoch');
});

test('a row that goes back in time is refused', async () => {
  const rejection = await onlyRejection(readCsv(csvRow(0), csvRow(2), csvRow(4), csvRow(3), csvRow(5)), 5);
  assert.deepEqual(rejection, {
    source: 'log.csv',
    line: 5,
    code: 'domain.time_backwards',
    message: 'expected an epoch after 2026-03-01T12:04:00.000Z (line 4), got 2026-03-01T12:03:00.000Z',
  });
});

test('one row from the future costs only itself, not the rows after it', async () => {
  const future = csvRow(1, { epoch: '2062-03-01T12:01:00Z' });
  const rejection = await onlyRejection(readCsv(csvRow(0), future, csvRow(2), csvRow(3)), 4);
  assert.equal(rejection.code, 'domain.time_backwards');
  assert.equal(rejection.line, 3);
});

test('a position in meters among positions in kilometers is refused, and the unit named', async () => {
  const meters = csvRow(1, { cells: ['100', '506', '0', '0', '0.001', '0'] });
  const near = (minute: number) =>
    csvRow(minute, { cells: ['0.1', String(0.5 + 0.006 * minute), '0', '0', '0.0001', '0'] });
  const { code, message, line } = await onlyRejection(readCsv(near(0), meters, near(2), near(3)), 4);
  assert.equal(code, 'domain.wrong_unit');
  assert.equal(line, 3);
  assert.match(message, /^expected a range near 0\.\d+ km as in line 2, got 516 km; m were probably given/);
});

test('a target that sets off from rest is no unit error', async () => {
  const atRest = csvRow(0, { cells: ['0.1', '5.0005', '0', '0', '0.000007', '0'] });
  const moving = csvRow(1, { cells: ['0.1', '5.0007', '0', '0', '0.009', '0'] });
  assert.deepEqual((await readCsv(atRest, moving)).rejected, []);
});

test('a target that brakes to a stop is no unit error', async () => {
  const stopped = (minute: number) => csvRow(minute, { cells: ['0.1', '5.0005', '0', '0', '0.000001', '0'] });
  const { rejected } = await readCsv(csvRow(0), stopped(1), stopped(2));
  assert.deepEqual(rejected, []);
});

test('one component given in meters is refused and named', async () => {
  const wrong = csvRow(1, { cells: ['100', '5.06', '0', '0', '0.001', '0'] });
  const { code, message, line } = await onlyRejection(readCsv(csvRow(0), wrong, csvRow(2)), 3);
  assert.deepEqual({ code, line }, { code: 'domain.wrong_unit', line: 3 });
  assert.match(message, /^expected a radial position near 0\.1 km as in line 2, got 100 km; m were probably given/);
});

test('a position divided by a thousand once too often is refused', async () => {
  const tiny = csvRow(1, { cells: ['0.0001', '0.00506', '0', '0', '0.001', '0'] });
  const { code, message } = await onlyRejection(readCsv(csvRow(0), tiny, csvRow(2)), 3);
  assert.equal(code, 'domain.wrong_unit');
  assert.match(message, /divided by 1000/);
});

test('a velocity in m/s among velocities in km/s is refused', async () => {
  const metersPerS = csvRow(1, { cells: ['0.1', '5.06', '0', '0', '1', '0'] });
  const { code, message } = await onlyRejection(readCsv(csvRow(0), metersPerS, csvRow(2)), 3);
  assert.equal(code, 'domain.wrong_unit');
  assert.match(message, /m\/s were probably given where km\/s were expected$/);
});

test('a range beyond a thousand kilometers is refused even in the first row', async () => {
  const meters = csvRow(0, { cells: ['100', '5000', '0', '0', '1', '0'] });
  const { code, line } = await onlyRejection(readCsv(meters, csvRow(1), csvRow(2)), 3);
  assert.deepEqual({ code, line }, { code: 'domain.wrong_unit', line: 2 });
});

test('when the first row has the wrong unit, the rows after it are kept', async () => {
  const tiny = csvRow(0, { cells: ['0.0001', '0.005', '0', '0', '0.001', '0'] });
  const { code, line } = await onlyRejection(readCsv(tiny, csvRow(1), csvRow(2), csvRow(3)), 4);
  assert.deepEqual({ code, line }, { code: 'domain.wrong_unit', line: 2 });
});

test('a target that truly closes from 10 km to 10 m between two rows is kept', async () => {
  const { rejected } = await readCsv(
    csvRow(0, { cells: ['0', '10', '0', '0', '-0.1665', '0'] }),
    csvRow(1, { cells: ['0', '0.01', '0', '0', '-0.1665', '0'] }),
  );
  assert.deepEqual(rejected, []);
});

test('a line longer than a megabyte is refused and the next one read', async () => {
  const long = `{"target":"${'x'.repeat(1_200_000)}"}`;
  const log = readLog(
    chunksOf(`${jsonRow(0)}\n${long.slice(0, 700_000)}`, `${long.slice(700_000)}\n${jsonRow(1)}`),
    'log.jsonl',
  );
  assert.equal((await onlyRejection(log, 3)).code, 'domain.line_too_long');
});

test('an unknown column is warned of once and costs no row', async () => {
  const { warnings, acceptedCount } = await readJson(jsonRow(0, { mass_kg: 4 }), jsonRow(1, { mass_kg: 4 }));
  assert.equal(acceptedCount, 2);
  assert.deepEqual(warnings, [
    {
      source: 'log.jsonl',
      line: 1,
      code: 'domain.unknown_column',
      message: 'column "mass_kg" is not part of the format and was not read',
    },
  ]);
});

test('columns named code, message, kind or __proto__ are columns like any other', async () => {
  const row = jsonRow(1, { code: 'x', message: 'y', kind: 'fault' }).replace('{', '{"__proto__":{"n_km":1},');
  const { acceptedCount, warnings } = await readJson(jsonRow(0), row);
  assert.equal(acceptedCount, 2);
  assert.equal(warnings.length, 4);
});

test('an empty log, or one of blank lines or a header only, is an error', async () => {
  for (const text of ['', '\n \n', `${header}\n`]) {
    await assert.rejects(readLog(chunksOf(text), 'log.csv'), { code: 'domain.empty_log' });
  }
});

test('a binary file is an error', async () => {
  const bytes = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2);
  await assert.rejects(readLog(chunksOf(bytes), 'a.out'), { code: 'domain.binary_log' });
});

test('a CSV without a header is an error that names the columns it lacks', async () => {
  await assert.rejects(readLog(chunksOf(good.join('\n')), 'log.csv'), {
    code: 'domain.no_header',
    message: /^log\.csv:1: expected a JSON object or a CSV header; .* lacks target, epoch_utc, r_km/,
  });
});
