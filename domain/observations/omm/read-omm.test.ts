import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ElementSet } from '../../orbits/element-set.ts';
import { collectReadings } from '../../testing/collect-readings.ts';
import { formatCcsdsEpoch } from '../../time/ccsds-epoch.ts';
import { readTle } from '../tle/read-tle.ts';
import { readOmmCsv } from './read-omm-csv.ts';
import { readOmmJson } from './read-omm-json.ts';
import { readOmmKvn } from './read-omm-kvn.ts';
import { readOmmXml } from './read-omm-xml.ts';

const golden = (path: string) => readFileSync(new URL(`../../../data/golden/${path}`, import.meta.url), 'utf8');

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

const readers = { kvn: readOmmKvn, xml: readOmmXml, json: readOmmJson, csv: readOmmCsv, tle: readTle };
type Encoding = keyof typeof readers;

const read = (encoding: Encoding, text: string) =>
  collectReadings(readers[encoding](chunksOf(text), `file.${encoding}`));
const readGolden = (encoding: Encoding, path: string) => read(encoding, golden(path));

type Values = Readonly<Record<string, string | number | boolean | null>>;

const iss: Values = {
  OBJECT_NAME: 'ISS (ZARYA)',
  OBJECT_ID: '1998-067A',
  CENTER_NAME: 'EARTH',
  REF_FRAME: 'TEME',
  TIME_SYSTEM: 'UTC',
  MEAN_ELEMENT_THEORY: 'SGP4',
  EPOCH: '2026-07-21T04:27:10.178208',
  MEAN_MOTION: 15.49071756,
  ECCENTRICITY: 0.00068493,
  INCLINATION: 51.6316,
  RA_OF_ASC_NODE: 131.8443,
  ARG_OF_PERICENTER: 320.6461,
  MEAN_ANOMALY: 39.4029,
  EPHEMERIS_TYPE: 0,
  CLASSIFICATION_TYPE: 'U',
  NORAD_CAT_ID: 25544,
  ELEMENT_SET_NO: 999,
  REV_AT_EPOCH: 57702,
  BSTAR: 0.00011479289,
  MEAN_MOTION_DOT: 0.00005896,
  MEAN_MOTION_DDOT: 0,
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Messages in each encoding; all have the same keywords. */
const written: Readonly<Record<Exclude<Encoding, 'tle'>, (...messages: readonly Values[]) => string>> = {
  kvn: (...messages) =>
    messages
      .flatMap((values) => [
        'CCSDS_OMM_VERS = 2.0',
        ...Object.entries(values).map(([key, value]) => `${key} = ${value}`),
      ])
      .join('\n'),
  xml: (...messages) => {
    const omms = messages.map((values) => {
      const elements = Object.entries(values).map(([key, value]) => `<${key}>${escaped(String(value))}</${key}>`);
      return `<omm id="CCSDS_OMM_VERS" version="2.0"><body><segment>${elements.join('')}</segment></body></omm>`;
    });
    return `<?xml version="1.0"?><ndm><MESSAGE_ID>1</MESSAGE_ID>${omms.join('\n')}</ndm>`;
  },
  json: (...messages) => JSON.stringify(messages),
  csv: (...messages) => {
    const keys = Object.keys(messages[0]!);
    const rows = messages.map((values) => keys.map((key) => quoted(String(values[key] ?? ''))).join(','));
    return [keys.join(','), ...rows].join('\n');
  },
};
const encodings = ['kvn', 'xml', 'json', 'csv'] as const;

/** Code and message of the only refusal of a message between two good ones. */
async function refusalOf(changes: Values, encoding: (typeof encodings)[number] = 'json') {
  const { accepted, rejected } = await read(encoding, written[encoding](iss, { ...iss, ...changes }, iss));
  assert.equal(accepted.length, 2);
  assert.equal(rejected.length, 1);
  return rejected[0]!;
}

async function onlySet(changes: Values): Promise<ElementSet> {
  const { accepted, rejected } = await read('json', written.json({ ...iss, ...changes }));
  assert.deepEqual(rejected, []);
  return accepted[0]!;
}

// The stations of celestrak.org of one day, as it wrote them in three encodings.
test('the same stations read from TLE, CSV and JSON are the same sets', async () => {
  const tle = (await readGolden('tle', 'tle/celestrak-stations.tle')).accepted;
  assert.equal(tle.length, 27);
  assert.deepEqual((await readGolden('csv', 'omm/celestrak-stations.csv')).accepted, tle);
  assert.deepEqual((await readGolden('json', 'omm/celestrak-stations.json')).accepted, tle);
});

for (const [kvn, xml] of [
  ['bradsease-real-32275.omm', 'bradsease-real-32275.xml'],
  ['bradsease-real-32276.omm', 'bradsease-real-32276.xml'],
  ['orekit-OMMExample4.txt', 'orekit-OMMExample4.xml'],
]) {
  test(`${kvn} and ${xml} are the same set`, async () => {
    const one = await readGolden('kvn', `omm/${kvn}`);
    assert.equal(one.accepted.length, 1);
    assert.deepEqual(await readGolden('xml', `omm/${xml}`), one);
  });
}

test('a set of the same epoch in CSV and XML is the same', async () => {
  const [csv, xml] = [await readGolden('csv', 'omm/sample_omm.csv'), await readGolden('xml', 'omm/sample_omm.xml')];
  assert.equal(csv.accepted[0]!.catalogId, '5');
  assert.deepEqual(csv.accepted, xml.accepted);
});

test('units that are the expected ones, a covariance and comments cost nothing', async () => {
  const { accepted, rejected, warnings } = await readGolden('xml', 'omm/orekit-OMM-with-units.xml');
  assert.deepEqual([accepted.length, rejected, warnings], [1, [], []]);
  assert.equal(accepted[0]!.epochUtcMs, Date.UTC(2007, 2, 5, 10, 34, 41) + 426.4);
});

test('an empty OBJECT_ID is none', async () => {
  const { accepted } = await readGolden('xml', 'omm/orekit-OMM-empty-object-id.xml');
  assert.equal(accepted[0]!.internationalDesignator, undefined);
  assert.equal(accepted[0]!.catalogId, '7646');
});

test('all that keeps a message from SGP4 is told at once', async () => {
  const { rejected } = await readGolden('kvn', 'omm/orekit-OMMExample3.txt');
  assert.equal(rejected[0]!.code, 'domain.unsupported');
  for (const part of [
    /REF_FRAME to be TEME, got "TOD"/,
    /"SOME THEORY"/,
    /TIME_SYSTEM .* got "MRT"/,
    /SEMI_MAJOR_AXIS/,
  ]) {
    assert.match(rejected[0]!.message, part);
  }
});

test('SGP4-XP is another theory', async () => {
  const { rejected } = await readGolden('kvn', 'omm/orekit-OMMExample5.txt');
  assert.match(rejected[0]!.message, /MEAN_ELEMENT_THEORY to be SGP4 or SGP\/SGP4, got "SGP4-XP"/);
  assert.match((await refusalOf({ EPHEMERIS_TYPE: 4 })).message, /got that of SGP4-XP/);
  assert.equal((await refusalOf({ MEAN_ELEMENT_THEORY: 'DSST' })).code, 'domain.unsupported');
});

test('text where a number belongs is refused', async () => {
  const { rejected } = await readGolden('kvn', 'omm/orekit-OMM-number-format-error.txt');
  assert.deepEqual(rejected, [
    {
      source: 'file.kvn',
      line: 1,
      code: 'domain.not_a_number',
      message: 'expected a finite number for ARG_OF_PERICENTER, got "this-is-not-a-number"',
    },
  ]);
});

for (const encoding of encodings) {
  test(`${encoding} gives the numbers as written and the epoch to the microsecond`, async () => {
    const { accepted, rejected, warnings } = await read(encoding, written[encoding](iss, iss));
    assert.deepEqual([accepted.length, rejected, warnings], [2, [], []]);
    assert.deepEqual(accepted[1], {
      kind: 'element set',
      catalogId: '25544',
      internationalDesignator: '1998-067A',
      objectName: 'ISS (ZARYA)',
      epochUtcMs: Date.UTC(2026, 6, 21, 4, 27, 10) + 178.208,
      meanMotionRevPerDay: 15.49071756,
      eccentricity: 0.00068493,
      inclinationDeg: 51.6316,
      raanDeg: 131.8443,
      argPericenterDeg: 320.6461,
      meanAnomalyDeg: 39.4029,
      bstarPerEarthRadius: 0.00011479289,
      meanMotionDotRevPerDay2: 0.00005896,
      meanMotionDdotRevPerDay3: 0,
      classification: 'U',
      elementSetNumber: 999,
      revolutionAtEpoch: 57702,
    });
  });

  for (const value of ['NaN', 'Infinity', '-inf', '0x10', '1,5', 'fast', '1e999', '1 2', '1'.repeat(90_000)]) {
    test(`${encoding} refuses ${value.slice(0, 9)} where a number belongs, between good messages`, async () => {
      const { code, message } = await refusalOf({ INCLINATION: value }, encoding);
      assert.equal(code, 'domain.not_a_number');
      assert.match(message, /^expected a finite number for INCLINATION, got /);
    });
  }

  test(`${encoding} tells an unknown keyword once, at the first message that has it`, async () => {
    const odd = { ...iss, COLOR: 'red' };
    const { accepted, warnings } = await read(encoding, written[encoding](odd, odd));
    assert.equal(accepted.length, 2);
    assert.deepEqual(
      warnings.map(({ code, message }) => [code, message]),
      [['domain.unknown_keyword', 'keyword "COLOR" is not part of the format and was not read']],
    );
  });

  test(`${encoding}: reading what was written gives the same elements`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 4 }), async (sets) => {
        const { accepted, rejected } = await read(encoding, written[encoding](...sets.map(valuesOf)));
        assert.deepEqual(rejected, []);
        assert.deepEqual(accepted, sets);
      }),
      { numRuns: 60 },
    );
  });

  test(`${encoding}: whatever happens to a file, reading it ends and tells something`, async () => {
    const file = written[encoding](iss, iss, iss);
    await fc.assert(
      fc.asyncProperty(harm(file.length), async (edits) => {
        const harmed = edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), file);
        const { accepted, rejected } = await read(encoding, harmed);
        assert.ok(accepted.length + rejected.length >= 1);
      }),
      { numRuns: 150 },
    );
  });
}

test('numbers may be text, as space-track.org writes them, and nothing may be null', async () => {
  const text = Object.fromEntries(Object.entries(iss).map(([key, value]) => [key, String(value)]));
  assert.deepEqual(await onlySet({ ...text, DECAY_DATE: null, REV_AT_EPOCH: null }), {
    ...(await onlySet({})),
    revolutionAtEpoch: undefined,
  });
});

test('catalog numbers have up to nine digits, or are Alpha-5', async () => {
  for (const [given, id] of [
    [799500001, '799500001'],
    ['00005', '5'],
    ['T0001', '270001'],
  ] as const) {
    assert.equal((await onlySet({ NORAD_CAT_ID: given })).catalogId, id);
  }
  for (const given of [1234567890, -5, 5.5, 'I0001', '0x1F']) {
    assert.equal((await refusalOf({ NORAD_CAT_ID: given })).code, 'domain.bad_catalog_id');
  }
});

test('an object without a catalog number goes by its OBJECT_ID, with a warning', async () => {
  const { accepted, warnings } = await read('json', written.json({ ...iss, NORAD_CAT_ID: null }));
  assert.equal(accepted[0]!.catalogId, '1998-067A');
  assert.equal(warnings[0]!.code, 'domain.assumed_value');
  assert.equal((await refusalOf({ NORAD_CAT_ID: null, OBJECT_ID: '' })).code, 'domain.missing_field');
});

test('what a message leaves out is assumed, told once for the file', async () => {
  const bare = { ...iss, CENTER_NAME: null, REF_FRAME: null, MEAN_ELEMENT_THEORY: null, TIME_SYSTEM: null };
  const { accepted, warnings } = await read('json', written.json(bare, bare));
  assert.equal(accepted.length, 2);
  assert.deepEqual(
    warnings.map(({ line, code }) => [line, code]),
    [[1, 'domain.assumed_value']],
  );
  assert.match(warnings[0]!.message, /CENTER_NAME EARTH, REF_FRAME TEME, MEAN_ELEMENT_THEORY SGP4/);
});

test('an epoch may be a day of the year, carry a Z, or be in TAI', async () => {
  const epochUtcMs = Date.UTC(2020, 2, 4, 10, 34, 41) + 426.4;
  assert.equal((await onlySet({ EPOCH: '2020-064T10:34:41.4264' })).epochUtcMs, epochUtcMs);
  assert.equal((await onlySet({ EPOCH: '2020-03-04T10:34:41.4264Z' })).epochUtcMs, epochUtcMs);
  // TAI was 37 s ahead of UTC in 2020.
  assert.equal((await onlySet({ EPOCH: '2020-03-04T10:35:18.4264', TIME_SYSTEM: 'TAI' })).epochUtcMs, epochUtcMs);
});

for (const [what, changes, code] of [
  ['another frame', { REF_FRAME: 'EME2000' }, 'domain.unsupported'],
  ['TEME of another date', { REF_FRAME_EPOCH: '2000-01-01T12:00:00' }, 'domain.unsupported'],
  ['another center', { CENTER_NAME: 'MARS' }, 'domain.unsupported'],
  ['another time system', { TIME_SYSTEM: 'MET' }, 'domain.unsupported'],
  ['a semi-major axis for a mean motion', { MEAN_MOTION: null, SEMI_MAJOR_AXIS: 6800 }, 'domain.missing_field'],
  ['no drag term', { BSTAR: null }, 'domain.missing_field'],
  ['no epoch', { EPOCH: '' }, 'domain.missing_field'],
  ['an epoch that is no instant', { EPOCH: '2026-02-30T00:00:00' }, 'domain.bad_epoch'],
  ['an eccentricity of 1', { ECCENTRICITY: 1 }, 'domain.out_of_range'],
  ['a negative eccentricity', { ECCENTRICITY: -1e-9 }, 'domain.out_of_range'],
  ['a negative mean motion', { MEAN_MOTION: -15 }, 'domain.out_of_range'],
  ['a negative angle', { MEAN_ANOMALY: -0.1 }, 'domain.out_of_range'],
  ['half a revolution number', { REV_AT_EPOCH: 0.5 }, 'domain.out_of_range'],
  ['an ephemeris type that is no number', { EPHEMERIS_TYPE: 'constructor' }, 'domain.not_a_number'],
  ['true for a name', { OBJECT_NAME: true }, 'domain.not_text'],
] as const) {
  test(`${what} is refused`, async () => {
    assert.equal((await refusalOf(changes)).code, code);
  });
}

test('a number in another unit is refused, in brackets as in attributes', async () => {
  const kvn = written.kvn(iss).replace('INCLINATION = 51.6316', 'INCLINATION = 0.9 [rad]');
  const xml = written.xml(iss).replace('<MEAN_MOTION>', '<MEAN_MOTION units="rad/s">');
  for (const { rejected } of [await read('kvn', kvn), await read('xml', xml)]) {
    assert.equal(rejected[0]!.code, 'domain.wrong_unit');
  }
  const spaced = written.kvn(iss).replace('BSTAR = 0.00011479289', 'BSTAR = 0.00011479289 [1/er]');
  assert.equal((await read('kvn', spaced)).accepted.length, 1);
});

test('brackets at the end of a name belong to the name', async () => {
  const { accepted } = await read('kvn', written.kvn({ ...iss, OBJECT_NAME: 'DEB [FREGAT]' }));
  assert.equal(accepted[0]!.objectName, 'DEB [FREGAT]');
});

test('a keyword given twice makes the message ambiguous', async () => {
  const { accepted, rejected } = await read(
    'kvn',
    `${written.kvn(iss)}\nEPOCH = 2026-01-01T00:00:00\n${written.kvn(iss)}`,
  );
  assert.equal(accepted.length, 1);
  assert.equal(rejected[0]!.code, 'domain.repeated_keyword');
});

test('a stray line costs its own message', async () => {
  const { accepted, rejected } = await read('kvn', `${written.kvn(iss)}\nstray\n${written.kvn(iss)}`);
  assert.deepEqual([accepted.length, rejected.length], [1, 1]);
  assert.equal(rejected[0]!.code, 'domain.broken_message');
});

test('what comes before the first message costs it nothing', async () => {
  const { accepted, rejected } = await read('kvn', `# by hand\nCOMMENT by hand\n${written.kvn(iss)}`);
  assert.deepEqual([accepted.length, rejected], [1, []]);
  const stray = await read('kvn', `Messages of today:\n${written.kvn(iss)}`);
  assert.deepEqual([stray.accepted.length, stray.rejected[0]!.code], [1, 'domain.broken_message']);
});

test('a message of another kind among them is refused', async () => {
  const xml = written.xml(iss, iss).replace('</omm>', '</omm><oem id="CCSDS_OEM_VERS" version="2.0"><body/></oem>');
  const { accepted, rejected } = await read('xml', xml);
  assert.equal(accepted.length, 2);
  assert.match(rejected[0]!.message, /^expected an omm, got an oem/);
});

test('XML that is cut off costs the message it is cut in', async () => {
  const xml = written.xml(iss, iss);
  const { accepted, rejected } = await read('xml', xml.slice(0, xml.lastIndexOf('<BSTAR>')));
  assert.deepEqual([accepted.length, rejected.length, rejected[0]!.code], [1, 1, 'domain.broken_xml']);
});

test('a document type declaration, and with it any entity, is refused', async () => {
  const bomb = `<!DOCTYPE omm [<!ENTITY a "x"><!ENTITY b "${'&a;'.repeat(50)}">]>`;
  const { accepted, rejected } = await read('xml', written.xml(iss).replace('<ndm>', `${bomb}<ndm>`));
  assert.deepEqual([accepted.length, rejected[0]!.code], [0, 'domain.xml_doctype']);
});

test('a KVN file that is cut off costs its last message', async () => {
  const kvn = written.kvn(iss, iss);
  const { accepted, rejected } = await read('kvn', kvn.slice(0, kvn.lastIndexOf('BSTAR')));
  assert.deepEqual([accepted.length, rejected.length, rejected[0]!.code], [1, 1, 'domain.missing_field']);
});

test('a row of CSV with too few cells, or an open quote, costs only itself', async () => {
  const [header, row] = written.csv(iss).split('\n');
  const { accepted, rejected } = await read('csv', [header, row, 'ISS,1998-067A', row, `"${row}`, row].join('\n'));
  assert.equal(accepted.length, 3);
  assert.deepEqual(
    rejected.map(({ line, code }) => [line, code]),
    [
      [3, 'domain.wrong_column_count'],
      [5, 'domain.broken_csv'],
    ],
  );
});

test('files of CSV may be joined, each with its header, and begin with comments', async () => {
  const csv = written.csv(iss);
  const { accepted, rejected } = await read(
    'csv',
    `\ufeff# stations\r\n\r\n${csv.replaceAll('\n', '\r\n')}\r\n${csv}\n`,
  );
  assert.deepEqual([accepted.length, rejected], [2, []]);
});

test('lines of ten million characters are refused and not kept', async () => {
  const longLine = Array.from({ length: 160 }, () => 'x'.repeat(65_536));
  for (const encoding of encodings) {
    const { accepted, rejected } = await collectReadings(readers[encoding](chunksOf(...longLine), 'file'));
    assert.deepEqual([accepted.length, rejected.length], [0, 1], encoding);
  }
  const [header, row] = written.csv(iss).split('\n');
  const chunks = chunksOf(`${header}\n`, ...longLine, `\n${row}`);
  const { accepted, rejected } = await collectReadings(readOmmCsv(chunks, 'file'));
  assert.deepEqual([accepted.length, rejected[0]!.code], [1, 'domain.line_too_long']);
});

test('a file with many unknown keywords tells fifty of them', async () => {
  const odd = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`ODD_${i}`, 1]));
  assert.equal((await read('json', written.json({ ...iss, ...odd }))).warnings.length, 50);
});

test('a binary file is an error in every encoding', async () => {
  for (const encoding of encodings) {
    await assert.rejects(read(encoding, `${written[encoding](iss)}\0`), { code: 'domain.binary_log' });
  }
});

const number = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true, maxExcluded: true }).map((value) => value + 0);
const words = fc
  .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'AZaz09 -_()&<",.') })
  .map((text) => `N${text}N`);

const drawn: fc.Arbitrary<ElementSet> = fc.record(
  {
    kind: fc.constant('element set' as const),
    catalogId: fc.integer({ min: 0, max: 999_999_999 }).map(String),
    internationalDesignator: fc.constantFrom('1998-067A', '2026-101ABC'),
    objectName: words,
    epochUtcMs: number(Date.UTC(2000), Date.UTC(2100)),
    meanMotionRevPerDay: number(1e-9, 20),
    eccentricity: number(0, 1),
    inclinationDeg: number(0, 180),
    raanDeg: number(0, 360),
    argPericenterDeg: number(0, 360),
    meanAnomalyDeg: number(0, 360),
    bstarPerEarthRadius: number(-1, 1),
    meanMotionDotRevPerDay2: number(-1, 1),
    meanMotionDdotRevPerDay3: number(-1, 1),
    classification: fc.constantFrom('U', 'C', 'S'),
    elementSetNumber: fc.nat(),
    revolutionAtEpoch: fc.nat(),
  },
  { noNullPrototype: true },
);

const valuesOf = (set: ElementSet): Values => ({
  ...iss,
  OBJECT_NAME: set.objectName!,
  OBJECT_ID: set.internationalDesignator!,
  NORAD_CAT_ID: set.catalogId,
  EPOCH: formatCcsdsEpoch(set.epochUtcMs),
  MEAN_MOTION: set.meanMotionRevPerDay,
  ECCENTRICITY: set.eccentricity,
  INCLINATION: set.inclinationDeg,
  RA_OF_ASC_NODE: set.raanDeg,
  ARG_OF_PERICENTER: set.argPericenterDeg,
  MEAN_ANOMALY: set.meanAnomalyDeg,
  BSTAR: set.bstarPerEarthRadius,
  MEAN_MOTION_DOT: set.meanMotionDotRevPerDay2,
  MEAN_MOTION_DDOT: set.meanMotionDdotRevPerDay3,
  CLASSIFICATION_TYPE: set.classification!,
  ELEMENT_SET_NO: set.elementSetNumber!,
  REV_AT_EPOCH: set.revolutionAtEpoch!,
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
