import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestLineChars, readLineBatches, readLines } from './text-lines.ts';

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

async function linesOf(...chunks: (string | Uint8Array)[]) {
  const lines: (string | undefined)[] = [];
  for await (const { text } of readLines(chunksOf(...chunks), 'a text')) lines.push(text);
  return lines;
}

test('lines are those of the whole text, wherever the bytes are cut', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ü', '🛰', '\n', '\r\n', ' '), maxLength: 40 });
  const cuts = fc.array(fc.nat(160), { maxLength: 8 }).map((places) => places.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(text, cuts, async (written, places) => {
      const bytes = new TextEncoder().encode(written);
      const chunks = [0, ...places].map((from, i) => bytes.slice(from, places[i] ?? bytes.length));
      const whole = written.split('\n').map((line) => line.replace(/\r$/, ''));
      assert.deepEqual(await linesOf(...chunks), written.endsWith('\n') || written === '' ? whole.slice(0, -1) : whole);
    }),
    { numRuns: 300 },
  );
});

test('a line that is too long is only told, and the next one read', async () => {
  const piece = 'x'.repeat(longestLineChars / 2 + 1);
  assert.deepEqual(await linesOf('a\n', piece, piece, piece, '\nb'), ['a', undefined, 'b']);
});

test('a NUL is told with its line, after the lines before it', async () => {
  const seen: number[] = [];
  const reading = async () => {
    for await (const lines of readLineBatches(chunksOf('a\nb\nc\0d\n'), 'a text')) {
      seen.push(...lines.map(({ line }) => line));
    }
  };
  await assert.rejects(reading, { code: 'domain.binary_log', message: /near line 3/ });
  assert.deepEqual(seen, [1, 2]);
});
