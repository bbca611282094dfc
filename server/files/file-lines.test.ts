import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { completeLines } from './file-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'noncoop-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'lines.txt');

async function linesOf(text: string, endBytes?: number): Promise<readonly string[]> {
  writeFileSync(path, text);
  const lines: string[] = [];
  for await (const line of completeLines(path, endBytes)) lines.push(line.toString());
  return lines;
}

test('lines are those that end in a line feed; a torn one at the end is left out', async () => {
  assert.deepEqual(await linesOf('a\n\nÜ\u2028b\ntorn'), ['a', '', 'Ü\u2028b']);
  assert.deepEqual(await linesOf(''), []);
});

test('a line may be longer than what is read at a time', async () => {
  const long = 'x'.repeat(3_000_000);
  assert.deepEqual(await linesOf(`a\n${long}\nb\n`), ['a', long, 'b']);
});

test('reading stops where it is told to', async () => {
  assert.deepEqual(await linesOf('aa\nbb\ncc\n', 6), ['aa', 'bb']);
  assert.deepEqual(await linesOf('aa\nbb\ncc\n', 5), ['aa']);
  assert.deepEqual(await linesOf('aa\n', 0), []);
});
