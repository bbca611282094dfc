import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InputMark } from './input-meter.ts';
import { earlierOutput, openResumable, progressPathOf } from './resumable-output.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 10 }, (_, i) => ({ targetId: `t${i}`, word: 'Ünïcödé' }));
const settings = { strategy: 'cot' };
const markAt = (bytes: number, isWhole = false): InputMark => ({ bytes, sha256: `hash of ${bytes}`, isWhole });

async function begin(path: string, isForced = false) {
  const told: unknown[] = [];
  const earlier = isForced ? null : await earlierOutput(path);
  const output = await openResumable(path, { settings, earlier, onKept: (row) => void told.push(row) });
  assert.deepEqual(told, rows.slice(0, output.kept));
  return output;
}

/** Batches of four rows, for each of which ten bytes more were read. */
async function finish(path: string): Promise<number> {
  const output = await begin(path);
  for (let i = output.kept; i < rows.length; i += 4) await output.append(rows.slice(i, i + 4), markAt(10 * i + 10));
  await output.finish(markAt(100, true));
  await output.close();
  return output.kept;
}

const whole = join(folder, 'whole.ndjson');
await finish(whole);
const wholeBytes = readFileSync(whole);
const wholeNote = readFileSync(progressPathOf(whole));

test('cut off at any byte, the output and its note end up the same', async () => {
  const path = join(folder, 'cut.ndjson');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: wholeBytes.length }), async (length) => {
      await finish(path);
      truncateSync(path, length);
      await finish(path);
      assert.deepEqual(readFileSync(path), wholeBytes);
      assert.deepEqual(readFileSync(progressPathOf(path)), wholeNote);
    }),
    { numRuns: 40 },
  );
});

test('killed while the note is written, the output and its note end up the same', async () => {
  const path = join(folder, 'torn.ndjson');
  const firstLine = wholeNote.indexOf('\n') + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: firstLine, max: wholeNote.length }), async (length) => {
      await finish(path);
      truncateSync(progressPathOf(path), length);
      await finish(path);
      assert.deepEqual(readFileSync(path), wholeBytes);
      assert.deepEqual(readFileSync(progressPathOf(path)), wholeNote);
    }),
    { numRuns: 40 },
  );
});

test('an unfinished batch is done again, a finished one is kept, with the input that was read for it', async () => {
  const path = join(folder, 'batch.ndjson');
  await finish(path);
  truncateSync(path, wholeBytes.indexOf('"t6"'));
  assert.deepEqual((await earlierOutput(path)).checkpoint?.input, markAt(10));
  assert.equal(await finish(path), 4);
});

test('a batch whose input is not known to be the same does not count as finished', async () => {
  const path = join(folder, 'unknown.ndjson');
  const output = await begin(path);
  await output.append(rows.slice(0, 4), markAt(10));
  await output.append(rows.slice(4, 8), null);
  await output.close();
  assert.equal(await finish(path), 4);
  assert.deepEqual(readFileSync(path), wholeBytes);
});

test('a finished file is left alone', async () => {
  assert.equal(await finish(whole), rows.length);
  assert.deepEqual(readFileSync(whole), wholeBytes);
  assert.deepEqual(readFileSync(progressPathOf(whole)), wholeNote);
});

test('a file made with other settings is refused, and the difference told', async () => {
  const earlier = await earlierOutput(whole);
  await assert.rejects(openResumable(whole, { settings: { strategy: 'basic' }, earlier }), {
    code: 'server.output_exists',
    message: /strategy cot instead of basic/,
  });
});

test('a file that is somebody else’s is refused, unless forced', async () => {
  const path = join(folder, 'mine.ndjson');
  writeFileSync(path, 'precious\n');
  await assert.rejects(begin(path), { code: 'server.output_exists', message: /without .*progress\.ndjson/ });
  writeFileSync(progressPathOf(path), 'notes of mine\n');
  await assert.rejects(begin(path), { code: 'server.output_exists', message: /unreadable/ });
  assert.equal(readFileSync(path, 'utf8'), 'precious\n');
  const output = await begin(path, true);
  await output.close();
  assert.deepEqual([output.kept, readFileSync(path, 'utf8')], [0, '']);
});

test('a file that was edited since is refused and left as it is', async () => {
  const path = join(folder, 'edited.ndjson');
  for (const [from, to] of [
    ['"t1"', '"t2"'],
    ['"targetId":"t3"', '"targetId:"t3""'],
  ] as const) {
    rmSync(path, { force: true });
    await finish(path);
    const edited = readFileSync(path, 'utf8').replace(from, to);
    writeFileSync(path, edited);
    await assert.rejects(begin(path), { code: 'server.output_changed' });
    assert.equal(readFileSync(path, 'utf8'), edited);
  }
});

test('a finished file that somebody added lines to is refused', async () => {
  const path = join(folder, 'longer.ndjson');
  await finish(path);
  appendFileSync(path, '{"targetId":"t10"}\n');
  await assert.rejects(begin(path), { code: 'server.output_changed' });
});

test('a lost output with its note still there starts anew', async () => {
  const path = join(folder, 'lost.ndjson');
  await finish(path);
  rmSync(path);
  assert.ok(existsSync(progressPathOf(path)));
  assert.equal(await finish(path), 0);
  assert.deepEqual(readFileSync(path), wholeBytes);
});

test('a folder that cannot be made is told', async () => {
  await assert.rejects(begin(join(whole, 'below-a-file.ndjson')), { code: 'server.output_unwritable' });
});
