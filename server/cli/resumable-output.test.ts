import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openResumable, progressPathOf } from './resumable-output.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 10 }, (_, i) => ({ targetId: `t${i}`, word: 'Ünïcödé' }));
const options = {
  settings: { strategy: 'cot' },
  targetIds: rows.map((row) => row.targetId),
  batchSize: 4,
  force: false,
};

async function finish(path: string): Promise<number> {
  const output = await openResumable(path, options);
  for (let i = output.kept; i < rows.length; i += 4) await output.append(rows.slice(i, i + 4));
  await output.close();
  return output.kept;
}

const whole = join(folder, 'whole.ndjson');
await finish(whole);
const wholeBytes = readFileSync(whole);

test('cut off at any byte, the file ends up the same', async () => {
  const path = join(folder, 'cut.ndjson');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: wholeBytes.length }), async (length) => {
      await finish(path);
      truncateSync(path, length);
      await finish(path);
      assert.deepEqual(readFileSync(path), wholeBytes);
    }),
    { numRuns: 60 },
  );
});

test('an unfinished batch is done again, a finished one is kept', async () => {
  const path = join(folder, 'batch.ndjson');
  await finish(path);
  truncateSync(path, wholeBytes.indexOf('"t6"'));
  assert.equal(await finish(path), 4);
});

test('a finished file is left alone', async () => {
  assert.equal(await finish(whole), rows.length);
  assert.deepEqual(readFileSync(whole), wholeBytes);
});

test('a file made with other settings is refused, and the difference told', async () => {
  await assert.rejects(openResumable(whole, { ...options, settings: { strategy: 'basic' } }), {
    code: 'server.output_exists',
    message: /strategy cot instead of basic/,
  });
});

test('a file that is somebody else’s is refused, unless forced', async () => {
  const path = join(folder, 'mine.ndjson');
  writeFileSync(path, 'precious\n');
  await assert.rejects(openResumable(path, options), { code: 'server.output_exists' });
  assert.equal(readFileSync(path, 'utf8'), 'precious\n');
  const output = await openResumable(path, { ...options, force: true });
  await output.close();
  assert.deepEqual([output.kept, readFileSync(path, 'utf8')], [0, '']);
});

test('a file that was edited since is refused', async () => {
  const path = join(folder, 'edited.ndjson');
  await finish(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"t1"', '"t2"'));
  await assert.rejects(openResumable(path, options), { code: 'server.output_changed', message: /target t1 in line 2/ });
});

test('a file with more lines than there are targets is refused', async () => {
  const path = join(folder, 'longer.ndjson');
  await finish(path);
  appendFileSync(path, '{"targetId":"t10"}\n');
  await assert.rejects(openResumable(path, options), { code: 'server.output_changed' });
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
  await assert.rejects(openResumable(join(whole, 'below-a-file.ndjson'), options), {
    code: 'server.output_unwritable',
  });
});
