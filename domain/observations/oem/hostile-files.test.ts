import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '#errors';
import { domainErrors } from '../../errors.ts';
import { collectReadings } from '../../testing/collect-readings.ts';
import { sampleCovariance, sampleHeader, sampleSegment, sampleState } from '../../testing/sample-oem.ts';
import { readOem } from './read-oem.ts';

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

type Encoding = 'kvn' | 'xml';

const read = (text: string | Uint8Array, encoding: Encoding) =>
  collectReadings(readOem(chunksOf(text), 'file', encoding));

const published = readFileSync(
  new URL('../../../data/golden/oem/bradsease/valid/v2_0-sample10.oem', import.meta.url),
  'utf8',
);

/** A published message with a covariance, its states lifted out of the Earth that takes the place of Mars. */
const xml = published.replace('MARS BARYCENTER', 'EARTH').replaceAll(/(?<=<X>-?)(?=\d{4}\.)/g, '1');

const minutes = Array.from({ length: 12 }, (_, minute) => minute);
const covariances = ['COVARIANCE_START', ...sampleCovariance(1), ...sampleCovariance(2), 'COVARIANCE_STOP'];
const stateLines = minutes.map((minute) => sampleState(minute));
const kvn = [...sampleHeader, ...sampleSegment([...stateLines, ...covariances])].join('\n');

const messages: Readonly<Record<Encoding, string>> = { kvn, xml };

/**
 * Reads whatever a file may be. Refusals must name a line of it, a known code and a reason, and what is taken must be
 * in order and finite. Undefined when the file as a whole is refused.
 */
async function readAnything(text: string | Uint8Array, encoding: Encoding) {
  const lineCount = Buffer.from(text).toString().split('\n').length;
  try {
    const result = await read(text, encoding);
    for (const { source, line, code, message } of [...result.rejected, ...result.warnings]) {
      assert.ok(Number.isInteger(line) && line >= 1 && line <= lineCount, `${line} of ${lineCount}`);
      assert.ok(Object.hasOwn(domainErrors, code), code);
      assert.ok(source === 'file' && message.length > 0 && message.length < 1000, message);
    }
    for (const { states } of result.accepted) {
      assert.ok(states.length > 0);
      states.forEach(({ epochUtcMs, positionKm, velocityKmPerS }, i) => {
        assert.ok([epochUtcMs, ...positionKm, ...velocityKmPerS].every(Number.isFinite));
        assert.ok(i === 0 || epochUtcMs > states[i - 1]!.epochUtcMs);
      });
    }
    return result;
  } catch (error) {
    assert.ok(error instanceof AppError && /^domain\.(not_oem|binary_log)$/.test(error.code), String(error));
    return undefined;
  }
}

type Result = NonNullable<Awaited<ReturnType<typeof readAnything>>>;

const takenCount = ({ accepted }: Result) =>
  accepted.reduce((sum, { states, covariances: matrices }) => sum + states.length + matrices.length, 0);

test('a KVN cut off at any tenth byte accounts for every state that had begun', async () => {
  const firstStateLine = kvn.slice(0, kvn.indexOf(stateLines[0]!)).split('\n').length;
  for (let end = 1; end < kvn.length; end += 10) {
    const text = kvn.slice(0, end);
    const result = await readAnything(text, 'kvn');
    if (!result) continue;
    const begun = text.split('\n').slice(firstStateLine - 1, firstStateLine - 1 + minutes.length);
    const stateCount = begun.filter((line) => line !== '').length;
    const states = result.accepted.flatMap((segment) => segment.states.map(({ line }) => line));
    const refused = result.rejected.map(({ line }) => line).filter((line) => line < firstStateLine + minutes.length);
    const lines = [...states, ...refused.filter((line) => line >= firstStateLine)].sort((a, b) => a - b);
    assert.deepEqual(
      lines,
      minutes.slice(0, stateCount).map((minute) => firstStateLine + minute),
      `at ${end}`,
    );
  }
});

test('an XML cut off at any tenth byte keeps every record that had ended, and tells what is broken', async () => {
  for (let end = 1; end < xml.trimEnd().length; end += 10) {
    const text = xml.slice(0, end);
    const result = await readAnything(text, 'xml');
    const ended = text.match(/<\/(?:stateVector|covarianceMatrix)>/g)?.length ?? 0;
    if (result) assert.equal(takenCount(result), ended, `at ${end}`);
    const broken = result?.rejected.map(({ code }) => code);
    assert.ok(result === undefined || broken?.includes('domain.broken_xml'), `at ${end}`);
  }
});

test('states that are dropped, doubled, swapped or spoiled cost no other', async () => {
  const spoiled = fc.constantFrom('NaN NaN', 'META STOP', '=', '2026-03-01T12:30:00 1 2 3', 'x'.repeat(500));
  const line = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...stateLines) }, { weight: 1, arbitrary: spoiled });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
      const result = await readAnything([...sampleHeader, ...sampleSegment(lines)].join('\n'), 'kvn');
      const emptySegments = result!.rejected.filter(({ code }) => code === 'domain.empty_segment').length;
      assert.equal(takenCount(result!) + result!.rejected.length - emptySegments, lines.length);
      const inOrder = [...new Set(lines)].sort().filter((text) => stateLines.includes(text));
      if (inOrder.join() === lines.join()) assert.equal(takenCount(result!), lines.length);
    }),
  );
});

/** Replaces stretches of a text. */
const mutated = (text: string) =>
  fc
    .array(
      fc.tuple(fc.nat(text.length), fc.nat(20), fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...pieces))),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((edits) => edits.reduce((out, [at, count, put]) => out.slice(0, at) + put + out.slice(at + count), text));

const pieces = [
  '\n',
  '\0',
  '=',
  'META_START\n',
  'META_STOP\n',
  'COVARIANCE_START\n',
  '<',
  '</data>',
  '<segment>',
  '&',
  '1e999',
  'é',
];

test('a message with stretches replaced is taken or refused with reasons, in KVN and in XML', async () => {
  for (const encoding of ['kvn', 'xml'] as const) {
    await fc.assert(
      fc.asyncProperty(mutated(messages[encoding]), async (text) => {
        await readAnything(text, encoding);
      }),
      { numRuns: 300 },
    );
  }
});

test('any bytes are refused as a whole or told line by line', async () => {
  for (const encoding of ['kvn', 'xml'] as const) {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const result = await readAnything(bytes, encoding);
        assert.deepEqual(result?.accepted ?? [], []);
      }),
    );
  }
});

test('mixed units are told state by state', async () => {
  const inMeters = stateLines.map((line, i) => {
    const [epoch, ...numbers] = line.split(' ');
    return i % 3 === 2 ? [epoch, ...numbers.map((number) => Number(number) * 1000)].join(' ') : line;
  });
  const { accepted, rejected } = await read([...sampleHeader, ...sampleSegment(inMeters)].join('\n'), 'kvn');
  assert.equal(accepted[0]?.states.length, 8);
  assert.deepEqual(
    rejected.map(({ code }) => code),
    Array.from({ length: 4 }, () => 'domain.wrong_unit'),
  );
});

test('lines of ten megabytes cost themselves alone', async () => {
  const long = `COMMENT ${'x'.repeat(10_000_000)}`;
  const { accepted, rejected } = await read(
    [...sampleHeader, long, ...sampleSegment([...stateLines, long])].join('\n'),
    'kvn',
  );
  assert.equal(accepted[0]?.states.length, 12);
  assert.deepEqual(
    rejected.map(({ line, code }) => [line, code]),
    [4, 26].map((line) => [line, 'domain.line_too_long']),
  );
});

test('a line of nearly a megabyte of digits, blanks or columns is refused at once', async () => {
  for (const filling of ['1', ' ', '1 ', '=', '[', '-', '\t']) {
    const long = `2026-03-01T12:30:00 ${filling.repeat(900_000 / filling.length)}x`;
    const { accepted, rejected } = await read(
      [...sampleHeader, ...sampleSegment([...stateLines, long])].join('\n'),
      'kvn',
    );
    assert.deepEqual([accepted[0]?.states.length, rejected.length], [12, 1], filling);
  }
});

test('twenty thousand segments without a state are refused one by one', async () => {
  const text = `${sampleHeader.join('\n')}\n${'META_START\nMETA_STOP\n'.repeat(20_000)}`;
  let refusals = 0;
  for await (const reading of readOem(chunksOf(text), 'file', 'kvn')) if (reading.kind === 'rejected') refusals++;
  assert.equal(refusals, 20_000);
});
