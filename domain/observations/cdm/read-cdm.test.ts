import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Reading } from '../reading.ts';
import type { ConjunctionMessage } from './conjunction-message.ts';
import { type CdmEncoding, readCdm } from './read-cdm.ts';

const golden = (name: string) => new URL(`../../../data/golden/cdm/orekit-${name}`, import.meta.url);
const text = (name: string) => readFileSync(golden(name), 'utf8');

async function* chunked(whole: string, size = whole.length) {
  for (let at = 0; at < whole.length; at += Math.max(1, size)) yield whole.slice(at, at + Math.max(1, size));
}

async function readAll(whole: string, encoding: CdmEncoding, chunkSize?: number) {
  const readings: Reading<ConjunctionMessage>[] = [];
  for await (const reading of readCdm(chunked(whole, chunkSize), 'test', encoding)) readings.push(reading);
  return {
    messages: readings.flatMap((reading) => (reading.kind === 'accepted' ? [reading.value] : [])),
    rejected: readings.flatMap((reading) => (reading.kind === 'rejected' ? [reading.rejection] : [])),
    warnings: readings.flatMap((reading) => (reading.kind === 'warning' ? [reading.warning] : [])),
  };
}

const valid: readonly (readonly [string, CdmEncoding])[] = [
  ['CDMExample1.txt', 'kvn'],
  ['CDMExample1.xml', 'xml'],
  ['CDMExample2.txt', 'kvn'],
  ['CDMExample3.txt', 'kvn'],
  ['CDMExample4.txt', 'kvn'],
  ['CDMExample5.txt', 'kvn'],
  ['CDMExample_issue1458.xml', 'xml'],
  ['CDMExample_issue_940.txt', 'kvn'],
  ['CDMExample_issue_940.xml', 'xml'],
];

for (const [name, encoding] of valid) {
  test(`takes the valid sample ${name}`, async () => {
    const messages: ConjunctionMessage[] = [];
    for await (const reading of readCdm(createReadStream(golden(name)), name, encoding)) {
      assert.notEqual(reading.kind, 'rejected');
      if (reading.kind === 'accepted') messages.push(reading.value);
    }
    assert.equal(messages.length, 1);
  });
}

for (const [name, code] of [
  ['CDM-missing-TCA.txt', 'domain.missing_field'],
  ['CDM-missing-object2-state-vector.txt', 'domain.missing_field'],
  ['CDMExample1InvalidTca.txt', 'domain.bad_epoch'],
  ['CDM-covariance-wrong-entry-format.txt', 'domain.not_a_number'],
] as const) {
  test(`refuses ${name} with ${code}, at the line the message begins on`, async () => {
    const { messages, rejected } = await readAll(text(name), 'kvn');
    assert.deepEqual(messages, []);
    assert.deepEqual([rejected.length, rejected[0]?.code, rejected[0]?.line], [1, code, 1]);
  });
}

// Values as printed in the file: CCSDS 508.0-B-1, figure 5-2.
test('reads each quantity in the unit of the standard, metres beside kilometres', async () => {
  const [message] = (await readAll(text('CDMExample2.txt'), 'kvn')).messages;
  assert.equal(message?.tcaUtcMs, Date.UTC(2010, 2, 13, 22, 37, 52, 618));
  assert.equal(message.missDistanceM, 715);
  assert.equal(message.relativeSpeedMPerS, 14762);
  assert.deepEqual(message.relativePositionRtnM, [27.4, -70.2, 711.8]);
  assert.deepEqual(message.relativeVelocityRtnMPerS, [-7.2, -14692, -1437.2]);
  assert.equal(message.collisionProbability, 4.835e-5);
  assert.equal(message.object1.designator, '12345');
  assert.deepEqual(message.object1.state?.positionKm, [2570.097065, 2244.654904, 6281.497978]);
  assert.equal(message.object1.positionCovarianceRtnM2?.[0]?.[0], 41.42);
});

test('a file with several messages gives each of them, and a bad one costs no other', async () => {
  const good = text('CDMExample2.txt');
  const bad = text('CDM-missing-TCA.txt');
  const { messages, rejected } = await readAll([good, bad, good].join('\n'), 'kvn');
  assert.equal(messages.length, 2);
  assert.deepEqual(
    rejected.map(({ line }) => line),
    [good.split('\n').length + 1],
  );
});

const publicList = JSON.stringify([
  {
    CDM_ID: '1000',
    CREATED: '2026-11-01 10:00:00',
    TCA: '2026-11-03T04:05:06.789000',
    MIN_RNG: '713',
    PC: '0.0002',
    SAT_1_ID: '100123',
    SAT_1_NAME: 'ALPHA',
    SAT_2_ID: '25544',
    SAT_2_NAME: 'BETA',
  },
]);

test('reads the public list of Space-Track, numbers as text and catalog numbers of six digits', async () => {
  const { messages, warnings } = await readAll(publicList, 'json');
  assert.deepEqual(warnings, []);
  assert.equal(messages[0]?.missDistanceM, 713);
  assert.equal(messages[0].tcaUtcMs, Date.UTC(2026, 10, 3, 4, 5, 6, 789));
  assert.deepEqual([messages[0].object1.designator, messages[0].object2.objectName], ['100123', 'BETA']);
  assert.equal(messages[0].object1.state, undefined);
});

test('JSON with SAT1_ and SAT2_ keywords gives the same message as KVN', async () => {
  const [fromKvn] = (await readAll(text('CDMExample1.txt'), 'kvn')).messages;
  const [fromJson] = (await readAll(JSON.stringify([kvnAsJson(text('CDMExample1.txt'))]), 'json')).messages;
  assert.deepEqual(fromJson, fromKvn);
});

/** The fields of a KVN message as services write them in JSON: all text, those of objects with their number. */
function kvnAsJson(kvn: string): Record<string, string> {
  let prefix = '';
  const fields: Record<string, string> = {};
  for (const line of kvn.split('\n')) {
    const [, keyword, value] = /^([A-Z0-9_]+)\s*=\s*(.*?)\s*(?:\[.*\])?$/.exec(line.trim()) ?? [];
    if (keyword === undefined || value === undefined) continue;
    if (keyword === 'OBJECT') prefix = value === 'OBJECT1' ? 'SAT1_' : 'SAT2_';
    fields[`${prefix}${keyword}`] = value;
  }
  return fields;
}

const changed = (from: RegExp, to: string) => readAll(text('CDMExample2.txt').replace(from, to), 'kvn');

test('turns a length given in another unit than that of the standard, since the file says so', async () => {
  const [message] = (await changed(/MISS_DISTANCE .*/, 'MISS_DISTANCE = 0.715 [km]')).messages;
  assert.equal(message?.missDistanceM, 715);
});

for (const { what, from, to, code } of [
  {
    what: 'a miss distance in km without saying so',
    from: /MISS_DISTANCE .*/,
    to: 'MISS_DISTANCE = 0.715',
    code: 'domain.wrong_unit',
  },
  {
    what: 'a miss distance in feet',
    from: /MISS_DISTANCE .*/,
    to: 'MISS_DISTANCE = 2346 [ft]',
    code: 'domain.wrong_unit',
  },
  { what: 'a state in metres', from: /^X {2}.*/m, to: 'X = 2570097065', code: 'domain.wrong_unit' },
  { what: 'NaN', from: /^X {2}.*/m, to: 'X = NaN', code: 'domain.not_a_number' },
  {
    what: 'a probability above 1',
    from: /COLLISION_PROBABILITY {2}.*/,
    to: 'COLLISION_PROBABILITY = 1.5',
    code: 'domain.out_of_range',
  },
  { what: 'a frame that is not read', from: /REF_FRAME .*/, to: 'REF_FRAME = MOD', code: 'domain.unsupported' },
  {
    what: 'another center than the Earth',
    from: /ORBIT_CENTER .*/,
    to: 'ORBIT_CENTER = MOON',
    code: 'domain.unsupported',
  },
  { what: 'a line without a keyword', from: /^TCA .*/m, to: 'what is this', code: 'domain.broken_message' },
]) {
  test(`refuses a message with ${what}`, async () => {
    const { messages, rejected } = await changed(from, to);
    assert.deepEqual(messages, []);
    assert.deepEqual(
      rejected.map((rejection) => rejection.code),
      [code],
    );
  });
}

test('an unknown keyword costs one warning and no record', async () => {
  const { messages, warnings } = await changed(/^TCA /m, 'MOOD = GOOD\nTCA ');
  assert.equal(messages.length, 1);
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['domain.unknown_keyword'],
  );
});

test('a minus sign set by a word processor is a minus sign', async () => {
  const [message] = (await changed(/-70\.2/, '\u221270.2')).messages;
  assert.equal(message?.relativePositionRtnM?.[1], -70.2);
});

test('a message cut off anywhere is taken or refused once, in any encoding', async () => {
  for (const [name, encoding] of [
    ['CDMExample1.txt', 'kvn'],
    ['CDMExample1.xml', 'xml'],
  ] as const) {
    const whole = text(name);
    for (let end = 400; end < whole.length; end += 97) {
      const { messages, rejected } = await readAll(whole.slice(0, end), encoding);
      assert.equal(messages.length + rejected.length, 1, `${name} cut after ${end}`);
    }
  }
});

test('the same message comes out however the file is cut into chunks', async () => {
  const whole = text('CDMExample1.xml');
  const expected = await readAll(whole, 'xml');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (size) => {
      assert.deepEqual(await readAll(whole, 'xml', size), expected);
    }),
    { numRuns: 20, seed: 1 },
  );
});

test('no change of a few characters makes the reader fail', async () => {
  const whole = text('CDMExample2.txt');
  const change = fc.record({ at: fc.nat(whole.length - 1), cut: fc.nat(40), put: fc.string({ maxLength: 20 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const hurt = changes.reduce(
        (now, { at, cut, put }) => now.slice(0, at) + put.replaceAll('\0', '') + now.slice(at + cut),
        whole,
      );
      const { messages, rejected } = await readAll(hurt, 'kvn');
      assert.ok(messages.length + rejected.length >= 1);
    }),
    { numRuns: 150, seed: 1 },
  );
});

test('an entity bomb is refused where it is declared', async () => {
  const bomb = '<?xml version="1.0"?>\n<!DOCTYPE cdm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n';
  const { messages, rejected } = await readAll(text('CDMExample1.xml').replace(/^<\?xml.*\?>\s*/, bomb), 'xml');
  assert.deepEqual([messages, rejected.map(({ code }) => code)], [[], ['domain.xml_doctype']]);
});

test('a line of ten million characters costs its own message alone', async () => {
  const good = text('CDMExample2.txt');
  const bad = good.replace(/^TCA .*/m, `TCA = ${'9'.repeat(10_000_000)}`);
  const { messages, rejected } = await readAll(`${bad}\n${good}`, 'kvn', 65_536);
  assert.equal(messages.length, 1);
  assert.deepEqual(
    rejected.map(({ code }) => code),
    ['domain.line_too_long'],
  );
});

test('a file that is no text is an error', async () => {
  for (const encoding of ['kvn', 'xml', 'json'] as const) {
    await assert.rejects(readAll('CCSDS\0', encoding), { code: 'domain.binary_log' });
  }
});
