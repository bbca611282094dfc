import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectReadings } from '../../testing/collect-readings.ts';
import {
  type SampleMetadata,
  sampleCovariance,
  sampleHeader,
  sampleSegment,
  sampleState,
} from '../../testing/sample-oem.ts';
import { readOem } from './read-oem.ts';

async function* chunksOf(...chunks: string[]) {
  yield* chunks;
}

const readText = (text: string, encoding: 'kvn' | 'xml' = 'kvn') =>
  collectReadings(readOem(chunksOf(text), 'file.oem', encoding));
const read = (...lines: readonly string[]) => readText([...sampleHeader, ...lines].join('\n'));

const states = [sampleState(0), sampleState(1), sampleState(2)];

/** Lines that come before the first state of a message with one segment and the usual metadata. */
const linesBefore = sampleHeader.length + 9;

/** Minutes past 12:00 of what was taken, and lines and codes of what was not. */
async function outcome(...lines: readonly string[]) {
  const { accepted, rejected } = await read(...lines);
  const noon = Date.UTC(2026, 2, 1, 12);
  return {
    minutes: accepted.map((segment) => segment.states.map(({ epochUtcMs }) => (epochUtcMs - noon) / 60_000)),
    refused: rejected.map(({ line, code }) => [line - linesBefore, code]),
  };
}

/** The code and message with which a segment's metadata were refused, and all three states with them. */
async function metadataFault(metadata: SampleMetadata) {
  const { accepted, rejected } = await read(...sampleSegment(states, metadata));
  const [first, ...others] = rejected;
  assert.deepEqual(accepted, []);
  assert.equal(first?.line, sampleHeader.length + 1);
  assert.deepEqual(
    others.map(({ code }) => code),
    states.map(() => 'domain.unusable_segment'),
  );
  return [first.code, first.message];
}

const stateBlock = (...lines: readonly string[]) => outcome(...sampleSegment(lines));

/** The code of the only refusal of a segment whose second state is changed. */
async function stateFault(numbers: string, metadata: SampleMetadata = {}) {
  const changed = [sampleState(0), sampleState(1, { numbers }), sampleState(2)];
  const { minutes, refused } = await outcome(...sampleSegment(changed, metadata));
  assert.deepEqual(minutes, [[0, 2]]);
  assert.equal(refused.length, 1);
  return refused[0]![1];
}

test('reads a segment with its metadata, states and covariances', async () => {
  const lines = [...states, 'COVARIANCE_START', ...sampleCovariance(1, 'RSW'), 'COVARIANCE_STOP'];
  const metadata = {
    START_TIME: '2026-060T12:00:00Z',
    USEABLE_START_TIME: '2026-03-01T12:00:30',
    USEABLE_STOP_TIME: '2026-03-01T12:01:30',
    INTERPOLATION: 'Lagrange',
    INTERPOLATION_DEGREE: '5',
  };
  const { accepted, rejected, warnings } = await read(...sampleSegment(lines, metadata));
  assert.deepEqual([rejected, warnings], [[], []]);
  const [{ states: taken, covariances, ...segment }] = accepted as [(typeof accepted)[0]];
  assert.deepEqual(segment, {
    kind: 'ephemeris segment',
    source: 'file.oem',
    line: 4,
    objectName: 'EXAMPLE 1',
    objectId: '2026-001A',
    frame: 'EME2000',
    timeSystem: 'UTC',
    usableWindow: { startUtcMs: Date.UTC(2026, 2, 1, 12, 0, 30), endUtcMs: Date.UTC(2026, 2, 1, 12, 1, 30) },
    interpolation: { method: 'LAGRANGE', degree: 5 },
  });
  assert.equal(taken.length, 3);
  assert.deepEqual(taken[0], {
    epochUtcMs: Date.UTC(2026, 2, 1, 12),
    positionKm: [7000, 0, 0],
    velocityKmPerS: [0, 7.546, 0],
    line: 17,
  });
  assert.deepEqual(covariances, [
    {
      epochUtcMs: Date.UTC(2026, 2, 1, 12, 1),
      frame: 'RTN',
      matrix: Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, k) => (i === k ? 1 : 0.1))),
    },
  ]);
});

test('the states span the usable window when the file gives none', async () => {
  const { accepted } = await read(...sampleSegment(states));
  assert.deepEqual(accepted[0]?.usableWindow, {
    startUtcMs: Date.UTC(2026, 2, 1, 12),
    endUtcMs: Date.UTC(2026, 2, 1, 12, 2),
  });
});

// TAI was 37 s ahead of UTC in 2026, TT 69.184 s and GPS 18 s. Source: IERS Bulletin C 71; IS-GPS-200.
test('epochs in TAI, TT and GPS become UTC', async () => {
  for (const [system, aheadS] of Object.entries({ tai: 37, TT: 69.184, Gps: 18 })) {
    const { accepted } = await read(...sampleSegment(states, { TIME_SYSTEM: system }));
    assert.equal(accepted[0]?.states[0]?.epochUtcMs, Date.UTC(2026, 2, 1, 12) - 1000 * aheadS, system);
    assert.equal(accepted[0]?.timeSystem, system.toUpperCase());
  }
});

test('accelerations are read past, in all lines or in some', async () => {
  const accelerated = sampleState(1, { numbers: '7000 0 0 0 7.5 0 0.008 0 0' });
  assert.deepEqual(await stateBlock(sampleState(0), accelerated), { minutes: [[0, 1]], refused: [] });
});

test('comments and blank lines may stand anywhere', async () => {
  const spread = [
    ...sampleHeader,
    ...sampleSegment([...states, 'COVARIANCE_START', ...sampleCovariance(1), 'COVARIANCE_STOP']),
  ]
    .flatMap((line) => [line, 'COMMENT', '', '  COMMENT EPOCH = 1'])
    .join('\r\n');
  const { accepted, rejected, warnings } = await readText(spread);
  assert.deepEqual([rejected, warnings], [[], []]);
  assert.deepEqual([accepted[0]?.states.length, accepted[0]?.covariances.length], [3, 1]);
});

test('a name may end in brackets, which are no unit', async () => {
  const { accepted } = await read(...sampleSegment(states, { OBJECT_NAME: 'COSMOS 2251 [DEB]' }));
  assert.equal(accepted[0]?.objectName, 'COSMOS 2251 [DEB]');
});

test('a state with a broken number, column or epoch costs itself alone', async () => {
  for (const number of ['NaN', 'Infinity', '-inf', '0x10', '1e999', '1,5', '7000.0.0', '1.5D+03', '--1', 'abc']) {
    assert.equal(await stateFault(`7000 ${number} 0 0 7.5 0`), 'domain.not_a_number', number);
  }
  for (const numbers of ['7000 0 0 0 7.5', '7000 0 0 0 7.5 0 0', '7000 0 0 0 7.5 0 0 0 0 0', '7000,0,0,0,7.5,0']) {
    assert.equal(await stateFault(numbers), 'domain.wrong_column_count', numbers);
  }
  for (const epoch of ['2026-02-30T12:01:00', '12:01:00', '2026-03-01', '2026-03-01T12:01:61', '1772366460']) {
    const { refused } = await stateBlock(sampleState(0), sampleState(1, { epoch }), sampleState(2));
    assert.deepEqual(refused, [[2, 'domain.bad_epoch']], epoch);
  }
});

test('tells meters from kilometers in position, velocity or both', async () => {
  assert.equal(await stateFault('7000000 0 0 0 7.5 0'), 'domain.wrong_unit');
  assert.equal(await stateFault('7000 0 0 0 7500 0'), 'domain.wrong_unit');
  assert.equal(await stateFault('7000000 0 0 0 7500 0'), 'domain.wrong_unit');
  assert.equal(await stateFault('42164000 0 0 0 3.07 0'), 'domain.wrong_unit');
  assert.equal(await stateFault('42164000 0 0 0 3070 0'), 'domain.wrong_unit');
});

test('refuses what flies within the Earth, ten million kilometers away or at twenty kilometers per second', async () => {
  assert.equal(await stateFault('0 0 0 0 0 0'), 'domain.out_of_range');
  assert.equal(await stateFault('5700 0 0 0 7.5 0'), 'domain.out_of_range');
  assert.equal(await stateFault('10100000 0 0 0 0.2 0'), 'domain.out_of_range');
  assert.equal(await stateFault('7000 0 0 0 20.1 0'), 'domain.out_of_range');
  assert.equal(await stateFault('7000 0 0 0 30000 0'), 'domain.out_of_range');
});

test('takes what is plausible: a re-entry, the Moon, a libration point, a stationary object in the rotating frame', async () => {
  const take = async (numbers: string, metadata: SampleMetadata = {}) => {
    const { minutes, refused } = await outcome(...sampleSegment([sampleState(0, { numbers })], metadata));
    assert.deepEqual([minutes, refused], [[[0]], []], numbers);
  };
  await take('6378 0 0 -0.5 7 0');
  await take('384400 0 0 0 1.02 0');
  await take('1500000 0 0 0 0.3 0');
  await take('42164 0 0 0 0 0', { REF_FRAME: 'ITRF2014' });
  await take('384400 0 0 0 -27.01 0', { REF_FRAME: 'ITRF' });
});

test('one state is kept per epoch, the first', async () => {
  const again = sampleState(1, { numbers: '7001 0 0 0 7.5 0' });
  assert.deepEqual(await stateBlock(sampleState(0), sampleState(1), again, sampleState(2)), {
    minutes: [[0, 1, 2]],
    refused: [[3, 'domain.duplicate_epoch']],
  });
});

test('a state that steps back costs itself alone, and so does one that leaps ahead', async () => {
  const back = [...[0, 1, 2].map((minute) => sampleState(minute)), sampleState(1), sampleState(3)];
  assert.deepEqual(await stateBlock(...back), { minutes: [[0, 1, 2, 3]], refused: [[4, 'domain.duplicate_epoch']] });
  const half = sampleState(1, { epoch: '2026-03-01T12:00:30' });
  const between = await stateBlock(sampleState(0), sampleState(1), half, sampleState(2));
  assert.deepEqual(between, { minutes: [[0, 1, 2]], refused: [[3, 'domain.time_backwards']] });
  const ahead = await stateBlock(...[0, 1, 42, 2, 3, 4].map((minute) => sampleState(minute)));
  assert.deepEqual(ahead, { minutes: [[0, 1, 2, 3, 4]], refused: [[3, 'domain.time_backwards']] });
  const first = await stateBlock(...[42, 0, 1].map((minute) => sampleState(minute)));
  assert.deepEqual(first, { minutes: [[0, 1]], refused: [[1, 'domain.time_backwards']] });
});

test('of states in reverse order one is kept and each of the others refused', async () => {
  const { minutes, refused } = await stateBlock(...[5, 4, 3, 2, 1].map((minute) => sampleState(minute)));
  assert.deepEqual([minutes.length, minutes[0]?.length, refused.length], [1, 1, 4]);
});

test('states lie between START_TIME and STOP_TIME, a second of rounding allowed', async () => {
  const outside = [
    sampleState(0, { epoch: '2026-03-01T11:59:58.9' }),
    sampleState(0),
    sampleState(60, { epoch: '2026-03-01T13:00:01.1' }),
  ];
  assert.deepEqual((await stateBlock(...outside)).refused, [
    [1, 'domain.outside_time_span'],
    [3, 'domain.outside_time_span'],
  ]);
  const rounded = [
    sampleState(0, { epoch: '2026-03-01T11:59:59.1' }),
    sampleState(60, { epoch: '2026-03-01T13:00:00.9' }),
  ];
  assert.deepEqual((await stateBlock(...rounded)).refused, []);
});

test('a keyword among the states costs itself alone', async () => {
  assert.deepEqual(await stateBlock(sampleState(0), 'USER_DEFINED_X = 1', sampleState(1)), {
    minutes: [[0, 1]],
    refused: [[2, 'domain.broken_message']],
  });
});

test('metadata that cannot be used cost all their states', async () => {
  for (const keyword of [
    'OBJECT_NAME',
    'OBJECT_ID',
    'CENTER_NAME',
    'REF_FRAME',
    'TIME_SYSTEM',
    'START_TIME',
    'STOP_TIME',
  ]) {
    const fault = ['domain.missing_field', `expected a value for ${keyword}, got none`];
    assert.deepEqual(await metadataFault({ [keyword]: undefined }), fault);
    assert.deepEqual(await metadataFault({ [keyword]: '' }), fault);
  }
  const codeOf = async (metadata: SampleMetadata) => (await metadataFault(metadata))[0];
  assert.equal(await codeOf({ CENTER_NAME: 'MOON' }), 'domain.unsupported');
  for (const frame of ['TOD', 'MCI', 'GRC', 'ITRF-3', 'EME2001', 'constructor']) {
    assert.equal(await codeOf({ REF_FRAME: frame }), 'domain.unsupported', frame);
  }
  assert.equal(await codeOf({ REF_FRAME: 'TEME', REF_FRAME_EPOCH: '2026-03-01T00:00:00' }), 'domain.unsupported');
  for (const system of ['TDB', 'UT1', 'MRT', 'SCLK', 'GMST']) {
    assert.equal(await codeOf({ TIME_SYSTEM: system }), 'domain.unsupported', system);
  }
  assert.equal(await codeOf({ START_TIME: '2026-03-01' }), 'domain.bad_epoch');
  assert.equal(await codeOf({ STOP_TIME: '2026-03-01T11:59:59' }), 'domain.contradictory_metadata');
  assert.equal(await codeOf({ USEABLE_START_TIME: '2026-03-01T12:10:00' }), 'domain.contradictory_metadata');
  const [useableStart, useableStop] = ['2026-03-01T11:50:00', '2026-03-01T12:50:00'];
  const outside = { USEABLE_START_TIME: useableStart, USEABLE_STOP_TIME: useableStop };
  assert.equal(await codeOf(outside), 'domain.contradictory_metadata');
  assert.equal(await codeOf({ INTERPOLATION: 'HERMITE' }), 'domain.missing_field');
  for (const degree of ['7.1', '0', '-1', '100', 'seven']) {
    const metadata = { INTERPOLATION: 'HERMITE', INTERPOLATION_DEGREE: degree };
    assert.equal(await codeOf(metadata), 'domain.not_a_number', degree);
  }
});

test('all that is wrong with metadata is told at once', async () => {
  const [code, message] = await metadataFault({
    CENTER_NAME: 'MARS',
    REF_FRAME: 'TOD',
    TIME_SYSTEM: 'TDB',
    STOP_TIME: '',
  });
  assert.equal(code, 'domain.missing_field');
  assert.equal(
    message,
    'expected a value for STOP_TIME, got none; expected CENTER_NAME EARTH, got "MARS"; ' +
      'expected REF_FRAME EME2000, GCRF, ICRF, ITRF or TEME, got "TOD"; ' +
      'expected TIME_SYSTEM UTC, TAI, TT or GPS, got "TDB"',
  );
});

test('a keyword given twice makes metadata unusable, in a header it costs nothing', async () => {
  const twice = sampleSegment(states).flatMap((line) =>
    line.startsWith('OBJECT_ID') ? [line, 'OBJECT_ID = B'] : [line],
  );
  assert.equal((await read(...twice)).rejected[0]?.code, 'domain.repeated_keyword');
  const { accepted, rejected } = await read('ORIGINATOR = OTHER', ...sampleSegment(states));
  assert.deepEqual([accepted.length, rejected.map(({ code }) => code)], [1, ['domain.repeated_keyword']]);
});

test('a segment without a state is refused with its covariances', async () => {
  const lines = ['COVARIANCE_START', ...sampleCovariance(1), ...sampleCovariance(2), 'COVARIANCE_STOP'];
  const { minutes, refused } = await outcome(...sampleSegment(lines));
  assert.deepEqual(minutes, []);
  assert.deepEqual(
    refused.map(([, code]) => code),
    ['domain.empty_segment', 'domain.unusable_segment', 'domain.unusable_segment'],
  );
});

test('segments follow each other and may share an instant', async () => {
  const [one, two] = [sampleSegment(states), sampleSegment([sampleState(2), sampleState(3)])];
  const { accepted, rejected, warnings } = await read(...one, ...two);
  assert.deepEqual([accepted.map(({ line }) => line), rejected, warnings], [[4, 16], [], []]);
});

test('a segment that begins within the one before takes over with a warning; one that begins no later is refused', async () => {
  const overlapping = await read(...sampleSegment(states), ...sampleSegment([sampleState(1), sampleState(3)]));
  assert.deepEqual(
    [overlapping.accepted.length, overlapping.rejected.length, overlapping.warnings[0]?.code],
    [2, 0, 'domain.overlapping_segment'],
  );
  const contradicting = await read(...sampleSegment(states), ...sampleSegment([sampleState(0), sampleState(3)]));
  assert.equal(contradicting.accepted.length, 1);
  assert.deepEqual(
    contradicting.rejected.map(({ line, code }) => [line, code]),
    [
      [16, 'domain.overlapping_segment'],
      [25, 'domain.unusable_segment'],
      [26, 'domain.unusable_segment'],
    ],
  );
});

test('segments of other objects, and those before in time, contradict nothing', async () => {
  const other = sampleSegment(states, { OBJECT_ID: '2026-001B' });
  const earlier = sampleSegment([sampleState(0)]);
  const later = sampleSegment([sampleState(1), sampleState(2)]);
  const { accepted, rejected, warnings } = await read(...later, ...other, ...earlier);
  assert.deepEqual([accepted.length, rejected, warnings], [3, [], []]);
});

// CCSDS 502.0-B-3, section 5.2.4.5
test('the time system is fixed within a message', async () => {
  const { accepted, rejected } = await read(
    ...sampleSegment(states),
    ...sampleSegment([sampleState(10)], { TIME_SYSTEM: 'TAI' }),
    ...sampleSegment([sampleState(20)]),
  );
  assert.equal(accepted.length, 2);
  assert.equal(rejected[0]?.code, 'domain.contradictory_metadata');
  assert.equal(rejected[0]?.message, 'expected TIME_SYSTEM "UTC" as in the first segment, got "TAI"');
});

test('several messages in one file are read one after the other, each with its own time system', async () => {
  const { accepted, rejected, warnings } = await read(
    ...sampleSegment(states),
    ...sampleHeader,
    ...sampleSegment(states, { TIME_SYSTEM: 'TAI' }),
  );
  assert.deepEqual([accepted.length, rejected, warnings], [2, [], []]);
});

test('covariances are in the frame of the states unless they say otherwise', async () => {
  const frameOf = async (frame?: string) => {
    const lines = [...states, 'COVARIANCE_START', ...sampleCovariance(1, frame), 'COVARIANCE_STOP'];
    const { accepted, rejected } = await read(...sampleSegment(lines));
    return accepted[0]?.covariances[0]?.frame ?? rejected[0]?.code;
  };
  assert.deepEqual(
    [await frameOf(), await frameOf('TNW'), await frameOf('QSW'), await frameOf('itrf-97'), await frameOf('LVLH')],
    ['EME2000', 'TNW', 'RTN', 'ITRF', 'domain.unsupported'],
  );
});

test('a bad covariance costs itself alone', async () => {
  const block = async (...bad: readonly string[]) => {
    const lines = [...states, 'COVARIANCE_START', ...bad, ...sampleCovariance(2), 'COVARIANCE_STOP'];
    const { accepted, rejected } = await read(...sampleSegment(lines));
    assert.deepEqual([accepted[0]?.states.length, accepted[0]?.covariances.length], [3, 1]);
    return rejected.map(({ code }) => code);
  };
  const good = sampleCovariance(1);
  const [epoch = '', ...rows] = good;
  assert.deepEqual(await block(...good.slice(0, -1)), ['domain.broken_message']);
  assert.deepEqual(await block(...good, '1 2 3'), ['domain.broken_message']);
  assert.deepEqual(await block(epoch, 'X = 1', ...rows), ['domain.broken_message']);
  assert.deepEqual(await block(...rows), ['domain.broken_message']);
  assert.deepEqual(await block('EPOCH = yesterday', ...rows), ['domain.bad_epoch']);
  assert.deepEqual(await block(epoch, 'NaN', ...rows.slice(1)), ['domain.not_a_number']);
  assert.deepEqual(await block(epoch, '-1', ...rows.slice(1)), ['domain.out_of_range']);
});

test('covariances come in order of epoch', async () => {
  const lines = [...states, 'COVARIANCE_START', ...sampleCovariance(2), ...sampleCovariance(1), 'COVARIANCE_STOP'];
  const { accepted, rejected } = await read(...sampleSegment(lines));
  assert.equal(accepted[0]?.covariances.length, 1);
  assert.equal(rejected[0]?.code, 'domain.time_backwards');
});

test('a covariance block without its end loses its last matrix, which may be cut off', async () => {
  const lines = [...states, 'COVARIANCE_START', ...sampleCovariance(1), ...sampleCovariance(2)];
  for (const after of [[], sampleSegment([sampleState(3)])]) {
    const { accepted, rejected } = await read(...sampleSegment(lines), ...after);
    assert.deepEqual([accepted[0]?.states.length, accepted[0]?.covariances.length], [3, 1]);
    assert.deepEqual([rejected.length, rejected[0]?.code], [1, 'domain.broken_message']);
  }
});

test('version 1.0 has neither accelerations nor covariances', async () => {
  const accelerated = sampleState(3, { numbers: '7000 0 0 0 7.5 0 0 0 0' });
  const lines = sampleSegment([...states, accelerated, 'COVARIANCE_START', ...sampleCovariance(1), 'COVARIANCE_STOP']);
  const text = [...sampleHeader, ...lines].join('\n').replace('VERS = 2.0', 'VERS = 1.0');
  const { accepted, rejected } = await readText(text);
  assert.equal(accepted[0]?.states.length, 3);
  assert.deepEqual(
    rejected.map(({ code }) => code),
    ['domain.wrong_column_count', 'domain.unsupported'],
  );
});

test('an unknown version and a header without its date or originator are worth a warning', async () => {
  const text = ['CCSDS_OEM_VERS = 4.0', ...sampleSegment(states)].join('\n');
  const { accepted, rejected, warnings } = await readText(text);
  assert.deepEqual([accepted.length, rejected.length], [1, 0]);
  assert.deepEqual(
    warnings.map(({ line, code, message }) => [line, code, message]),
    [
      [1, 'domain.unsupported', 'expected version 1.0, 2.0, 3.0, got "4.0", which is read like the last'],
      [1, 'domain.incomplete_header', 'expected CREATION_DATE and ORIGINATOR in the header, got none'],
    ],
  );
});

test('unknown keywords are warned of once each, fifty in a file, and cost nothing', async () => {
  const unknown = Array.from({ length: 60 }, (_, i) => `CUSTOM_${i} = 1`);
  const twice = { CUSTOM_0: '2', MESSAGE_ID: 'x' };
  const { accepted, rejected, warnings } = await read(...unknown, ...sampleSegment(states, twice));
  assert.deepEqual([accepted.length, rejected.length, warnings.length], [1, 0, 50]);
  assert.deepEqual(warnings[0], {
    source: 'file.oem',
    line: 4,
    code: 'domain.unknown_keyword',
    message: 'keyword "CUSTOM_0" is not part of the format and was not read',
  });
});

test('lines that have no place cost themselves alone', async () => {
  const { accepted, rejected } = await read(
    'stray',
    'META_STOP',
    ...sampleSegment([...states, 'META_STOP', 'DATA_START']),
  );
  assert.equal(accepted[0]?.states.length, 3);
  assert.deepEqual(
    rejected.map(({ line, code }) => [line, code]),
    [4, 5, 18, 19].map((line) => [line, 'domain.broken_message']),
  );
});

test('metadata without their end take no states', async () => {
  const open = sampleSegment(states).filter((line) => line !== 'META_STOP');
  const { accepted, rejected } = await read(...open, ...sampleSegment([sampleState(5)]));
  assert.equal(accepted.length, 1);
  assert.deepEqual(
    rejected.map(({ line, code }) => [line, code]),
    [12, 13, 14, 4].map((line) => [line, 'domain.broken_message']),
  );
});

test('refuses a file that does not begin with the version', async () => {
  for (const text of [
    '',
    '\n \n',
    'COMMENT first\nCCSDS_OEM_VERS = 2.0',
    'CCSDS_CDM_VERS = 1.0',
    'hello',
    '2026 1 2 3',
  ]) {
    await assert.rejects(readText(text), { code: 'domain.not_oem' }, text);
  }
  for (const text of [
    '',
    '<oem/>',
    '<oem><header><ORIGINATOR>a</ORIGINATOR></header></oem>',
    '<html><b>1</b></html>',
    '<a>1</a>',
  ]) {
    await assert.rejects(readText(text, 'xml'), { code: 'domain.not_oem' }, text);
  }
  await assert.rejects(readText('CCSDS_OEM_VERS = 2.0\n\0'), { code: 'domain.binary_log' });
});
