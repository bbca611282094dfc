import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { twoline2satrec } from 'satellite.js';
import { collectReadings } from '../../testing/collect-readings.ts';
import { radToDeg } from '../../units.ts';
import { readTle } from './read-tle.ts';
import { tleChecksum } from './tle-line.ts';

const golden = (path: string) => readFileSync(new URL(`../../../data/golden/${path}`, import.meta.url), 'utf8');

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

const read = (...lines: readonly string[]) => collectReadings(readTle(chunksOf(lines.join('\n')), 'catalog.tle'));

/** The lines with the checksums they ought to have. */
const summed = (...lines: readonly string[]) => lines.map((line) => `${line.slice(0, 68)}${tleChecksum(line)}`);

const iss1 = '1 25544U 98067A   24130.36689744  .00016024  00000+0  27777-3 0  9992';
const iss2 = '2 25544  51.6381 147.8590 0003466 150.4670 338.5502 15.51043222452521';
const css1 = '1 48274U 21035A   24130.00580162  .00044782  00000+0  47178-3 0  9992';
const css2 = '2 48274  41.4681 322.4705 0003879 310.0852  49.9647 15.63450567172966';

/** Codes and lines of refusals, and the catalog numbers of what was taken. */
const outcome = async (...lines: readonly string[]) => {
  const { accepted, rejected } = await read(...lines);
  return { ids: accepted.map((set) => set.catalogId), refused: rejected.map(({ line, code }) => [line, code]) };
};

test('reads every field of a set in the units of a message', async () => {
  const { accepted, rejected, warnings } = await read('0 ISS (ZARYA)', iss1, iss2);
  assert.deepEqual([rejected, warnings], [[], []]);
  assert.deepEqual(accepted, [
    {
      kind: 'element set',
      catalogId: '25544',
      internationalDesignator: '1998-067A',
      objectName: 'ISS (ZARYA)',
      // 0.36689744 days are 8 h 48 min 19.938816 s.
      epochUtcMs: Date.UTC(2024, 4, 9, 8, 48, 19) + 938.816,
      meanMotionRevPerDay: 15.51043222,
      eccentricity: 0.0003466,
      inclinationDeg: 51.6381,
      raanDeg: 147.859,
      argPericenterDeg: 150.467,
      meanAnomalyDeg: 338.5502,
      bstarPerEarthRadius: 0.00027777,
      meanMotionDotRevPerDay2: 0.00016024,
      meanMotionDdotRevPerDay3: 0,
      classification: 'U',
      elementSetNumber: 999,
      revolutionAtEpoch: 45252,
    },
  ]);
});

// satellite.js 7 reads the same lines for itself; its epoch is a Julian date, good to about 40 microseconds.
test('reads the published verification sets as satellite.js does', async () => {
  const lines = golden('sgp4/SGP4-VER.TLE').split('\n');
  const { accepted, rejected } = await collectReadings(readTle(chunksOf(golden('sgp4/SGP4-VER.TLE')), 'ver'));
  // Sets 33333 to 33335 were edited for the verification, and their checksums were left as they had been.
  assert.deepEqual(
    rejected.map(({ line, code }) => [line, code]),
    [100, 103, 106].map((line) => [line, 'domain.tle_checksum']),
  );
  assert.equal(accepted.length, 30);
  for (const set of accepted) {
    const first = lines.findIndex((line) => line.startsWith(`1 ${set.catalogId.padStart(5, '0')}`));
    const record = twoline2satrec(lines[first]!, lines[first + 1]!);
    const near = (got: number, expected: number, tolerance: number) => {
      assert.ok(Math.abs(got - expected) <= tolerance, `${set.catalogId}: expected ${expected}, got ${got}`);
    };
    near(set.inclinationDeg, radToDeg(record.inclo), 1e-12);
    near(set.raanDeg, radToDeg(record.nodeo), 1e-12);
    near(set.argPericenterDeg, radToDeg(record.argpo), 1e-12);
    near(set.meanAnomalyDeg, radToDeg(record.mo), 1e-12);
    near(set.eccentricity, record.ecco, 0);
    near(set.bstarPerEarthRadius, record.bstar, 1e-18);
    near(set.epochUtcMs, (record.jdsatepoch - 2440587.5) * 86_400_000, 0.1);
  }
});

test('sets with names, with numbered names and without may be mixed with comments and blank lines', async () => {
  const { accepted } = await read('# stations', '', iss1, iss2, '0 CSS (TIANHE)', css1, css2, '\r', 'ISS', iss1, iss2);
  assert.deepEqual(
    accepted.map((set) => set.objectName),
    [undefined, 'CSS (TIANHE)', 'ISS'],
  );
});

test('names are text, whatever is in them', async () => {
  for (const name of ['1 HOPPER', 'Ø-2 «星» \u{1f6f0}', '2001-049', 'DEB "A", B', '<b>', 'constructor', '0']) {
    const { accepted, rejected } = await read(`0 ${name}`, iss1, iss2);
    assert.deepEqual(rejected, []);
    assert.equal(accepted[0]!.objectName, name);
  }
});

test('chunks may end anywhere, lines in CRLF, and a byte order mark may come first', async () => {
  const bytes = new TextEncoder().encode(`\ufeff0 ISS\r\n${iss1}\r\n${iss2}\r\n`);
  const { accepted } = await collectReadings(
    readTle(chunksOf(...Array.from(bytes, (byte) => Uint8Array.of(byte))), 'x'),
  );
  assert.equal(accepted[0]!.objectName, 'ISS');
});

test('years of two digits run from 1957 to 2056', async () => {
  for (const [digits, year] of [
    ['57', 1957],
    ['99', 1999],
    ['00', 2000],
    ['56', 2056],
  ] as const) {
    const line1 = iss1.replace('24130.36689744', `${digits}001.00000000`).replace('98067A', `${digits}067A`);
    const { accepted } = await read(...summed(line1, iss2));
    assert.equal(accepted[0]!.epochUtcMs, Date.UTC(year, 0, 1));
    assert.equal(accepted[0]!.internationalDesignator, `${year}-067A`);
  }
});

test('day 366 is one of leap years only, and day 0 of none', async () => {
  const on = (day: string) => read(...summed(iss1.replace('24130.36689744', day), iss2));
  assert.equal((await on('24366.50000000')).accepted[0]!.epochUtcMs, Date.UTC(2024, 11, 31, 12));
  for (const day of ['23366.50000000', '24367.00000000', '24000.50000000']) {
    assert.equal((await on(day)).rejected[0]!.code, 'domain.bad_epoch');
  }
});

test('decodes the catalog number of Alpha-5', async () => {
  const lines = [iss1, iss2].map((line) => line.replace('25544', 'T0001'));
  assert.equal((await read(...summed(...lines))).accepted[0]!.catalogId, '270001');
});

test('reads fractions and powers of ten without their marks', async () => {
  const line1 = iss1.replace(' 00000+0  27777-3', '-11606-4 -12345+1');
  const [set] = (await read(...summed(line1, iss2))).accepted;
  assert.equal(set!.meanMotionDdotRevPerDay3, -0.000011606);
  assert.equal(set!.bstarPerEarthRadius, -1.2345);
});

test('a wrong checksum is refused, telling the line, what it should be and what it is', async () => {
  const { accepted, rejected } = await read(css1, css2, iss1, iss2.replace(/1$/, '9'), css1, css2);
  assert.equal(accepted.length, 2);
  assert.deepEqual(rejected, [
    {
      source: 'catalog.tle',
      line: 3,
      code: 'domain.tle_checksum',
      message: 'expected checksum 1 at the end of line 2 (line 4 of the file), got "9"',
    },
  ]);
});

test('a missing checksum is told once and costs nothing', async () => {
  const { accepted, warnings } = await read(iss1.slice(0, 68), iss2, css1, css2.slice(0, 68));
  assert.equal(accepted.length, 2);
  assert.deepEqual(
    warnings.map(({ line, code }) => [line, code]),
    [[1, 'domain.missing_checksum']],
  );
});

test('lines with different catalog numbers are refused', async () => {
  assert.deepEqual(await outcome(iss1, css2, css1, css2), { ids: ['48274'], refused: [[1, 'domain.tle_mismatch']] });
});

test('a designator of another form is told and left out', async () => {
  const { accepted, warnings } = await read(...summed(iss1.replace('98067A  ', 'TBD     '), iss2));
  assert.equal(accepted[0]!.internationalDesignator, undefined);
  assert.equal(warnings[0]!.code, 'domain.bad_designator');
});

test('sets of another theory are refused', async () => {
  const { rejected } = await read(...summed(iss1.replace('27777-3 0', '27777-3 4'), iss2));
  assert.equal(rejected[0]!.code, 'domain.unsupported');
  assert.match(rejected[0]!.message, /got that of SGP4-XP/);
});

for (const [what, line2, code] of [
  ['an inclination beyond 180 degrees', iss2.replace(' 51.6381', '180.0001'), 'domain.out_of_range'],
  ['an angle beyond 360 degrees', iss2.replace('147.8590', '360.0001'), 'domain.out_of_range'],
  ['a mean motion of zero', iss2.replace('15.51043222', ' 0.00000000'), 'domain.out_of_range'],
  ['a letter in a number', iss2.replace('0003466', '00034x6'), 'domain.tle_columns'],
  ['a number out of its columns', iss2.replace(' 51.6381', '51.6381 '), 'domain.tle_columns'],
  ['a blank within a number', iss2.replace('147.8590', '1 7.8590'), 'domain.not_a_number'],
] as const) {
  test(`${what} is refused`, async () => {
    assert.deepEqual(await outcome(...summed(iss1, line2), css1, css2), { ids: ['48274'], refused: [[1, code]] });
  });
}

const incomplete = 'domain.tle_incomplete';
const columns = 'domain.tle_columns';

for (const [what, lines, refused] of [
  ['a line 1 alone', [iss1], [[1, incomplete]]],
  ['a named line 1 alone', ['ISS', iss1], [[1, incomplete]]],
  ['a line 2 alone', [iss2], [[1, incomplete]]],
  ['a named line 2 alone', ['ISS', iss2], [[1, incomplete]]],
  ['swapped lines', [iss2, iss1], [[1, incomplete]]],
  ['named swapped lines', ['ISS', iss2, iss1], [[1, incomplete]]],
  ['a cut line 1', [iss1.slice(0, 40), iss2], [[1, columns]]],
  ['a line 2 cut to its catalog number', ['ISS', iss1, iss2.slice(0, 7)], [[1, columns]]],
  ['a line 1 without its first character', ['ISS', iss1.slice(1), iss2], [[1, columns]]],
  ['a line 2 without its first character', [iss1, iss2.slice(1)], [[1, columns]]],
  ['a line with a character too many', [iss1.replace('U', 'UU'), iss2], [[1, 'domain.tle_checksum']]],
  ['a line of a million characters', [iss1, 'x'.repeat(1_100_000)], [[1, 'domain.line_too_long']]],
] as const) {
  for (const [before, after] of [
    [
      [css1, css2],
      [css1, css2],
    ],
    [
      ['CSS', css1, css2],
      ['CSS', css1, css2],
    ],
  ] as const) {
    test(`${what} among ${before.length} good lines is one refusal and costs no other set`, async () => {
      assert.deepEqual(await outcome(...before, ...lines, ...after), {
        ids: ['48274', '48274'],
        refused: refused.map(([line, code]) => [line + before.length, code]),
      });
    });
  }
}

test('a name with no lines after it is refused', async () => {
  assert.deepEqual(await outcome('ISS', 'CSS', css1, css2), { ids: ['48274'], refused: [[1, incomplete]] });
});

test('a lost line in a history of one object costs one set', async () => {
  const day = (digits: string) => summed(iss1.replace('24130', `24${digits}`), iss2);
  const history = [day('130'), day('131'), day('132'), day('133')].flat();
  for (const lost of history.keys()) {
    const { ids, refused } = await outcome(...history.filter((_, i) => i !== lost));
    assert.deepEqual([ids.length, refused.length], [3, 1], `line ${lost + 1}`);
  }
});

test('a file of other text is refused line by line', async () => {
  const { accepted, rejected } = await read('<html>', 'No GP data found', '</html>');
  assert.equal(accepted.length, 0);
  assert.equal(rejected.length, 3);
});

test('a binary file is an error', async () => {
  await assert.rejects(read(iss1, `${iss2}\0`), { code: 'domain.binary_log' });
});

/** Elements that a set of two lines can hold to the last digit, as whole numbers of it. */
const drawn = fc.record({
  catalog: fc.integer({ min: 1, max: 99_999 }),
  year: fc.integer({ min: 1957, max: 2056 }),
  day: fc.integer({ min: 1, max: 365 }),
  dayFraction: fc.integer({ min: 0, max: 99_999_999 }),
  inclination: fc.integer({ min: 0, max: 1_800_000 }),
  angles: fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 3_600_000 }))),
  eccentricity: fc.integer({ min: 0, max: 9_999_999 }),
  meanMotion: fc.integer({ min: 1, max: 1_800_000_000 }),
  drag: fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 9 })),
});

test('reading what was written gives the same elements', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (set) => {
      const fixed = (value: number, decimals: number, width: number) =>
        (value / 10 ** decimals).toFixed(decimals).padStart(width);
      const digits = (value: number, width: number) => String(value).padStart(width, '0');
      const id = digits(set.catalog, 5);
      const [mantissa, exponent] = set.drag;
      const drag = `${mantissa < 0 ? '-' : ' '}${digits(Math.abs(mantissa), 5)}-${exponent}`;
      const epoch = `${digits(set.year % 100, 2)}${digits(set.day, 3)}.${digits(set.dayFraction, 8)}`;
      const [raan, argPericenter, anomaly] = set.angles.map((angle) => fixed(angle, 4, 8));
      const { accepted } = await read(
        ...summed(
          `1 ${id}U 98067A   ${epoch}  .00016024  00000+0 ${drag} 0  999`,
          `2 ${id} ${fixed(set.inclination, 4, 8)} ${raan} ${digits(set.eccentricity, 7)} ${argPericenter} ${anomaly} ${fixed(set.meanMotion, 8, 11)}45252`,
        ),
      );
      const [got] = accepted;
      assert.equal(got!.catalogId, String(set.catalog));
      assert.equal(got!.inclinationDeg, set.inclination / 1e4);
      assert.deepEqual(
        [got!.raanDeg, got!.argPericenterDeg, got!.meanAnomalyDeg],
        set.angles.map((angle) => angle / 1e4),
      );
      assert.equal(got!.eccentricity, set.eccentricity / 1e7);
      assert.equal(got!.meanMotionRevPerDay, set.meanMotion / 1e8);
      assert.equal(got!.bstarPerEarthRadius, Number(`${mantissa}e-${exponent + 5}`));
      // A hundred-millionth of a day is 0.864 ms; epochs this far from 1970 are doubles 0.0005 ms apart.
      const epochUtcMs = Date.UTC(set.year, 0, set.day) + set.dayFraction * 0.864;
      assert.ok(Math.abs(got!.epochUtcMs - epochUtcMs) < 1e-3);
    }),
    { numRuns: 200 },
  );
});

test('whatever happens to a file, reading it ends, and no good set after the harm is lost', async () => {
  const file = ['ISS', iss1, iss2, 'CSS', css1, css2].join('\n');
  await fc.assert(
    fc.asyncProperty(harm(file.length), async (edits) => {
      const harmed = edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), file);
      const { accepted, rejected } = await read(harmed, '0 ISS', iss1, iss2);
      assert.equal(accepted.at(-1)!.objectName, 'ISS');
      assert.ok(accepted.length + rejected.length >= 1);
    }),
    { numRuns: 300 },
  );
});

/** Deletions and insertions of a few characters, NUL left out, which is an error of the whole file. */
function harm(length: number) {
  const edit = fc.record({
    at: fc.nat({ max: length }),
    cut: fc.nat({ max: 3 }),
    put: fc.string({ maxLength: 3, unit: 'binary' }).map((text) => text.replaceAll('\0', '\n')),
  });
  return fc.array(edit, { minLength: 1, maxLength: 3 });
}
