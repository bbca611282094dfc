import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectReadings } from '../../testing/collect-readings.ts';
import { usualMetadata } from '../../testing/sample-oem.ts';
import { readOem } from './read-oem.ts';

async function* chunksOf(text: string) {
  yield text;
}

const read = (text: string) => collectReadings(readOem(chunksOf(text), 'file.xml', 'xml'));

const elements = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');

const state = (minute: number, change: Readonly<Record<string, string>> = {}) => {
  const epoch = `2026-03-01T12:0${minute}:00`;
  const values = { EPOCH: epoch, X: '7000', Y: '0', Z: '0', X_DOT: '0', Y_DOT: '7.5', Z_DOT: '0', ...change };
  return `<stateVector>${elements(values)}</stateVector>`;
};

const metadata = elements(usualMetadata);

const segment = (...data: readonly string[]) =>
  `<segment>\n<metadata>${metadata}</metadata>\n<data>\n${data.join('\n')}\n</data></segment>`;
const header = '<header><CREATION_DATE>2026-03-01T00:00:00</CREATION_DATE><ORIGINATOR>A</ORIGINATOR></header>';
const message = (...segments: readonly string[]) =>
  `<oem id="CCSDS_OEM_VERS" version="2.0">${header}<body>${segments.join('')}</body></oem>`;

/** First line of the data of a message with one segment. */
const firstLine = 4;

const names = ['X', 'Y', 'Z', 'X_DOT', 'Y_DOT', 'Z_DOT'];
const covarianceNames = names.flatMap((row, i) => names.slice(0, i + 1).map((column) => `C${row}_${column}`));

test('reads states with or without accelerations, and covariances in any order of their elements', async () => {
  const values = Object.fromEntries(covarianceNames.map((name, i) => [name, String(i + 1)]).reverse());
  const covariance = `<covarianceMatrix><EPOCH>2026-03-01T12:01:00</EPOCH>${elements(values)}</covarianceMatrix>`;
  const accelerated = state(1, { X_DDOT: '0', Y_DDOT: '0', Z_DDOT: '0' });
  const { accepted, rejected, warnings } = await read(message(segment(state(0), accelerated, covariance)));
  assert.deepEqual([rejected, warnings], [[], []]);
  assert.deepEqual(accepted[0]?.states[1], {
    epochUtcMs: Date.UTC(2026, 2, 1, 12, 1),
    positionKm: [7000, 0, 0],
    velocityKmPerS: [0, 7.5, 0],
    line: firstLine + 1,
  });
  assert.deepEqual(accepted[0]?.covariances[0]?.matrix, [
    [1, 2, 4, 7, 11, 16],
    [2, 3, 5, 8, 12, 17],
    [4, 5, 6, 9, 13, 18],
    [7, 8, 9, 10, 14, 19],
    [11, 12, 13, 14, 15, 20],
    [16, 17, 18, 19, 20, 21],
  ]);
});

test('reads all ephemeris messages of an ndm and passes over the others', async () => {
  const opm = '<opm id="CCSDS_OPM_VERS" version="2.0"><body><segment><stateVector/></segment></body></opm>';
  const { accepted, rejected, warnings } = await read(
    `<ndm><COMMENT>two</COMMENT>${message(segment(state(0)))}${opm}${message(segment(state(0)))}</ndm>`,
  );
  assert.deepEqual([accepted.length, rejected], [2, []]);
  assert.deepEqual(
    warnings.map(({ code, message: text }) => [code, text]),
    [['domain.unknown_keyword', 'keyword "opm" is not part of the format and was not read']],
  );
});

test('reads several segments, and states only under metadata of their own', async () => {
  const bare = `<segment><data>${state(5)}</data></segment>`;
  const { accepted, rejected } = await read(message(segment(state(0)), bare, segment(state(7))));
  assert.deepEqual(
    accepted.map(({ states }) => states.length),
    [1, 1],
  );
  assert.deepEqual(
    rejected.map(({ code }) => code),
    ['domain.unusable_segment'],
  );
});

/** Line and code of what is refused beside two good states. */
async function refusedBesideTwo(bad: string) {
  const { accepted, rejected } = await read(message(segment(state(0), bad, state(2))));
  assert.equal(accepted[0]?.states.length, 2);
  return rejected.map(({ line, code }) => [line - firstLine, code]);
}

test('a bad state costs itself alone', async () => {
  const twice = state(1).replace('<X>7000</X>', '<X>7000</X><X>7000</X>');
  const bad = [
    [state(1, { X: 'NaN' }), 'domain.not_a_number'],
    [state(1, { X: '' }), 'domain.not_a_number'],
    [state(1, { EPOCH: 'now' }), 'domain.bad_epoch'],
    [state(1, { Y_DDOT: '1' }), 'domain.missing_field'],
    [state(1).replace('<Z>0</Z>', ''), 'domain.missing_field'],
    [state(1).replace(/<EPOCH>.*<.EPOCH>/, ''), 'domain.missing_field'],
    [state(1).replace('<X>', '<X units="m">'), 'domain.wrong_unit'],
    [state(1).replace('<X_DOT>', '<X_DOT units="km">'), 'domain.wrong_unit'],
    [twice, 'domain.repeated_keyword'],
    ['<stateVector/>', 'domain.broken_message'],
  ] as const;
  for (const [text, code] of bad) assert.deepEqual(await refusedBesideTwo(text), [[1, code]], text);
});

test('a covariance that lacks an element costs itself alone', async () => {
  const values = Object.fromEntries(covarianceNames.slice(1).map((name) => [name, '1']));
  const covariance = `<covarianceMatrix><EPOCH>2026-03-01T12:01:00</EPOCH>${elements(values)}</covarianceMatrix>`;
  assert.deepEqual(await refusedBesideTwo(covariance), [[1, 'domain.missing_field']]);
});

test('units may be given where they are those of the standard', async () => {
  const withUnits = state(1).replace('<X>', '<X units="km">').replace('<X_DOT>', '<X_DOT units="KM/S">');
  const { accepted, rejected } = await read(message(segment(withUnits)));
  assert.deepEqual([accepted[0]?.states.length, rejected], [1, []]);
});

test('unknown elements are warned of and passed over with all they hold', async () => {
  const hidden = `<extra>${state(1)}<metadata>${metadata}</metadata></extra>`;
  const inside = state(2).replace('</stateVector>', `<quality>good</quality><more>${state(3)}</more></stateVector>`);
  const { accepted, rejected, warnings } = await read(message(segment(state(0), hidden, inside)));
  assert.deepEqual([accepted[0]?.states.length, rejected], [2, []]);
  assert.deepEqual(
    warnings.map(({ message: text }) => text.split('"')[1]),
    ['extra', 'quality', 'more'],
  );
});

test('what is broken is told with its line, and what came before it is kept', async () => {
  const { accepted, rejected } = await read(message(segment(state(0), state(1))).split('</data>')[0]!);
  assert.equal(accepted[0]?.states.length, 2);
  assert.deepEqual(
    rejected.map(({ line, code }) => [line, code]),
    [[firstLine + 2, 'domain.broken_xml']],
  );
});

test('a document type is told, and nothing is read after it', async () => {
  const { accepted, rejected } = await read(`<!DOCTYPE oem [<!ENTITY a "7000">]>${message(segment(state(0)))}`);
  assert.deepEqual([accepted, rejected.map(({ code }) => code)], [[], ['domain.xml_doctype']]);
});
