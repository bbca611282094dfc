import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestLineChars } from '../text/text-lines.ts';
import { kvnTokens } from './kvn-tokens.ts';
import type { NdmToken } from './ndm-token.ts';

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

async function tokensOf(...chunks: (string | Uint8Array)[]): Promise<NdmToken[]> {
  const tokens: NdmToken[] = [];
  for await (const token of kvnTokens(chunksOf(...chunks), 'file.oem')) tokens.push(token);
  return tokens;
}

/** The only token of a line. */
const tokenOf = async (line: string) => (await tokensOf(line))[0];

const field = (keyword: string, value: string, unit?: string, line = 1): NdmToken => ({
  kind: 'field',
  line,
  keyword,
  value,
  unit,
});

test('a line is a field, a mark of a section, or a row', async () => {
  const text = ['META_START', 'OBJECT_NAME = ISS (ZARYA)', '', 'META_STOP', '  2026-060T00:00:00 7000 0  0'].join('\n');
  assert.deepEqual(await tokensOf(text), [
    { kind: 'open', line: 1, section: 'META' },
    field('OBJECT_NAME', 'ISS (ZARYA)', undefined, 2),
    { kind: 'close', line: 4, section: 'META' },
    { kind: 'row', line: 5, text: '2026-060T00:00:00 7000 0  0' },
  ]);
});

test('blanks around keyword and value do not count, and a value may be empty or hold an equals sign', async () => {
  assert.deepEqual(await tokenOf(' \tTCA\t=  2026-01-01T00:00:00 \t'), field('TCA', '2026-01-01T00:00:00'));
  assert.deepEqual(await tokenOf('OBJECT_NAME ='), field('OBJECT_NAME', ''));
  assert.deepEqual(await tokenOf('ORIGINATOR=a=b'), field('ORIGINATOR', 'a=b'));
});

test('a unit in brackets at the end is taken off the value', async () => {
  assert.deepEqual(await tokenOf('X = -0.5 [km]'), field('X', '-0.5', 'km'));
  assert.deepEqual(await tokenOf('X = -0.5[ m/s ]'), field('X', '-0.5', 'm/s'));
  assert.deepEqual(await tokenOf('X = [] -0.5'), field('X', '[] -0.5'));
  assert.deepEqual(await tokenOf('X = -0.5 ]'), field('X', '-0.5 ]'));
  assert.deepEqual(await tokenOf('X = -0.5 [a] [b]'), field('X', '-0.5 [a]', 'b'));
});

test('a comment is a field, whatever it holds', async () => {
  assert.deepEqual(await tokenOf('COMMENT'), field('COMMENT', ''));
  assert.deepEqual(await tokenOf('COMMENT MASS=1 [kg]'), field('COMMENT', 'MASS=1 [kg]'));
  assert.deepEqual(await tokenOf('COMMENTS = 1'), field('COMMENTS', '1'));
});

test('the case of a keyword is kept, and sections are marked in capitals only', async () => {
  assert.deepEqual(await tokenOf('Object_Name = a'), field('Object_Name', 'a'));
  assert.deepEqual(await tokenOf('meta_start'), { kind: 'row', line: 1, text: 'meta_start' });
});

test('lines may end in CRLF and be cut anywhere between chunks, within a letter of several bytes too', async () => {
  const text = '\ufeffCOMMENT Čerenkov 🛰 été\r\nMETA_START\r\nX = 1 [km]\r\n\r\nrow';
  const whole = await tokensOf(text.replace('\ufeff', '').replaceAll('\r', ''));
  const bytes = new TextEncoder().encode(text);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
      assert.deepEqual(await tokensOf(...chunks), whole);
    }),
  );
});

test('a line of ten megabytes is told as broken, and the next line is read', async () => {
  const tokens = await tokensOf(`X = ${'9'.repeat(10_000_000)}\nY = 2`);
  assert.deepEqual(tokens[0], {
    kind: 'broken',
    line: 1,
    code: 'domain.line_too_long',
    message: `expected a line of at most ${longestLineChars} characters, got a longer one`,
  });
  assert.deepEqual(tokens.slice(1), [field('Y', '2', undefined, 2)]);
});

test('a megabyte of blanks before a bracket is read at once', async () => {
  const blanks = ' '.repeat(longestLineChars - 10);
  assert.deepEqual(await tokenOf(`X = 1${blanks}]`), field('X', `1${blanks}]`));
  assert.deepEqual(await tokenOf(`X = 1${blanks}[m]`), field('X', '1', 'm'));
});

test('refuses binary files', async () => {
  await assert.rejects(tokensOf('X = 1\n', Uint8Array.of(80, 75, 3, 4, 0)), { code: 'domain.binary_log' });
});
